import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HEADER_NAME, PROVIDER_LIMITS, type ProviderInput, type Result } from '../../src/core/api.ts';
import { type App, createApp } from '../../src/main/app.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import { problemWords } from '../../src/renderer/ui/problem-words.ts';
import { zhCN } from '../../src/renderer/ui/words/zh-CN.ts';
import { createFakeKeychain } from '../support/fake-keychain.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';

let folder: string;
let keychain: ReturnType<typeof createFakeKeychain>;
let app: App;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'refusals-'));
	keychain = createFakeKeychain();
	app = createApp({
		shell: 'browser',
		folder,
		environment: {},
		seed: 1,
		now: () => new Date(),
		openSecrets: () => openSecretStore({ launch: keychain.launch }),
		knownSecrets: createKnownSecrets(),
	});
});
afterEach(async () => {
	await app.close();
	rmSync(folder, { recursive: true });
});

function save(overrides: Partial<ProviderInput>): Promise<Result<{ id: string }>> {
	const baseUrl = 'https://api.example.com/v1';
	const input = { id: null, name: 'Example', baseUrl, model: 'small', headers: [], price: null, ...overrides };
	return app.callUnchecked('saveProvider', input) as Promise<Result<{ id: string }>>;
}

async function saved(overrides: Partial<ProviderInput> = {}): Promise<string> {
	const result = await save(overrides);
	if (!result.ok) throw new Error(result.problem.message);
	return result.value.id;
}

/** That it was, by that code, which the page says in the person's language, and nothing in another besides. */
function expectRefused(result: Result<unknown>, code: string): void {
	expect(result).toMatchObject({ ok: false, problem: { code } });
	if (result.ok) return;
	const { key, message } = problemWords(result.problem);
	expect([key, message]).toEqual([`problem.${code}`, '']);
	expect(zhCN[`problem.${code}` as keyof typeof zhCN]).toMatch(/\p{Script=Han}/u);
}

const twice = ['X-A', 'x-a'].map((name) => ({ name, value: '1' }));

// Would catch a sentence in English on a Chinese page, and a refusal that does not say what would be right.
test.each<[string, Partial<ProviderInput>]>([
	['bad-address', { baseUrl: 'api.example.com/v1' }],
	['bad-address', { baseUrl: 'ftp://api.example.com' }],
	['address-with-user', { baseUrl: 'https://me:secret@api.example.com' }],
	['address-with-query', { baseUrl: 'https://api.example.com/v1?key=secret' }],
	['address-with-query', { baseUrl: 'https://api.example.com/v1#secret' }],
	['bad-api-version', { baseUrl: 'https://api.example.com/v1?api-version=secret0123456789' }],
	['bad-header', { headers: [{ name: 'X-A', value: 'two\nlines' }] }],
	['bad-header', { headers: [{ name: 'X-A', value: '☃' }] }],
	['header-empty', { headers: [{ name: 'X-Title', value: null }] }],
	['header-twice', { headers: twice }],
	['header-of-http', { headers: [{ name: 'Host', value: 'evil.example' }] }],
	['header-of-http', { headers: [{ name: 'hOST', value: null }] }],
	['header-of-http', { headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] }],
	['needs-https', { baseUrl: 'http://api.example.com/v1', headers: [{ name: 'X-Secret', value: 'secret' }] }],
	['no-such-provider', { id: 'own-000000000000' }],
])('a provider is refused in words, and not stored: %s %j', async (code, overrides) => {
	expectRefused(await save(overrides), code);
	expect(keychain.requests).toEqual([]);
});

test.each<[string, Partial<ProviderInput>]>([
	['key-in-name', { name: KEY }],
	['key-in-model', { model: `small-${KEY}` }],
	['key-in-address', { baseUrl: `https://api.example.com/${KEY}/v1` }],
	['key-in-header-name', { headers: [{ name: KEY, value: '1' }] }],
	['key-in-header', { headers: [{ name: 'X-Title', value: KEY }] }],
])('a key is refused where it is shown: %s', async (code, shown) => {
	const wrong = await saved(shown);
	expectRefused(await app.call('setKey', { providerId: wrong, key: KEY }), code);
	expect(keychain.entries.size).toBe(shown.headers?.[0]?.name === KEY ? 1 : 0);
	const id = await saved();
	expect(await app.call('setKey', { providerId: id, key: KEY })).toMatchObject({ ok: true });
	expectRefused(await save({ id, ...shown }), code);
	expectRefused(await save(shown), code);
});

test('a key and a variable are refused in words', async () => {
	const id = await saved();
	expectRefused(await app.call('setKey', { providerId: id, key: 'two words' }), 'bad-key');
	expectRefused(await app.call('useKeyVariable', { providerId: id, variable: 'HOME' }), 'bad-key-variable');
	const other = await saved({ baseUrl: 'https://other.example/v1' });
	expect(await app.call('useKeyVariable', { providerId: other, variable: 'A_KEY' })).toMatchObject({ ok: true });
	expectRefused(await app.call('useKeyVariable', { providerId: id, variable: 'A_KEY' }), 'key-variable-taken');
	const plain = await saved({ baseUrl: 'http://api.example.com/v1' });
	expectRefused(await app.call('setKey', { providerId: plain, key: KEY }), 'needs-https');
	expectRefused(await app.call('useKeyVariable', { providerId: plain, variable: 'B_KEY' }), 'needs-https');
});

test('a move is refused in words where the keychain is locked', async () => {
	const id = await saved();
	await app.call('setKey', { providerId: id, key: KEY });
	keychain.state = 'locked';
	expectRefused(await save({ id, baseUrl: 'https://other.example/v1' }), 'keychain-locked');
});

// What the page's fields refuse themselves, by these limits, in the words of whoever shows them.
test('the limits of the form are those of the contract', async () => {
	const { name, model, headers, headerName, headerValue, price } = PROVIDER_LIMITS;
	const header = (count: number) => ({ name: `X-${count}`, value: '1' });
	const most: Partial<ProviderInput> = {
		name: 'n'.repeat(name),
		model: 'm'.repeat(model),
		headers: Array.from({ length: headers }, (_, count) => header(count)),
		price: { inputPerMillion: price, outputPerMillion: 0 },
	};
	await saved(most);
	await saved({ headers: [{ name: 'h'.repeat(headerName), value: 'v'.repeat(headerValue) }] });
	for (const more of [
		{ name: 'n'.repeat(name + 1) },
		{ model: 'm'.repeat(model + 1) },
		{ headers: [...(most.headers ?? []), header(headers)] },
		{ headers: [{ name: 'h'.repeat(headerName + 1), value: '1' }] },
		{ headers: [{ name: 'X-A', value: 'v'.repeat(headerValue + 1) }] },
		{ price: { inputPerMillion: price + 1, outputPerMillion: 0 } },
	]) {
		expect(await save(more)).toMatchObject({ problem: { code: 'bad-input' } });
	}
});

test('a header may have every name of RFC 9110, as a page checks it too', () => {
	const inPage = new RegExp(`^(?:${HEADER_NAME.source})$`, 'v');
	for (let code = 0; code < 256; code++) {
		const character = String.fromCharCode(code);
		const isToken = /[0-9A-Za-z]/.test(character) || "!#$%&'*+-.^_`|~".includes(character);
		for (const pattern of [HEADER_NAME, inPage])
			expect([character, pattern.test(`X${character}`)]).toEqual([character, isToken]);
	}
});
