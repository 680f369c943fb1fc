import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src/main/app.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { createFakeKeychain } from '../support/fake-keychain.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';

let folder: string;
let app: App;
let home: EchoServer;
let elsewhere: EchoServer;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 're-pointing-'));
	[home, elsewhere] = await Promise.all([startEchoServer(), startEchoServer()]);
});
afterEach(async () => {
	await app.close();
	await Promise.all([home.close(), elsewhere.close()]);
	rmSync(folder, { recursive: true });
});

/** The app, as a page that is not to be trusted calls it. */
function start(place: 'memory' | 'keychain'): void {
	const keychain = createFakeKeychain(place === 'memory' ? 'absent' : 'open');
	app = createApp({
		shell: 'browser',
		folder,
		environment: { EXAMPLE_KEY: KEY },
		seed: 1,
		now: () => new Date(),
		openSecrets: () => openSecretStore({ launch: keychain.launch }),
		knownSecrets: createKnownSecrets(),
	});
}

async function call(method: string, input: unknown): Promise<unknown> {
	const result = await app.callUnchecked(method, input);
	if (!result.ok) throw new Error(result.problem.message);
	return result.value;
}

async function save(id: string | null, baseUrl: string, header?: string | null): Promise<string> {
	const headers = header === undefined ? [] : [{ name: 'X-Api-Key', value: header }];
	const saved = await call('saveProvider', { id, name: 'Example', baseUrl, model: 'm', headers, price: null });
	return (saved as { id: string }).id;
}

/** Presses race, and waits for the end where it begins. Gives the code of a refusal. */
async function race(id: string): Promise<string | null> {
	const ended = new Promise<void>((resolve) => {
		const unsubscribe = app.subscribe((event) => {
			if (event.type !== 'ended') return;
			unsubscribe();
			resolve();
		});
	});
	const setup = { providerIds: [id], prompt: 'Why?', maxTokens: 5, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 };
	const started = await app.callUnchecked('startRace', setup);
	if (!started.ok) return started.problem.code;
	await ended;
	return null;
}

/** What arrived at either server, in order. */
function received(): Readonly<Record<string, string>>[] {
	return [...home.received, ...elsewhere.received].map(({ secrets }) => secrets);
}

const ADDRESSES = {
	port: () => [home.baseUrl('output'), elsewhere.baseUrl('output')],
	host: () => [home.baseUrl('output'), home.baseUrl('output').replace('127.0.0.1', 'localhost')],
} as const;
const SECRETS = {
	'a key': { header: undefined, sent: { authorization: `Bearer ${KEY}` }, refusal: null },
	'a variable': { header: undefined, sent: { authorization: `Bearer ${KEY}` }, refusal: null },
	'a secret header': { header: KEY, sent: { 'x-api-key': KEY }, refusal: 'header-value-missing' },
} as const;

const PLACES = ['memory', 'keychain'] as const;

describe.each(PLACES)('with secrets in %s, a page that edits the base URL', { retry: 0 }, (place) => {
	describe.each(['a key', 'a variable', 'a secret header'] as const)('of a provider with %s', (secret) => {
		test.each(['port', 'host'] as const)(
			'and races has it sent nowhere, nor to its old place again: %s',
			async (part) => {
				start(place);
				const [before = '', after = ''] = ADDRESSES[part]();
				const { header, sent, refusal } = SECRETS[secret];
				const id = await save(null, before, header);
				if (secret === 'a key') await call('setKey', { providerId: id, key: KEY });
				if (secret === 'a variable') await call('useKeyVariable', { providerId: id, variable: 'EXAMPLE_KEY' });
				expect(await race(id)).toBeNull();
				expect(received()).toEqual([sent]);
				const kept = header === undefined ? undefined : null;
				await save(id, after, kept);
				expect(await race(id)).toBe(refusal);
				await save(id, before, kept);
				expect(await race(id)).toBe(refusal);
				// With only a key it is raced without one; a header's value is asked for again.
				expect(received().filter((secrets) => Object.keys(secrets).length > 0)).toEqual([sent]);
				expect(received()).toHaveLength(refusal === null ? 3 : 1);
			},
		);
	});

	// Would catch a key that is fetched for one address and sent to another, which was entered meanwhile.
	test.each(['race', 'edit'] as const)(
		'and races in the same moment has it sent to its old place at most: %s first',
		async (first) => {
			start(place);
			const id = await save(null, home.baseUrl('output'));
			await call('setKey', { providerId: id, key: KEY });
			const edit = () => save(id, elsewhere.baseUrl('output'));
			await Promise.all(first === 'race' ? [race(id), edit()] : [edit(), race(id)]);
			expect(elsewhere.received.filter(({ secrets }) => 'authorization' in secrets)).toEqual([]);
			expect(received()).toHaveLength(1);
		},
	);

	// Would catch a key for the new address that goes to the old one, by a form that another window still shows.
	test('back in a window that knows of no move has the key of the new one sent nowhere', async () => {
		start(place);
		const id = await save(null, home.baseUrl('output'));
		await save(id, elsewhere.baseUrl('output'));
		await call('setKey', { providerId: id, key: KEY });
		await save(id, home.baseUrl('output'));
		expect(await race(id)).toBeNull();
		expect(received()).toEqual([{}]);
	});

	// Would catch a key that a server of many hands to whoever the name in that header belongs to, with TLS and all.
	test.each(['Host', 'host', 'hOsT'])('and has a header %s go along is refused', async (name) => {
		start(place);
		const id = await save(null, home.baseUrl('output'));
		await call('setKey', { providerId: id, key: KEY });
		const headers = [{ name, value: 'evil.example' }];
		const baseUrl = home.baseUrl('output');
		const saved = await app.callUnchecked('saveProvider', {
			id,
			name: 'Evil',
			baseUrl,
			model: 'm',
			headers,
			price: null,
		});
		expect(saved).toMatchObject({ ok: false, problem: { code: 'header-of-http' } });
	});

	// The key is for https at this port; plain http at the same port is another place.
	test('and takes TLS away has it sent nowhere', async () => {
		start(place);
		const plain = home.baseUrl('output');
		const id = await save(null, plain.replace('http:', 'https:'));
		await call('setKey', { providerId: id, key: KEY });
		await save(id, plain);
		expect(await race(id)).toBeNull();
		expect(received()).toEqual([{}]);
	});
});

/** Gives the code of a refusal. */
async function useVariable(providerId: string, variable: string): Promise<string | null> {
	const used = await app.callUnchecked('useKeyVariable', { providerId, variable });
	return used.ok ? null : used.problem.code;
}

describe('a page that gives a provider of its own', { retry: 0 }, () => {
	beforeEach(() => start('memory'));

	test("another provider's variable has it sent to that one's origin alone, while that one has it", async () => {
		const own = await save(null, home.baseUrl('output'));
		expect(await useVariable(own, 'EXAMPLE_KEY')).toBeNull();
		const evil = await save(null, elsewhere.baseUrl('output'));
		expect(await useVariable(evil, 'EXAMPLE_KEY')).toBe('key-variable-taken');
		expect(await race(evil)).toBeNull();
		expect(received()).toEqual([{}]);
		// Nor by way of the origin that may have it.
		const moving = await save(null, home.baseUrl('error'));
		expect(await useVariable(moving, 'EXAMPLE_KEY')).toBeNull();
		await save(moving, elsewhere.baseUrl('output'));
		expect(await race(moving)).toBeNull();
		expect(received()).toEqual([{}, {}]);
	});

	// What is left open, as decision 0004 says.
	test('a variable that was forgotten has it sent there', async () => {
		const own = await save(null, home.baseUrl('output'));
		expect(await useVariable(own, 'EXAMPLE_KEY')).toBeNull();
		await call('forgetKey', { providerId: own });
		const other = await save(null, elsewhere.baseUrl('output'));
		expect(await useVariable(other, 'EXAMPLE_KEY')).toBeNull();
	});

	test.each(['EXAMPLE', 'PATH', 'KEY_FILE'])('a variable that is no key (%s) has it sent nowhere', async (variable) => {
		const id = await save(null, elsewhere.baseUrl('output'));
		expect(await useVariable(id, variable)).toBe('bad-key-variable');
		expect(await race(id)).toBeNull();
		expect(received()).toEqual([{}]);
	});
});
