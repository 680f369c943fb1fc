import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../../src/main/secrets/memory-store.ts';
import { openSecretStore } from '../../../src/main/secrets/open-secret-store.ts';
import { headerSecret, lastFourOf, type SecretStore } from '../../../src/main/secrets/secret-store.ts';
import { createFakeKeychain, type KeychainState } from '../../support/fake-keychain.ts';

const KEY = 'sk-canary-0123456789abcdef';
const OWNER = { id: 'own-1', baseUrl: 'https://api.example.com/v1' };
const UNAVAILABLE = process.platform === 'linux' ? 'keychain-no-service' : 'keychain-unavailable';
const MOVED = { ...OWNER, baseUrl: 'https://evil.example/v1' };

async function open(state: KeychainState = 'open') {
	const keychain = createFakeKeychain(state);
	return { keychain, ...(await openSecretStore({ launch: keychain.launch, timeoutMs: 20_000 })) };
}

/** The value itself, null for none; a problem is its code. */
async function used(store: SecretStore, owner = OWNER, kind: Parameters<SecretStore['use']>[1] = 'key') {
	const result = await store.use(owner, kind);
	return result.ok ? (result.value?.reveal() ?? null) : result.problem.code;
}

describe.each([
	['memory', async () => createMemoryStore()],
	['keychain', async () => (await open()).store],
] as const)('a store over %s', (place, create) => {
	it('gives back what was set, tells its last four characters, and forgets it', async () => {
		const store = await create();
		expect(store.view(OWNER, 'key')).toEqual({ type: 'none' });
		expect(await used(store)).toBeNull();
		expect(await store.set(OWNER, 'key', KEY)).toEqual({ place, notice: null });
		expect(store.view(OWNER, 'key')).toEqual({ type: 'held', place, lastFour: 'cdef' });
		expect(await used(store)).toBe(KEY);
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'deleted' });
		expect(store.view(OWNER, 'key')).toEqual({ type: 'none' });
		expect(await used(store)).toBeNull();
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'none' });
	});

	// Would catch the key being sent to whoever changed the base URL.
	it('gives nothing to a provider that has moved, and says what for', async () => {
		const store = await create();
		await store.set(OWNER, 'key', KEY);
		await store.set(OWNER, headerSecret('X-Api-Key'), 'value');
		for (const baseUrl of [MOVED.baseUrl, 'http://api.example.com/v1', 'https://api.example.com:444/v1']) {
			const moved = { ...OWNER, baseUrl };
			expect(store.view(moved, 'key')).toEqual({ type: 'other-origin', origin: 'https://api.example.com' });
			const refused = await store.use(moved, 'key');
			expect(refused).toMatchObject({ ok: false, problem: { code: 'secret-for-other-origin' } });
			expect(JSON.stringify(refused)).toContain(
				`entered for https://api.example.com, so it is not sent to ${new URL(baseUrl).origin}`,
			);
			expect(await store.use(moved, headerSecret('x-api-key'))).toMatchObject({
				problem: { message: expect.stringContaining('The value of the header x-api-key') },
			});
		}
		expect(await used(store, { ...OWNER, baseUrl: 'https://API.example.com:443/v2?x=1' })).toBe(KEY);
	});

	it('holds one secret of each kind and provider, whatever its origin', async () => {
		const store = await create();
		await store.set(OWNER, 'key', KEY);
		await store.set({ ...OWNER, id: 'own-2' }, 'key', 'another');
		await store.set(OWNER, headerSecret('X-Api-Key'), 'value');
		expect(await used(store)).toBe(KEY);
		expect(await used(store, { ...OWNER, id: 'own-2' })).toBe('another');
		expect(await used(store, OWNER, headerSecret('x-api-key'))).toBe('value');
		await store.set(MOVED, 'key', 'newer');
		expect(await used(store)).toBe('secret-for-other-origin');
		expect(await used(store, MOVED)).toBe('newer');
	});

	it('shows no secret to whoever inspects or serialises what it gives', async () => {
		const store = await create();
		await store.set(OWNER, 'key', KEY);
		const everything = [store, store.view(OWNER, 'key'), await store.use(OWNER, 'key'), await store.use(MOVED, 'key')];
		const seen = inspect(everything, { depth: 20, showHidden: true }) + JSON.stringify(everything);
		expect(seen).not.toContain('canary');
	});

	it('refuses to bind a secret to an address without a host', async () => {
		const store = await create();
		await expect(store.set({ ...OWNER, baseUrl: 'data:,x' }, 'key', KEY)).rejects.toThrow('address with a host');
	});
});

it('tells the last four characters of secrets of 16 or more', () => {
	expect(lastFourOf('0123456789abcdef')).toBe('cdef');
	expect(lastFourOf('0123456789abcde')).toBeNull();
});

describe('without a usable keychain', () => {
	it('keeps secrets in memory and says so, why, and what would help', async () => {
		const { store, notice, keychain } = await open('absent');
		expect(notice?.code).toBe('keys-in-memory');
		expect(notice?.message).toMatch(
			/org\.freedesktop\.secrets was not provided.*environment variables.*in memory only/,
		);
		expect(notice?.cause).toMatchObject({
			code: UNAVAILABLE,
			quote: expect.stringMatching(/org\.freedesktop\.secrets/),
		});
		expect(await store.set(OWNER, 'key', KEY)).toEqual({ place: 'memory', notice: null });
		expect(await used(store)).toBe(KEY);
		// Would catch a keychain that is asked again and again although it is not there.
		expect(keychain.requests).toEqual([{ type: 'list' }]);
	});

	// Would catch an app in which no provider can be moved, because a keychain that came to nothing deletes nothing.
	it('has nothing to delete in a keychain that has gone, but for what was seen in it', async () => {
		const { store, keychain } = await open();
		await store.set(OWNER, 'key', KEY);
		keychain.state = 'absent';
		expect(await store.delete('own-2', 'key')).toEqual({ ok: true, value: 'none' });
		expect(await store.delete(OWNER.id, 'key')).toMatchObject({ problem: { code: UNAVAILABLE } });
	});

	// Would catch a person who is told that a key is gone, because the keychain that holds it cannot be asked today.
	it('does not claim to know what the keychain held before', async () => {
		const { store } = await open('absent');
		await store.set(OWNER, 'key', KEY);
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'deleted' });
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'unknown' });
	});

	// Would catch a key that can be entered but never used, because only writing shows that there is no collection.
	it('keeps in memory what a keychain without a collection does not take', async () => {
		const { store, notice, keychain } = await open('no-collection');
		expect(notice).toBeNull();
		expect(await store.set(OWNER, 'key', KEY)).toMatchObject({
			place: 'memory',
			notice: { code: 'keys-in-memory', message: expect.stringMatching(/Create one.*in memory only/) },
		});
		expect(store.view(OWNER, 'key')).toEqual({ type: 'held', place: 'memory', lastFour: 'cdef' });
		expect(await used(store)).toBe(KEY);
		expect(await used(store, MOVED)).toBe('secret-for-other-origin');
		keychain.state = 'open';
		expect(await store.set(OWNER, 'key', KEY)).toEqual({ place: 'keychain', notice: null });
		expect(store.view(OWNER, 'key')).toMatchObject({ place: 'keychain' });
	});
});

describe('a locked keychain', () => {
	async function openLocked() {
		const keychain = createFakeKeychain();
		const before = await openSecretStore({ launch: keychain.launch });
		await before.store.set(OWNER, 'key', KEY);
		keychain.state = 'locked';
		return { keychain, ...(await openSecretStore({ launch: keychain.launch })) };
	}

	it('is opened with a notice, and asked for nothing but its list', async () => {
		const { store, notice, keychain } = await openLocked();
		expect(notice?.code).toBe('keys-locked');
		expect(store.view(OWNER, 'key')).toEqual({ type: 'locked' });
		expect(keychain.requests.slice(2)).toEqual([{ type: 'list' }]);
	});

	it('gives a problem while it stays locked, and everything once it is unlocked', async () => {
		const { store, keychain } = await openLocked();
		expect(await used(store)).toBe('keychain-locked');
		expect(await store.delete(OWNER.id, 'key')).toMatchObject({ problem: { code: 'keychain-locked' } });
		keychain.state = 'open';
		expect(await used(store)).toBe(KEY);
		expect(store.view(OWNER, 'key')).toEqual({ type: 'held', place: 'keychain', lastFour: 'cdef' });
	});

	it('leaves a new key in memory, where it goes before the old one', async () => {
		const { store } = await openLocked();
		expect(await store.set(OWNER, 'key', 'sk-new')).toMatchObject({
			place: 'memory',
			notice: { code: 'keys-in-memory' },
		});
		expect(await used(store)).toBe('sk-new');
	});

	// Would catch a key that is lost although deleting it was refused.
	it('that refuses to delete leaves the key in memory too', async () => {
		const { store, keychain } = await openLocked();
		await store.set(OWNER, 'key', 'sk-new');
		expect(await store.delete(OWNER.id, 'key')).toMatchObject({ problem: { code: 'keychain-locked' } });
		expect(await used(store)).toBe('sk-new');
		keychain.state = 'open';
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'deleted' });
		expect(await used(store)).toBeNull();
	});

	it('tells, once it is unlocked, whether there was something to delete', async () => {
		const { store, keychain } = await openLocked();
		expect(await store.delete('own-2', 'key')).toEqual({ ok: true, value: 'none' });
		keychain.state = 'open';
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'deleted' });
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'none' });
	});

	it('that is gone before it was unlocked leaves open whether there was something', async () => {
		const { store, keychain } = await openLocked();
		keychain.state = 'absent';
		expect(await store.delete(OWNER.id, 'key')).toEqual({ ok: true, value: 'unknown' });
	});
});

describe('the process that speaks to the keychain', () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	async function openSilent() {
		const opened = await open();
		await opened.store.set(OWNER, 'key', KEY);
		opened.keychain.state = 'silent';
		return opened;
	}

	// Would catch a hang, and a process left behind with its window.
	it('is given up and ended when it does not answer in time', async () => {
		const { store, keychain } = await openSilent();
		const answer = vi.fn();
		const asked = used(store).then(answer);
		await vi.advanceTimersByTimeAsync(19_999);
		expect(answer).not.toHaveBeenCalled();
		expect(keychain.running()).toBe(1);
		await vi.advanceTimersByTimeAsync(1);
		await asked;
		expect(answer).toHaveBeenCalledWith('keychain-timeout');
		expect(keychain.running()).toBe(0);
		expect(vi.getTimerCount()).toBe(0);
	});

	it('is followed by another one', async () => {
		const { store, keychain } = await openSilent();
		const first = used(store);
		await vi.advanceTimersByTimeAsync(20_000);
		expect(await first).toBe('keychain-timeout');
		keychain.state = 'open';
		expect(await used(store)).toBe(KEY);
	});

	// Would catch two windows that ask for the same password.
	it('is asked one thing at a time', async () => {
		const { store, keychain } = await openSilent();
		const answers = Promise.all([used(store), used(store), store.set(OWNER, 'key', 'sk-new')]);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(await answers).toEqual([
			'keychain-timeout',
			'keychain-timeout',
			{ place: 'memory', notice: expect.objectContaining({ code: 'keys-in-memory' }) },
		]);
		expect(keychain.mostAsking()).toBe(1);
	});

	it("delays the app's start by ten seconds at the most, and may be better later", async () => {
		const opening = open('silent');
		await vi.advanceTimersByTimeAsync(10_000);
		const { store, notice, keychain } = await opening;
		expect(notice?.code).toBe('keychain-timeout');
		keychain.state = 'open';
		expect(await store.set(OWNER, 'key', KEY)).toMatchObject({ place: 'keychain' });
		expect(store.view(OWNER, 'key')).toMatchObject({ type: 'held', lastFour: 'cdef' });
	});

	// Would catch a start of a process for each key of a race, and one that is left behind.
	it('has one process for what is asked in a row, which ends soon after', async () => {
		const { store, keychain } = await open();
		await store.set(OWNER, 'key', KEY);
		await vi.advanceTimersByTimeAsync(900);
		expect(await used(store)).toBe(KEY);
		expect([keychain.launched(), keychain.running()]).toEqual([1, 1]);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(keychain.running()).toBe(0);
		expect(await used(store)).toBe(KEY);
		expect([keychain.launched(), keychain.running()]).toEqual([2, 1]);
	});

	// Would catch a key that is refused once because the process that held nothing had died meanwhile.
	it('may end while nothing is asked of it: the next question starts another', async () => {
		const { store, keychain } = await open();
		await store.set(OWNER, 'key', KEY);
		const before = keychain.launched();
		keychain.die();
		expect(await used(store)).toBe(KEY);
		expect([keychain.launched(), keychain.running()]).toEqual([before + 1, 1]);
	});

	it('may end without a word', async () => {
		const { store } = await openSecretStore({
			launch: () => ({ ask: async () => undefined, kill() {}, gone: Promise.resolve() }),
		});
		expect(await store.set(OWNER, 'key', KEY)).toEqual({ place: 'memory', notice: null });
	});
});
