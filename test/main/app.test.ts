import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppState, apiInputs, HostEvent, ProviderInput, ProviderView } from '../../src/core/api.ts';
import { type App, createApp } from '../../src/main/app.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import { createFakeKeychain } from '../support/fake-keychain.ts';
import { closedRecords, openBytes, smallRun } from '../support/recordings.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
/** Of the machine: it outlives the app. */
let keychain: ReturnType<typeof createFakeKeychain>;
let app: App;
let events: HostEvent[];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'app-'));
	environment = {};
	keychain = createFakeKeychain();
	start();
});
afterEach(async () => {
	await app.close();
	rmSync(folder, { recursive: true });
});

/** The app as it starts from the settings that are there. */
function start(): void {
	app = createApp({
		shell: 'browser',
		folder,
		environment,
		seed: 1,
		now: () => new Date('2026-01-02T03:04:05.678Z'),
		openSecrets: () => openSecretStore({ launch: keychain.launch }),
		knownSecrets: createKnownSecrets(),
	});
	events = [];
	app.subscribe((event) => events.push(event));
}

function state(): AppState {
	const event = events.findLast(({ type }) => type === 'state');
	if (event?.type !== 'state') throw new Error('no state came');
	return event.state;
}

function view(id: string): ProviderView {
	const found = state().providers.find((provider) => provider.id === id);
	if (!found) throw new Error(`no provider ${id}`);
	return found;
}

const KEY = 'sk-0123456789abcdef-WXYZ';

function input(overrides: Partial<ProviderInput> = {}): ProviderInput {
	return {
		id: null,
		name: 'Example',
		baseUrl: 'https://api.example.com/v1',
		model: 'small',
		headers: [],
		price: null,
		...overrides,
	};
}

async function saved(overrides: Partial<ProviderInput> = {}): Promise<string> {
	const result = await app.call('saveProvider', input(overrides));
	if (!result.ok) throw new Error(result.problem.message);
	return result.value.id;
}

function race(providerIds: string[]) {
	return { providerIds, prompt: 'Why?', maxTokens: 5, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 };
}

/** Everything that came to a page, and every file. */
function everythingSaid(): string {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return (
		JSON.stringify(events) + files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('')
	);
}

describe('a new app', () => {
	test('has the embedded providers, the defaults and nothing to say', () => {
		expect(events).toHaveLength(1);
		expect(state()).toMatchObject({ shell: 'browser', notices: [] });
		expect(state().providers.map(({ persona }) => persona)).toContain('stalling');
		expect(state().preferences.race.providerIds.map((id) => view(id).persona)).not.toContain(null);
	});

	test('tells of settings that were damaged, until the notice is dismissed', async () => {
		writeFileSync(join(folder, 'settings.json'), '{');
		start();
		expect(state().notices).toMatchObject([{ code: 'settings-damaged', cause: { code: 'settings-not-json' } }]);
		await app.call('dismissNotice', { code: 'settings-damaged' });
		expect(state().notices).toEqual([]);
	});

	test('says when settings cannot be written, and works on', async () => {
		rmSync(folder, { recursive: true });
		writeFileSync(folder, 'a file where the folder was');
		const id = await saved();
		expect(state().notices.map(({ code }) => code)).toEqual(['settings-not-saved']);
		expect(view(id).name).toBe('Example');
	});
});

describe('own providers', () => {
	test('are added, changed, removed, and there again after a restart', async () => {
		const id = await saved({ headers: [{ name: 'X-Title', value: 'Bench' }] });
		await saved({ id, name: 'Renamed', headers: [{ name: 'X-Title', value: null }], price: null });
		start();
		expect(view(id)).toMatchObject({ name: 'Renamed', headers: [{ name: 'X-Title', value: 'Bench' }], persona: null });
		expect(await app.call('removeProvider', { id })).toEqual({ ok: true, value: null });
		start();
		expect(state().providers.every(({ persona }) => persona !== null)).toBe(true);
		expect(await app.call('removeProvider', { id })).toMatchObject({ problem: { code: 'no-such-provider' } });
		expect(await app.call('saveProvider', input({ id }))).toMatchObject({ problem: { code: 'no-such-provider' } });
	});

	test.each(['sim:steady', 'own-000000000000'])('do not include %s', async (id) => {
		const refused = { ok: false, problem: { code: 'no-such-provider' } };
		expect(await app.call('saveProvider', input({ id }))).toMatchObject(refused);
		expect(await app.call('removeProvider', { id })).toMatchObject(refused);
		expect(await app.call('setKey', { providerId: id, key: KEY })).toMatchObject(refused);
		expect(await app.call('useKeyVariable', { providerId: id, variable: 'A' })).toMatchObject(refused);
		expect(await app.call('forgetKey', { providerId: id })).toMatchObject(refused);
	});
});

describe('a key', () => {
	test('is in the keychain: never in a view but for its end, never in a file, there again after a restart', async () => {
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		expect(view(id).key).toEqual({ type: 'keychain', lastFour: 'WXYZ' });
		expect(everythingSaid()).not.toContain(KEY);
		start();
		expect(view(id).key).toEqual({ type: 'opening' });
		await expect.poll(() => view(id).key).toEqual({ type: 'keychain', lastFour: 'WXYZ' });
		expect(state().notices).toEqual([]);
	});

	test('is in memory where there is no keychain, with a notice, and gone after a restart', async () => {
		keychain.state = 'absent';
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
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
		keychain.state = 'no-collection';
		expect(await app.call('setKey', { providerId: id, key: KEY })).toEqual({ ok: true, value: null });
		expect(view(id).key).toEqual({ type: 'memory', lastFour: 'WXYZ' });
		expect(state().notices.map(({ code }) => code)).toEqual(['keys-in-memory']);
	});

	// Would catch a password window at every start, also of somebody who has no key at all.
	test('is what a locked keychain is asked for, and nothing before it', async () => {
		expect(keychain.requests).toEqual([]);
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		keychain.state = 'locked';
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'locked' });
		expect(state().notices.map(({ code }) => code)).toEqual(['keys-locked']);
		expect(keychain.requests.filter(({ type }) => type === 'get')).toEqual([]);
		const refused = { ok: false, problem: { code: 'keychain-locked' } };
		expect(await app.call('startRace', race([id]))).toMatchObject(refused);
		expect(await app.call('forgetKey', { providerId: id })).toMatchObject(refused);
	});

	// Would catch a key that stays behind, and is sent again once the address is changed back.
	test('that cannot be deleted keeps its provider where it is', async () => {
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		keychain.state = 'locked';
		const moved = await app.call('saveProvider', input({ id, baseUrl: 'https://evil.example/v1' }));
		expect(moved).toMatchObject({ ok: false, problem: { code: 'keychain-locked' } });
		expect(view(id)).toMatchObject({ baseUrl: 'https://api.example.com/v1', key: { type: 'keychain' } });
	});

	// Would catch a key that is being kept for an address which is changed meanwhile.
	test('does not overtake a change of its address, nor is it overtaken', async () => {
		const id = await saved();
		const kept = app.call('setKey', { providerId: id, key: KEY });
		const moved = app.call('saveProvider', input({ id, baseUrl: 'https://other.example/v1' }));
		expect(await Promise.all([kept, moved])).toMatchObject([{ ok: true }, { ok: true }]);
		expect(view(id).key).toEqual({ type: 'none' });
		expect(keychain.entries.size).toBe(0);
	});

	test('and secret headers leave the keychain with their provider, and with their header', async () => {
		const secret = (name: string) => ({ name, value: 'header-secret-0123' });
		const id = await saved({ headers: [secret('X-One'), secret('X-Two')] });
		await app.call('setKey', { providerId: id, key: KEY });
		expect([...keychain.entries.keys()]).toEqual([`${id}/header/x-one`, `${id}/header/x-two`, `${id}/key`]);
		await saved({ id, headers: [{ name: 'X-Two', value: null }] });
		expect([...keychain.entries.keys()]).toEqual([`${id}/header/x-two`, `${id}/key`]);
		await app.call('removeProvider', { id });
		expect([...keychain.entries.keys()]).toEqual([]);
	});

	// Would catch a notice about secrets that there never were.
	test('that nobody entered is not said to be deleted, though a locked keychain cannot be looked into', async () => {
		await app.call('setKey', { providerId: await saved(), key: KEY });
		const id = await saved({ name: 'Without' });
		keychain.state = 'locked';
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'locked' });
		await saved({ id, baseUrl: 'https://elsewhere.example/v1' });
		expect(view(id).baseUrl).toBe('https://elsewhere.example/v1');
		expect(state().notices.map(({ code }) => code)).toEqual(['keys-locked']);
	});

	test('that a locked keychain keeps does not keep its provider, and the person is told', async () => {
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		keychain.state = 'locked';
		expect(await app.call('removeProvider', { id })).toEqual({ ok: true, value: null });
		expect(state().notices.map(({ code }) => code)).toEqual(['secrets-left']);
	});

	// Would catch a settings file edited by hand, or copied from elsewhere, that leads a key to another server.
	test('is not used for an address that was changed in the settings file', async () => {
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		const path = join(folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('api.example.com', 'evil.example'));
		start();
		await expect.poll(() => view(id).key).toEqual({ type: 'none' });
		const refused = await app.call('startRace', race([id]));
		expect(refused).toMatchObject({ ok: false, problem: { code: 'secret-for-other-origin' } });
	});

	// Would catch a settings file, of an earlier version or from elsewhere, whose header leads a key to another server.
	test('is not sent beside a header of HTTP itself that the settings file holds', async () => {
		const id = await saved({ headers: [{ name: 'X-Other', value: 'evil.example' }] });
		await app.call('setKey', { providerId: id, key: KEY });
		const path = join(folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('X-Other', 'Host'));
		start();
		expect(await app.call('startRace', race([id]))).toMatchObject({ ok: false, problem: { code: 'header-of-http' } });
	});

	// Would catch a settings file from elsewhere that has any secret of the environment sent to its own address.
	test('is not taken from a variable that does not look like one, though the settings file names it', async () => {
		environment.DATABASE_URL = KEY;
		const id = await saved();
		await app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		const path = join(folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('EXAMPLE_KEY', 'DATABASE_URL'));
		start();
		expect(await app.call('startRace', race([id]))).toMatchObject({ ok: false, problem: { code: 'bad-key-variable' } });
	});

	test('that is short shows nothing of itself', async () => {
		const id = await saved();
		await app.call('setKey', { providerId: id, key: 'EMPTY' });
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
		await app.call('setKey', { providerId: id, key: KEY });
		await saved({ id, baseUrl, headers: [{ name: 'X-Secret', value: null }] });
		expect(view(id).key).toEqual({ type: 'none' });
		expect(state().notices.map(({ code }) => code)).toEqual(['key-dropped']);
		const started = await app.call('startRace', race([id]));
		const code = what === 'scheme' ? 'plain-http' : 'header-value-missing';
		expect(started).toMatchObject({ ok: false, problem: { code } });
		expect(keychain.entries.size).toBe(0);
		// Nor does it come back with the old address.
		await saved({ id, headers: [{ name: 'X-Secret', value: null }] });
		expect(view(id).key).toEqual({ type: 'none' });
	});

	test('stays when anything else changes', async () => {
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		await saved({ id, name: 'Other', model: 'large', baseUrl: 'https://api.example.com/v2' });
		expect(view(id).key).toEqual({ type: 'keychain', lastFour: 'WXYZ' });
		expect(state().notices).toEqual([]);
		await app.call('forgetKey', { providerId: id });
		expect(view(id).key).toEqual({ type: 'none' });
	});

	test('from a variable does not follow an edited address either', async () => {
		environment.EXAMPLE_KEY = KEY;
		const id = await saved();
		await app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		await saved({ id, baseUrl: 'https://evil.example/v1' });
		expect(view(id).key).toEqual({ type: 'none' });
		expect(state().notices.map(({ code }) => code)).toEqual(['key-dropped']);
	});

	test('does not go over plain http to another machine', async () => {
		const plain = { ok: false, problem: { code: 'needs-https' } };
		const secret = { baseUrl: 'http://api.example.com/v1', headers: [{ name: 'X-Secret', value: 'secret' }] };
		expect(await app.call('saveProvider', input(secret))).toMatchObject(plain);
		const id = await saved({ ...secret, headers: [{ name: 'X-Secret', value: null }] });
		expect(await app.call('setKey', { providerId: id, key: KEY })).toMatchObject(plain);
		expect(await app.call('useKeyVariable', { providerId: id, variable: 'KEY' })).toMatchObject(plain);
		expect(await app.call('startRace', race([id]))).toMatchObject({ ok: false, problem: { code: 'plain-http' } });
		const local = await saved({ baseUrl: 'http://127.0.0.1:8000/v1' });
		expect(await app.call('setKey', { providerId: local, key: KEY })).toMatchObject({ ok: true });
	});

	// Would catch a key that the settings, the page and every report hold, because it was pasted into the wrong field.
	test('is not taken where it stands in what is stored and shown, in whatever order it is entered', async () => {
		const shown = { ok: false, problem: { code: expect.stringMatching(/^key-in-/) } };
		const headers = [{ name: 'X-Title', value: KEY }];
		const wrong = await saved({ headers });
		expect(await app.call('setKey', { providerId: wrong, key: KEY })).toMatchObject(shown);
		expect(keychain.entries.size).toBe(0);
		await app.call('removeProvider', { id: wrong });
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		for (const changed of [{ headers }, { model: KEY }, { name: KEY }]) {
			expect(await app.call('saveProvider', input({ id, ...changed }))).toMatchObject(shown);
			expect(await app.call('saveProvider', input(changed))).toMatchObject(shown);
		}
		environment.EXAMPLE_KEY = 'sk-of-the-environment-0123';
		const byVariable = await saved({ model: environment.EXAMPLE_KEY });
		await app.call('useKeyVariable', { providerId: byVariable, variable: 'EXAMPLE_KEY' });
		expect(await app.call('startRace', race([byVariable]))).toMatchObject(shown);
	});

	test('has no spaces', async () => {
		const id = await saved();
		const refused = { ok: false, problem: { code: 'bad-key' } };
		expect(await app.call('setKey', { providerId: id, key: 'two words' })).toMatchObject(refused);
		expect(await app.call('setKey', { providerId: id, key: 'two\nlines' })).toMatchObject(refused);
	});

	test('from a variable is named and never shown, set or not, and stays over a restart', async () => {
		environment.EXAMPLE_KEY = ` ${KEY} `;
		const id = await saved();
		await app.call('setKey', { providerId: id, key: 'sk-another-0123456789' });
		await app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		expect(view(id).key).toEqual({ type: 'variable', name: 'EXAMPLE_KEY', set: true });
		start();
		expect(view(id).key).toEqual({ type: 'variable', name: 'EXAMPLE_KEY', set: true });
		expect(everythingSaid()).not.toContain(KEY);
		environment.EXAMPLE_KEY = '';
		start();
		expect(view(id).key).toEqual({ type: 'variable', name: 'EXAMPLE_KEY', set: false });
		const unset = await app.call('startRace', race([id]));
		expect(unset).toMatchObject({ ok: false, problem: { code: 'key-variable-not-set' } });
		environment.EXAMPLE_KEY = 'two words';
		expect(await app.call('startRace', race([id]))).toMatchObject({
			problem: { code: 'bad-key-in-variable' },
		});
		await app.call('setKey', { providerId: id, key: KEY });
		expect(view(id).key.type).toBe('keychain');
	});

	// Every object has these names: looking them up would break each view of the providers from then on.
	test.each(['constructor', 'toString', '__proto__'])('from a variable %s that nobody set is not set', async (name) => {
		const id = await saved();
		await app.call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
		const path = join(folder, 'settings.json');
		writeFileSync(path, readFileSync(path, 'utf8').replace('EXAMPLE_KEY', name));
		start();
		expect(view(id).key).toEqual({ type: 'variable', name, set: false });
	});

	// Would catch a page that has any secret of the environment sent to an address of its choice.
	test('is never a variable that does not look like one, and the key that was there stays', async () => {
		environment.DATABASE_URL = KEY;
		const id = await saved();
		await app.call('setKey', { providerId: id, key: KEY });
		const refused = await app.call('useKeyVariable', { providerId: id, variable: 'DATABASE_URL' });
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

describe('input from outside', () => {
	const wrong: { readonly [Method in keyof typeof apiInputs]: readonly unknown[] } = {
		startRace: [
			{ ...race([]) },
			{ ...race(['sim:steady']), maxTokens: 0 },
			{ ...race(['sim:steady']), eachMs: 0 },
			{ ...race(['sim:steady']), firstMs: Number.NaN },
			{ ...race(['sim:steady']), firstMs: Number.POSITIVE_INFINITY },
			{ ...race(['sim:steady']), prompt: '  ' },
			{ ...race(['../steady']) },
			{ ...race(Array.from({ length: 17 }, () => 'sim:steady')) },
		],
		stopRace: [{ now: true }],
		exportRun: [{}, { runId: 1 }],
		exportReport: [
			{ runId: 'run-1' },
			{ runId: 'run-1', format: 'pdf' },
			{ runId: 'run-1', format: 'html', out: '/tmp' },
			{ runId: 'run-1', format: 'html', deadlines: { firstMs: 0, eachMs: 0, stallMs: 0 } },
			{ runId: 'run-1', format: 'html', deadlines: { firstMs: 400, eachMs: 50 } },
			{ runId: 'run-1', format: 'html', deadlines: { firstMs: Number.NaN, eachMs: 50, stallMs: 200 } },
			{ runId: 'run-1', format: 'html', definition: { count: 'words' } },
			{ runId: 'run-1', format: 'html', fluidRate: { share: 0, targetMissRate: 0.1 } },
		],
		openRun: [
			{ name: 'a', bytes: [1, 2] },
			{ name: 'a', bytes: 'text' },
			{ name: 'large', bytes: new Uint8Array(128 * 1024 * 1024 + 1) },
		],
		saveProvider: [
			{ ...input(), name: '' },
			{ ...input(), key: KEY },
			{ ...input(), headers: [{ name: 'a b', value: 'c' }] },
			{ ...input(), price: { inputPerMillion: -1, outputPerMillion: 1 } },
		],
		removeProvider: [{}, { id: 'A B' }],
		setKey: [
			{ providerId: 'own-1', key: '' },
			{ providerId: 'own-1', key: 'x'.repeat(4_001) },
		],
		useKeyVariable: [
			{ providerId: 'own-1', variable: '1A' },
			{ providerId: 'own-1', variable: 'A B' },
		],
		forgetKey: [{ providerId: 1 }],
		savePreferences: [{ theme: 'pink', language: 'en', race: race(['sim:steady']) }],
		dismissNotice: [{ code: 'x'.repeat(101) }],
	};

	test.each(Object.entries(wrong))('is refused before %s sees it', async (method, inputs) => {
		const before = events.length;
		for (const bad of [...inputs, null, undefined, 'text', 1, []]) {
			expect(await app.callUnchecked(method, bad)).toMatchObject({ ok: false, problem: { code: 'bad-input' } });
		}
		expect(events).toHaveLength(before);
		expect(readdirSync(folder)).toEqual([]);
	});

	test.each(['', 'close', 'constructor', '__proto__', 'hasOwnProperty'])(
		'is refused for no method: %j',
		async (name) => {
			expect(await app.callUnchecked(name, {})).toMatchObject({ ok: false, problem: { code: 'no-such-method' } });
		},
	);

	test('says what is wrong without the value', async () => {
		const answer = await app.callUnchecked('setKey', { providerId: 'own-1', key: [KEY] });
		expect(answer).toMatchObject({ problem: { message: expect.stringMatching(/^key: /) } });
		expect(JSON.stringify(answer)).not.toContain(KEY);
	});
});

describe('preferences', () => {
	test('are kept, and told to every page', async () => {
		const preferences = { theme: 'dark', language: 'zh-CN', race: race(['sim:cut']) } as const;
		await app.call('savePreferences', preferences);
		expect(state().preferences).toEqual(preferences);
		start();
		expect(state().preferences).toEqual(preferences);
	});

	test('a page that has gone is told nothing more', async () => {
		const told: HostEvent[] = [];
		app.subscribe((event) => told.push(event))();
		await saved();
		expect(told).toHaveLength(1);
	});
});

describe('a recording', () => {
	const records = smallRun();
	const whole = new Uint8Array(openBytes(closedRecords(records)));

	test('is opened as a run that has ended, told to whoever comes later, and saved again byte by byte', async () => {
		const opened = await app.call('openRun', { name: 'mine.fluidity', bytes: whole });
		expect(opened).toEqual({ ok: true, value: { runId: 'run-1' } });
		const later: HostEvent[] = [];
		app.subscribe((event) => later.push(event));
		// Would catch a page that calls itself whole, by its state, before the run has come.
		expect(later).toMatchObject([
			{ type: 'run', snapshot: { source: 'file', run: { id: 'run-1' } } },
			{ type: 'state' },
		]);
		const saved = await app.call('exportRun', { runId: 'run-1' });
		expect(saved).toEqual({ ok: true, value: { name: 'mine.fluidity', bytes: whole } });
		expect(await app.call('exportRun', { runId: 'another' })).toMatchObject({ problem: { code: 'no-such-run' } });
		expect(await app.call('stopRace', {})).toEqual({ ok: true, value: null });
	});

	test('that was cut is opened as far as it goes, with a notice', async () => {
		const bytes = whole.subarray(0, whole.length - 150);
		expect(await app.call('openRun', { name: 'cut.fluidity', bytes })).toMatchObject({ ok: true });
		expect(state().notices).toMatchObject([
			{ code: 'recording-cut', message: expect.stringContaining('cut.fluidity') },
		]);
	});

	test.each([
		['nothing', 'recording-empty', new Uint8Array()],
		['something else', 'recording-foreign', new TextEncoder().encode('{"a":1}\n')],
		['a changed byte', 'recording-line', whole.map((byte, index) => (index === 200 ? byte ^ 1 : byte))],
	])('that is damaged is refused by name, and what was open stays: %s', async (_what, code, bytes) => {
		await app.call('openRun', { name: 'good', bytes: whole });
		const before = events.length;
		const refused = await app.call('openRun', { name: 'bad.fluidity', bytes });
		expect(refused).toMatchObject({
			problem: {
				code: 'recording-damaged',
				message: expect.stringContaining('bad.fluidity'),
				names: { name: 'bad.fluidity' },
				cause: { code },
			},
		});
		expect(events).toHaveLength(before);
		expect(await app.call('exportRun', { runId: 'run-1' })).toMatchObject({ ok: true });
	});
});

test('a race of a provider that is not there is refused, with everything as it was', async () => {
	const refused = { ok: false, problem: { code: 'no-such-provider' } };
	expect(await app.call('startRace', race(['own-000000000000']))).toMatchObject(refused);
	expect(readdirSync(folder)).toEqual([]);
});
