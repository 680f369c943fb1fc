import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appForEachTest, providerInput, raceOf } from '../support/app-for-each-test.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';

const tested = appForEachTest();
const { start, state, view, saved, everythingSaid } = tested;

describe('a key', () => {
	test('is in the keychain: never in a view but for its end, never in a file, there again after a restart', async () => {
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		expect(view(id).key).toEqual({ type: 'keychain', lastFour: 'WXYZ' });
		expect(everythingSaid()).not.toContain(KEY);
		start();
		expect(view(id).key).toEqual({ type: 'opening' });
		await expect.poll(() => view(id).key).toEqual({ type: 'keychain', lastFour: 'WXYZ' });
		expect(state().notices).toEqual([]);
	});

	test('is in memory where there is no keychain, with a notice, and gone after a restart', async () => {
		tested.keychain.state = 'absent';
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		expect(view(id).key).toEqual({ type: 'memory', lastFour: 'WXYZ' });
		expect(state().notices).toEqual([
			expect.objectContaining({ code: 'keys-in-memory', message: expect.stringContaining('in memory only') }),
		]);
		expect(everythingSaid()).not.toContain(KEY);
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'none' });
	});

	test('that the keychain does not take is in memory, with a notice that says why', async () => {
		const id = await saved();
		tested.keychain.state = 'no-collection';
		expect(await tested.app.call('setKey', { providerId: id, key: KEY })).toEqual({ ok: true, value: null });
		expect(view(id).key).toEqual({ type: 'memory', lastFour: 'WXYZ' });
		expect(state().notices.map(({ code }) => code)).toEqual(['keys-in-memory']);
	});

	// Would catch a password window at every start, also of somebody who has no key at all.
	test('is what a locked keychain is asked for, and nothing before it', async () => {
		expect(tested.keychain.requests).toEqual([]);
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		tested.keychain.state = 'locked';
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'locked' });
		expect(state().notices.map(({ code }) => code)).toEqual(['keys-locked']);
		expect(tested.keychain.requests.filter(({ type }) => type === 'get')).toEqual([]);
		const refused = { ok: false, problem: { code: 'keychain-locked' } };
		expect(await tested.app.call('startRace', raceOf([id]))).toMatchObject(refused);
		expect(await tested.app.call('forgetKey', { providerId: id })).toMatchObject(refused);
	});

	// Would catch a key that stays behind, and is sent again once the address is changed back.
	test('that cannot be deleted keeps its provider where it is', async () => {
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		tested.keychain.state = 'locked';
		const moved = await tested.app.call('saveProvider', providerInput({ id, baseUrl: 'https://evil.example/v1' }));
		expect(moved).toMatchObject({ ok: false, problem: { code: 'keychain-locked' } });
		expect(view(id)).toMatchObject({ baseUrl: 'https://api.example.com/v1', key: { type: 'keychain' } });
	});

	// Would catch a key that is being kept for an address which is changed meanwhile.
	test('does not overtake a change of its address, nor is it overtaken', async () => {
		const id = await saved();
		const kept = tested.app.call('setKey', { providerId: id, key: KEY });
		const moved = tested.app.call('saveProvider', providerInput({ id, baseUrl: 'https://other.example/v1' }));
		expect(await Promise.all([kept, moved])).toMatchObject([{ ok: true }, { ok: true }]);
		expect(view(id).key).toEqual({ type: 'none' });
		expect(tested.keychain.entries.size).toBe(0);
	});

	test('and secret headers leave the keychain with their provider, and with their header', async () => {
		const secret = (name: string) => ({ name, value: 'header-secret-0123' });
		const id = await saved({ headers: [secret('X-One'), secret('X-Two')] });
		await tested.app.call('setKey', { providerId: id, key: KEY });
		expect([...tested.keychain.entries.keys()]).toEqual([`${id}/header/x-one`, `${id}/header/x-two`, `${id}/key`]);
		await saved({ id, headers: [{ name: 'X-Two', value: null }] });
		expect([...tested.keychain.entries.keys()]).toEqual([`${id}/header/x-two`, `${id}/key`]);
		await tested.app.call('removeProvider', { id });
		expect([...tested.keychain.entries.keys()]).toEqual([]);
	});

	// Would catch a notice about secrets that there never were.
	test('that nobody entered is not said to be deleted, though a locked keychain cannot be looked into', async () => {
		await tested.app.call('setKey', { providerId: await saved(), key: KEY });
		const id = await saved({ name: 'Without' });
		tested.keychain.state = 'locked';
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'locked' });
		await saved({ id, baseUrl: 'https://elsewhere.example/v1' });
		expect(view(id).baseUrl).toBe('https://elsewhere.example/v1');
		expect(state().notices.map(({ code }) => code)).toEqual(['keys-locked']);
	});

	test('that a locked keychain keeps does not keep its provider, and the person is told', async () => {
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		tested.keychain.state = 'locked';
		expect(await tested.app.call('removeProvider', { id })).toEqual({ ok: true, value: null });
		expect(state().notices.map(({ code }) => code)).toEqual(['secrets-left']);
	});

	// Would catch a settings file edited by hand, or copied from elsewhere, that leads a key to another server.
	test('is not used for an address that was changed in the settings file', async () => {
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		const path = join(tested.folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('api.example.com', 'evil.example'));
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'none' });
		const refused = await tested.app.call('startRace', raceOf([id]));
		expect(refused).toMatchObject({ ok: false, problem: { code: 'secret-for-other-origin' } });
	});

	// Would catch a settings file, of an earlier version or from elsewhere, whose header leads a key to another server.
	test('is not sent beside a header of HTTP itself that the settings file holds', async () => {
		const id = await saved({ headers: [{ name: 'X-Other', value: 'evil.example' }] });
		await tested.app.call('setKey', { providerId: id, key: KEY });
		const path = join(tested.folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('X-Other', 'Host'));
		start();
		expect(await tested.app.call('startRace', raceOf([id]))).toMatchObject({
			ok: false,
			problem: { code: 'header-of-http' },
		});
	});

	// Would catch a settings file from elsewhere that has any secret of the environment sent to its own address.
	test('is not taken from a variable that does not look like one, though the settings file names it', async () => {
		tested.environment.DATABASE_URL = KEY;
		const id = await saved();
		await tested.app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		const path = join(tested.folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('EXAMPLE_KEY', 'DATABASE_URL'));
		start();
		expect(await tested.app.call('startRace', raceOf([id]))).toMatchObject({
			ok: false,
			problem: { code: 'bad-key-variable' },
		});
	});

	test('that is short shows nothing of itself', async () => {
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: 'EMPTY' });
		expect(view(id).key).toEqual({ type: 'keychain', lastFour: null });
	});

	// Would catch a key that follows an edited address to another server.
	test.each([
		['host', 'https://evil.example/v1'],
		['port', 'https://api.example.com:8443/v1'],
		['scheme', 'http://api.example.com/v1'],
	])('is deleted with a notice when the %s changes, and so are secret headers', async (what, baseUrl) => {
		const headers = [{ name: 'X-Secret', value: 'header-secret-0123' }];
		const id = await saved({ headers });
		await tested.app.call('setKey', { providerId: id, key: KEY });
		await saved({ id, baseUrl, headers: [{ name: 'X-Secret', value: null }] });
		expect(view(id).key).toEqual({ type: 'none' });
		expect(state().notices.map(({ code }) => code)).toEqual(['key-dropped']);
		const started = await tested.app.call('startRace', raceOf([id]));
		const code = what === 'scheme' ? 'plain-http' : 'header-value-missing';
		expect(started).toMatchObject({ ok: false, problem: { code } });
		expect(tested.keychain.entries.size).toBe(0);
		// Nor does it come back with the old address.
		await saved({ id, headers: [{ name: 'X-Secret', value: null }] });
		expect(view(id).key).toEqual({ type: 'none' });
	});

	test('stays when anything else changes', async () => {
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		await saved({ id, name: 'Other', model: 'large', baseUrl: 'https://api.example.com/v2' });
		expect(view(id).key).toEqual({ type: 'keychain', lastFour: 'WXYZ' });
		expect(state().notices).toEqual([]);
		await tested.app.call('forgetKey', { providerId: id });
		expect(view(id).key).toEqual({ type: 'none' });
	});

	test('from a variable does not follow an edited address either', async () => {
		tested.environment.EXAMPLE_KEY = KEY;
		const id = await saved();
		await tested.app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		await saved({ id, baseUrl: 'https://evil.example/v1' });
		expect(view(id).key).toEqual({ type: 'none' });
		expect(state().notices.map(({ code }) => code)).toEqual(['key-dropped']);
	});

	test('does not go over plain http to another machine', async () => {
		const plain = { ok: false, problem: { code: 'needs-https' } };
		const secret = { baseUrl: 'http://api.example.com/v1', headers: [{ name: 'X-Secret', value: 'secret' }] };
		expect(await tested.app.call('saveProvider', providerInput(secret))).toMatchObject(plain);
		const id = await saved({ ...secret, headers: [{ name: 'X-Secret', value: null }] });
		expect(await tested.app.call('setKey', { providerId: id, key: KEY })).toMatchObject(plain);
		expect(await tested.app.call('useKeyVariable', { providerId: id, variable: 'KEY' })).toMatchObject(plain);
		expect(await tested.app.call('startRace', raceOf([id]))).toMatchObject({
			ok: false,
			problem: { code: 'plain-http' },
		});
		const local = await saved({ baseUrl: 'http://127.0.0.1:8000/v1' });
		expect(await tested.app.call('setKey', { providerId: local, key: KEY })).toMatchObject({ ok: true });
	});

	// Would catch a key that the settings, the page and every report hold, because it was pasted into the wrong field.
	test('is not taken where it stands in what is stored and shown, in whatever order it is entered', async () => {
		const shown = { ok: false, problem: { code: expect.stringMatching(/^key-in-/) } };
		const headers = [{ name: 'X-Title', value: KEY }];
		const wrong = await saved({ headers });
		expect(await tested.app.call('setKey', { providerId: wrong, key: KEY })).toMatchObject(shown);
		expect(tested.keychain.entries.size).toBe(0);
		await tested.app.call('removeProvider', { id: wrong });
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		for (const changed of [{ headers }, { model: KEY }, { name: KEY }]) {
			expect(await tested.app.call('saveProvider', providerInput({ id, ...changed }))).toMatchObject(shown);
			expect(await tested.app.call('saveProvider', providerInput(changed))).toMatchObject(shown);
		}
		tested.environment.EXAMPLE_KEY = 'sk-of-the-environment-0123';
		const byVariable = await saved({ model: tested.environment.EXAMPLE_KEY });
		await tested.app.call('useKeyVariable', { providerId: byVariable, variable: 'EXAMPLE_KEY' });
		expect(await tested.app.call('startRace', raceOf([byVariable]))).toMatchObject(shown);
	});

	test('has no spaces', async () => {
		const id = await saved();
		const refused = { ok: false, problem: { code: 'bad-key' } };
		expect(await tested.app.call('setKey', { providerId: id, key: 'two words' })).toMatchObject(refused);
		expect(await tested.app.call('setKey', { providerId: id, key: 'two\nlines' })).toMatchObject(refused);
	});

	test('from a variable is named and never shown, set or not, and stays over a restart', async () => {
		tested.environment.EXAMPLE_KEY = ` ${KEY} `;
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: 'sk-another-0123456789' });
		await tested.app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		expect(view(id).key).toEqual({ type: 'variable', name: 'EXAMPLE_KEY', set: true });
		start();
		expect(view(id).key).toEqual({ type: 'variable', name: 'EXAMPLE_KEY', set: true });
		expect(everythingSaid()).not.toContain(KEY);
		tested.environment.EXAMPLE_KEY = '';
		start();
		expect(view(id).key).toEqual({ type: 'variable', name: 'EXAMPLE_KEY', set: false });
		const unset = await tested.app.call('startRace', raceOf([id]));
		expect(unset).toMatchObject({ ok: false, problem: { code: 'key-variable-not-set' } });
		tested.environment.EXAMPLE_KEY = 'two words';
		expect(await tested.app.call('startRace', raceOf([id]))).toMatchObject({
			problem: { code: 'bad-key-in-variable' },
		});
		await tested.app.call('setKey', { providerId: id, key: KEY });
		expect(view(id).key.type).toBe('keychain');
	});

	// Every object has these names: looking them up would break each view of the providers from then on.
	test.each(['constructor', 'toString', '__proto__'])('from a variable %s that nobody set is not set', async (name) => {
		const id = await saved();
		await tested.app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		const path = join(tested.folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('EXAMPLE_KEY', name));
		start();
		expect(view(id).key).toEqual({ type: 'variable', name, set: false });
	});

	// Would catch a page that has any secret of the environment sent to an address of its choice.
	test('is never a variable that does not look like one, and the key that was there stays', async () => {
		tested.environment.DATABASE_URL = KEY;
		const id = await saved();
		await tested.app.call('setKey', { providerId: id, key: KEY });
		const refused = await tested.app.call('useKeyVariable', { providerId: id, variable: 'DATABASE_URL' });
		expect(refused).toMatchObject({
			problem: { code: 'bad-key-variable', message: expect.stringMatching(/KEY or TOKEN/) },
		});
		expect(view(id).key).toMatchObject({ type: 'keychain' });
	});
});

test('the value of a secret header is in no view and no file', async () => {
	const secret = 'header-secret-0123456789';
	const id = await saved({ headers: [{ name: 'Authorization', value: secret }] });
	await saved({ id, headers: [{ name: 'authorization', value: null }] });
	expect(view(id).headers).toEqual([{ name: 'authorization', value: null }]);
	expect(everythingSaid()).not.toContain(secret);
});
