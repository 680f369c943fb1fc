import { describe, expect, it } from 'vitest';
import { answerKeychain } from '../../../src/main/secrets/answer-keychain.ts';
import { createFakeKeychain, NATIVE_WORDS } from '../../support/fake-keychain.ts';

const KEY = 'sk-canary-0123456789abcdef';
const ORIGIN = 'https://api.example.com';
const ACCOUNT = 'own-1/key';
const SET = { type: 'set', account: ACCOUNT, origin: ORIGIN, secret: KEY } as const;
const GET = { type: 'get', account: ACCOUNT, origin: ORIGIN } as const;

function createAnswering(fake = createFakeKeychain()) {
	return {
		fake,
		answer: (request: Parameters<typeof answerKeychain>[0]) => answerKeychain(request, async () => fake.keyring),
	};
}

describe('the keychain process', () => {
	// Would catch the package's fallback to kernel keyutils, which lose everything at the next start of the machine.
	it('opens every entry in the Secret Service and nowhere else', async () => {
		const { fake, answer } = createAnswering();
		for (const request of [SET, GET, { type: 'list' }, { type: 'delete', account: ACCOUNT }] as const)
			await answer(request);
		expect(fake.stores).toEqual(['secret-service', 'secret-service', 'secret-service', 'secret-service']);
	});

	it('gives a secret out for its own origin only', async () => {
		const { answer } = createAnswering();
		expect(await answer(GET)).toEqual({ type: 'none' });
		expect(await answer(SET)).toEqual({ type: 'done' });
		expect(await answer(GET)).toEqual({ type: 'secret', secret: KEY });
		for (const origin of ['http://api.example.com', 'https://api.example.com:8443', 'https://example.com']) {
			expect(await answer({ ...GET, origin })).toEqual({ type: 'other-origin', origin: ORIGIN });
		}
	});

	it('lists entries with their last four characters, without their secrets', async () => {
		const { answer } = createAnswering();
		await answer(SET);
		await answer({ ...SET, account: 'own-2/key', secret: 'fifteen-letters' });
		expect(await answer({ type: 'list' })).toEqual({
			type: 'listed',
			entries: [
				{ account: ACCOUNT, origin: ORIGIN, lastFour: 'cdef' },
				{ account: 'own-2/key', origin: ORIGIN, lastFour: null },
			],
		});
	});

	it('deletes, says whether there was something, and has nothing against deleting twice', async () => {
		const { answer } = createAnswering();
		await answer(SET);
		expect(await answer({ type: 'delete', account: ACCOUNT })).toEqual({ type: 'deleted', existed: true });
		expect(await answer({ type: 'delete', account: ACCOUNT })).toEqual({ type: 'deleted', existed: false });
		expect(await answer(GET)).toEqual({ type: 'none' });
	});

	it.each(['', 'sk-plain', '{"secret":"sk-plain"}', '{"origin":"https://a.example","secret":7}'])(
		'calls an entry damaged that somebody else wrote: %j',
		async (text) => {
			const { fake, answer } = createAnswering();
			fake.entries.set(ACCOUNT, text);
			expect(await answer(GET)).toEqual({ type: 'failed', failure: 'damaged' });
			expect(await answer({ type: 'list' })).toEqual({ type: 'listed', entries: [] });
		},
	);

	it('says why there is no keychain', async () => {
		const { answer } = createAnswering(createFakeKeychain('absent'));
		expect(await answer(GET)).toEqual({ type: 'unavailable', reason: NATIVE_WORDS.absent });
		const noPackage = await answerKeychain(GET, async () => {
			throw new Error('Cannot find native binding.');
		});
		expect(noPackage).toEqual({ type: 'unavailable', reason: 'Cannot find native binding.' });
	});

	it('tells a locked keychain and a missing collection from other trouble', async () => {
		const { fake, answer } = createAnswering();
		await answer(SET);
		fake.state = 'locked';
		for (const request of [GET, SET, { type: 'list' }, { type: 'delete', account: ACCOUNT }] as const) {
			expect(await answer(request)).toEqual({ type: 'failed', failure: 'locked' });
		}
		fake.state = 'no-collection';
		expect(await answer(SET)).toEqual({ type: 'failed', failure: 'no-collection' });
	});

	// Would catch native errors passed on as they are: some quote what could not be stored.
	it('repeats nothing of an error that comes once a secret is in play', async () => {
		const { fake } = createAnswering();
		const { AsyncEntry } = fake.keyring;
		class Quoting extends AsyncEntry {
			override async setPassword(text: string) {
				throw new Error(`cannot store ${text}`);
			}
		}
		const answer = await answerKeychain(SET, async () => ({ ...fake.keyring, AsyncEntry: Quoting }));
		expect(answer).toEqual({ type: 'failed', failure: 'other' });
	});
});
