import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/api.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { createProviders } from '../../src/main/providers.ts';
import { createMemoryStore } from '../../src/main/secrets/memory-store.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import type { SecretStore } from '../../src/main/secrets/secret-store.ts';
import type { StoredProvider } from '../../src/main/settings/settings-file.ts';
import { createFakeKeychain } from '../support/fake-keychain.ts';
import { createProviderStore } from '../support/provider-store.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';
const REFUSED: Problem = { code: 'keychain-locked', message: 'Locked.' };

/** Providers over a store of secrets and those of an earlier start, and what the person is told. */
function over(secrets: SecretStore, earlier: readonly StoredProvider[] = []) {
	const store = createProviderStore(earlier);
	const told: Problem[] = [];
	const providers = createProviders({
		environment: {},
		store,
		secrets,
		knownSecrets: createKnownSecrets(),
		notice: (problem) => void told.push(problem),
	});
	const input = { name: 'Example', model: 'm', headers: [], price: null };
	return {
		providers,
		stored: () => store.read(),
		codes: () => told.map(({ code }) => code),
		told,
		async add(headers: readonly string[] = []): Promise<string> {
			const given = headers.map((name) => ({ name, value: 'header-secret-0123' }));
			const baseUrl = 'https://api.example.com/v1';
			const saved = await providers.save({ ...input, id: null, baseUrl, headers: given });
			if (!saved.ok) throw new Error(saved.problem.message);
			return saved.value.id;
		},
		move: (id: string) => providers.save({ ...input, id, baseUrl: 'https://other.example/v1' }),
	};
}

describe('a provider that moves', () => {
	// Would catch a key that is gone although nobody was told, because a locked keychain shows nothing that it holds.
	test('while the keychain is locked tells of the key that unlocking it deleted, and of none that never was', async () => {
		const keychain = createFakeKeychain();
		const before = over((await openSecretStore({ launch: keychain.launch })).store);
		const [withKey, without] = [await before.add(), await before.add()];
		await before.providers.setKey(withKey, KEY);
		keychain.state = 'locked';
		const { store } = await openSecretStore({ launch: keychain.launch });
		const { providers, codes, move } = over(store, before.stored());
		expect(providers.views().at(-1)?.key).toEqual({ type: 'locked' });
		expect(await move(without)).toMatchObject({ ok: true });
		expect(codes()).toEqual([]);
		expect(await move(withKey)).toMatchObject({ ok: false, problem: { code: 'keychain-locked' } });
		expect(codes()).toEqual([]);
		// The person gives its password.
		keychain.state = 'open';
		expect(await move(withKey)).toMatchObject({ ok: true });
		expect(codes()).toEqual(['key-dropped']);
		expect([...keychain.entries.keys()]).toEqual([]);
	});

	// Would catch a key that is gone although its provider stayed, and nobody was told.
	test('and is refused halfway tells of what is gone by then', async () => {
		const memory = createMemoryStore();
		const { providers, codes, add, move } = over({
			...memory,
			delete: async (id, kind) => (kind === 'key' ? memory.delete(id, kind) : { ok: false, problem: REFUSED }),
		});
		const id = await add(['X-Secret']);
		await providers.setKey(id, KEY);
		expect(await move(id)).toEqual({ ok: false, problem: REFUSED });
		expect(codes()).toEqual(['key-dropped']);
		expect(providers.views().at(-1)).toMatchObject({ baseUrl: 'https://api.example.com/v1', key: { type: 'none' } });
	});

	test('and is refused at once tells of nothing, and keeps its variable', async () => {
		const { store } = await openSecretStore({ launch: createFakeKeychain().launch });
		let refuses = false;
		const { providers, codes, add, move } = over({
			...store,
			delete: async (id, kind) => (refuses ? { ok: false, problem: REFUSED } : store.delete(id, kind)),
		});
		const id = await add(['X-Secret']);
		await providers.useVariable(id, 'EXAMPLE_KEY');
		refuses = true;
		expect(await move(id)).toEqual({ ok: false, problem: REFUSED });
		expect(codes()).toEqual([]);
		const key = { type: 'variable', name: 'EXAMPLE_KEY' };
		expect(providers.views().at(-1)).toMatchObject({ baseUrl: 'https://api.example.com/v1', key });
	});
});

describe('a provider that is removed', () => {
	// Would catch a key that stays behind, and nobody knows where.
	test.each([
		['locked', 'deleting them there was not possible'],
		['absent', 'it cannot be asked whether it has any of an earlier start'],
	] as const)('while the keychain is %s says where its key may still be, because %s', async (state, why) => {
		const keychain = createFakeKeychain();
		const before = over((await openSecretStore({ launch: keychain.launch })).store);
		const id = await before.add();
		await before.providers.setKey(id, KEY);
		keychain.state = state;
		const { store } = await openSecretStore({ launch: keychain.launch });
		const { providers, told } = over(store, before.stored());
		expect(await providers.remove(id)).toEqual({ ok: true, value: null });
		const message = expect.stringMatching(`secrets of Example, because ${why}\\..*fluidity-bench and ${id}`);
		expect(told).toEqual([{ code: 'secrets-left', message }]);
		expect(providers.views().every(({ persona }) => persona !== null)).toBe(true);
		expect(keychain.entries.has(`${id}/key`)).toBe(true);
	});

	// Would catch a key that was put into the keychain a moment ago, and is left in it without a word.
	test.each(['keychain', 'memory'] as const)(
		'says so also of one that was added since, where a keychain was given its key: kept in %s',
		async (place) => {
			const memory = createMemoryStore();
			const { providers, codes, add } = over({
				...memory,
				set: async () => ({ place, notice: place === 'memory' ? REFUSED : null }),
				delete: async () => ({ ok: true, value: 'unknown' }),
			});
			const id = await add();
			await providers.setKey(id, KEY);
			await providers.remove(id);
			expect(codes().at(-1)).toBe('secrets-left');
		},
	);

	// Would catch a person without a keychain who is sent to look in it for what never was there.
	test.each([
		['a key in memory', [], KEY],
		['no key', [], null],
		['a secret header but no key', ['X-Secret'], null],
	] as const)('with %s, added since the keychain could not be used, says nothing', async (_what, headers, key) => {
		const { store } = await openSecretStore({ launch: createFakeKeychain('absent').launch });
		const { providers, codes, add } = over(store);
		const id = await add(headers);
		if (key !== null) await providers.setKey(id, key);
		await providers.remove(id);
		expect(codes()).toEqual([]);
	});
});
