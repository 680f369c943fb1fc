import { expect } from 'vitest';
import type { ProviderInput } from '../../src/core/api.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { createProviders } from '../../src/main/providers.ts';
import type { RaceProvider } from '../../src/main/race.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import { canary, findCanary } from './canary.ts';
import { createFakeKeychain, type KeychainState } from './fake-keychain.ts';
import { createProviderStore } from './provider-store.ts';
import { NEIGHBOUR } from './secret-answers.ts';

interface Position {
	readonly keychain: KeychainState;
	readonly key?: string;
	/** The environment variable that holds its key. */
	readonly variable?: string;
	readonly headers?: ProviderInput['headers'];
	/** What its requests must carry, so that there is something to find. */
	readonly sent: Readonly<Record<string, string>>;
}

const [KEPT, HELD, SET, HEADER, PASSWORD, COOKIE, RECORDED, OTHER] = (
	['kept', 'held', 'set', 'header', 'password', 'cookie', 'recorded', 'other'] as const
).map((name) => canary(`matrix ${name}`).replace(name === 'cookie' ? '"' : '', name === 'cookie' ? '.' : '')) as [
	...(readonly [string, string, string, string, string, string, string, string]),
];
const BASIC = `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`;
const ENVIRONMENT = { MATRIX_KEY: SET };

/** Everywhere that a secret can come from and go to. */
export const POSITIONS = {
	'key in the keychain': { keychain: 'open', key: KEPT, sent: { authorization: `Bearer ${KEPT}` } },
	'key in memory': { keychain: 'absent', key: HELD, sent: { authorization: `Bearer ${HELD}` } },
	'key in the environment': { keychain: 'open', variable: 'MATRIX_KEY', sent: { authorization: `Bearer ${SET}` } },
	'secret header': {
		keychain: 'open',
		headers: [{ name: 'X-Api-Key', value: `Bearer ${HEADER}` }],
		sent: { 'x-api-key': `Bearer ${HEADER}` },
	},
	password: { keychain: 'absent', headers: [{ name: 'Authorization', value: BASIC }], sent: { authorization: BASIC } },
	cookie: {
		keychain: 'open',
		headers: [{ name: 'Cookie', value: `theme=dark; session=${COOKIE}` }],
		sent: { cookie: `theme=dark; session=${COOKIE}` },
	},
	// The name is one that recordings keep of what comes and what is sent.
	'header of a recorded name': {
		keychain: 'open',
		headers: [{ name: 'X-Request-Id', value: RECORDED }],
		sent: { 'x-request-id': RECORDED },
	},
	'key and header': {
		keychain: 'open',
		key: NEIGHBOUR,
		headers: [{ name: 'Api-Key', value: OTHER }],
		sent: { authorization: `Bearer ${NEIGHBOUR}`, 'api-key': OTHER },
	},
} as const satisfies Record<string, Position>;
export type PositionName = keyof typeof POSITIONS;
export const POSITION_NAMES = Object.keys(POSITIONS) as PositionName[];
/** All secrets of all positions. */
export const CANARIES = { KEPT, HELD, SET, HEADER, PASSWORD, COOKIE, RECORDED, OTHER, NEIGHBOUR };

/** A provider in a position, as the app gets it ready for a race. */
export async function readyInPosition(
	position: PositionName,
	shown: Pick<ProviderInput, 'name' | 'baseUrl'>,
): Promise<RaceProvider> {
	const { keychain, key, variable, headers = [] }: Position = POSITIONS[position];
	const store = createProviderStore();
	const { store: secrets } = await openSecretStore({ launch: createFakeKeychain(keychain).launch });
	const providers = createProviders({
		environment: ENVIRONMENT,
		store,
		secrets,
		knownSecrets: createKnownSecrets(),
		notice() {},
	});
	const saved = await providers.save({ id: null, ...shown, model: 'm', headers: [...headers], price: null });
	if (!saved.ok) throw new Error(saved.problem.message);
	const { id } = saved.value;
	if (key !== undefined) expect((await providers.setKey(id, key)).ok).toBe(true);
	const { useVariable: takeFrom } = providers;
	if (variable !== undefined) expect((await takeFrom(id, variable)).ok).toBe(true);
	// What the settings hold, and a page is shown.
	for (const secret of Object.values(CANARIES)) {
		expect(findCanary(JSON.stringify([store.read(), providers.views()]), secret)).toBeNull();
	}
	const racing = await providers.forRace([id], null);
	const [provider] = racing.ok ? racing.value : [];
	if (provider === undefined) throw new Error(`${position} is not ready`);
	return provider;
}
