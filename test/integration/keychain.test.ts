import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKeyringHome, type KeyringHome, whyNoKeyring } from '../support/keyring-session.ts';
import type { SecretStep } from '../support/use-secrets.ts';

const OWNER = { id: 'own-1a2b3c', baseUrl: 'https://api.example.com/v1' };
const MOVED = { ...OWNER, baseUrl: 'https://evil.example/v1' };
const KEY = 'sk-canary-0123456789abcdef-ü';

const SET: SecretStep = ['set', OWNER, 'key', KEY];
const USE: SecretStep = ['use', OWNER, 'key'];
const VIEW: SecretStep = ['view', OWNER, 'key'];
const DELETE: SecretStep = ['delete', OWNER.id, 'key'];
const KEPT = { place: 'keychain', notice: null };

const skipped = whyNoKeyring();
let home: KeyringHome;

beforeEach(async (context) => {
	if (skipped !== null) context.skip(skipped);
	home = await createKeyringHome();
});
afterEach(() => home?.remove());

it('keeps a key and a header over a restart of the app and the keyring, and deletes them', async () => {
	const header = 'header/x-api-key';
	expect(await home.session('unlocked', [['notice'], VIEW, USE, SET, ['set', OWNER, header, 'short'], USE])).toEqual([
		null,
		{ type: 'none' },
		null,
		KEPT,
		KEPT,
		KEY,
	]);
	expect(
		await home.session('unlocked', [VIEW, USE, ['view', OWNER, header], ['use', OWNER, header], ['use', MOVED, 'key']]),
	).toEqual([
		{ type: 'held', place: 'keychain', lastFour: KEY.slice(-4) },
		KEY,
		{ type: 'held', place: 'keychain', lastFour: null },
		'short',
		'secret-for-other-origin',
	]);
	expect(await home.session('unlocked', [DELETE, VIEW, USE, DELETE])).toEqual([
		{ ok: true, value: 'deleted' },
		{ type: 'none' },
		null,
		{ ok: true, value: 'none' },
	]);
	expect(await home.session('unlocked', [USE, ['use', OWNER, header]])).toEqual([null, 'short']);
});

// Would catch the native package's fallback: kernel keys are gone when the machine starts again.
it('puts nothing into the kernel, with a keyring and without', async () => {
	// Kernel keys outlast a session, so those of another run may still be there.
	const account = `own-${randomUUID()}/key`;
	const steps: SecretStep[] = [
		['keep', account],
		['kernel-keys', account],
	];
	expect(await home.session('unlocked', steps)).toEqual([{ type: 'done' }, []]);
	for (const start of ['no-bus', 'no-service'] as const) {
		expect(await home.session(start, steps), start).toEqual([{ type: 'unavailable', reason: expect.any(String) }, []]);
	}
});

it('says that a locked keyring is locked, and keeps new keys in memory', async () => {
	await home.session('unlocked', [SET]);
	const steps: SecretStep[] = [
		['notice'],
		VIEW,
		USE,
		DELETE,
		// Nobody is asked for a password about what is not there.
		['delete', 'own-other', 'key'],
		['set', OWNER, 'key', 'sk-new'],
		USE,
	];
	expect(await home.session('not-unlocked', steps)).toEqual([
		expect.objectContaining({ code: 'keys-locked' }),
		{ type: 'locked' },
		'keychain-locked',
		{ ok: false, problem: expect.objectContaining({ code: 'keychain-locked' }) },
		{ ok: true, value: 'none' },
		{ place: 'memory', notice: expect.objectContaining({ code: 'keys-in-memory' }) },
		'sk-new',
	]);
	// Nothing of that touched the one in the keyring.
	expect(await home.session('unlocked', [USE])).toEqual([KEY]);
});

// Would catch a key that is deleted without a word, because a locked keyring did not show that there was one.
it('tells that there was a key, once the keyring is unlocked to delete it', async () => {
	await home.session('unlocked', [SET]);
	expect(await home.session('not-unlocked', [VIEW, ['unlock'], DELETE, DELETE])).toEqual([
		{ type: 'locked' },
		0,
		{ ok: true, value: 'deleted' },
		{ ok: true, value: 'none' },
	]);
	expect(await home.session('unlocked', [USE])).toEqual([null]);
});

// Would catch a hang, also at the app's end: a native call that waits keeps a process from ending, `process.exit` or not.
it('gives up on an unlock window that nobody answers, and the app still ends at once', async () => {
	await home.session('unlocked', [SET]);
	const begun = performance.now();
	expect(await home.session('unanswered', [USE])).toEqual(['keychain-timeout']);
	// A time-out of 5 s and three starts; the window would have stayed for 25 s.
	expect(performance.now() - begun).toBeLessThan(20_000);
});

it.each(['no-bus', 'no-service'] as const)('keeps secrets in memory with a reason where there is %s', async (start) => {
	const steps: SecretStep[] = [['notice'], SET, VIEW, USE, ['use', MOVED, 'key'], DELETE, DELETE];
	const [notice, ...others] = await home.session(start, steps);
	expect(notice).toMatchObject({
		code: 'keys-in-memory',
		message: expect.stringMatching(/DBus error: .*in memory only/),
		cause: { code: 'keychain-no-service', quote: expect.stringContaining('DBus error') },
	});
	expect(others).toEqual([
		{ place: 'memory', notice: null },
		{ type: 'held', place: 'memory', lastFour: KEY.slice(-4) },
		KEY,
		'secret-for-other-origin',
		{ ok: true, value: 'deleted' },
		{ ok: true, value: 'unknown' },
	]);
	expect(await home.session(start, [VIEW, USE])).toEqual([{ type: 'none' }, null]);
});

it('keeps secrets in memory where the keyring has no collection', async () => {
	expect(await home.session('not-unlocked', [['notice'], SET, USE])).toEqual([
		null,
		{ place: 'memory', notice: expect.objectContaining({ code: 'keys-in-memory' }) },
		KEY,
	]);
});
