import { randomBytes } from 'node:crypto';
import {
	isOpenHeader,
	type KeyView,
	type Problem,
	type ProviderInput,
	type ProviderView,
	type Result,
} from '../core/api.ts';
import type { RaceProvider } from './race.ts';
import { mayCarrySecrets } from './secret-address.ts';
import type { StoredProvider } from './settings/settings-file.ts';
import { PERSONAS, type Persona } from './simulator/personas.ts';
import { SIMULATED_KEY, type Simulator } from './simulator/start-simulator.ts';

/** Secrets of one provider, held in memory only and only for the origin they were given for. */
interface HeldSecrets {
	readonly origin: string;
	key: string | null;
	/** By header name in lower case. */
	headers: Map<string, string>;
}

/** The providers a person may race: the embedded ones and their own. */
export interface Providers {
	/** Everything but secrets. */
	views(): ProviderView[];
	save(input: ProviderInput): Result<{ id: string; keyDropped: boolean }>;
	remove(id: string): Result<null>;
	setKey(id: string, key: string): Result<null>;
	useVariable(id: string, variable: string): Result<null>;
	forgetKey(id: string): Result<null>;
	needsSimulator(ids: readonly string[]): boolean;
	/** Ready to race, keys included, in the order of `ids`; one that is named twice races against itself. */
	forRace(ids: readonly string[], simulator: Simulator | null): Result<RaceProvider[]>;
}

/** Where the providers without their secrets are kept. */
export interface ProviderStore {
	read(): readonly StoredProvider[];
	write(providers: StoredProvider[]): void;
}

const SIMULATED_PREFIX = 'sim:';
/** Shorter keys would be told by their last four characters. */
const SHORTEST_SHOWN_KEY = 16;

/** A secret is bound to its provider's origin: changing the origin drops it. */
export function createProviders(environment: NodeJS.ProcessEnv, store: ProviderStore): Providers {
	const secrets = new Map<string, HeldSecrets>();

	function stored(id: string): StoredProvider | undefined {
		return store.read().find((provider) => provider.id === id);
	}

	function held(provider: StoredProvider): HeldSecrets {
		const origin = new URL(provider.baseUrl).origin;
		const known = secrets.get(provider.id);
		if (known?.origin === origin) return known;
		const fresh: HeldSecrets = { origin, key: null, headers: new Map() };
		secrets.set(provider.id, fresh);
		return fresh;
	}

	function replace(provider: StoredProvider): void {
		store.write(store.read().map((other) => (other.id === provider.id ? provider : other)));
	}

	function keyView(provider: StoredProvider): KeyView {
		if (provider.keyVariable !== null) {
			return { type: 'variable', name: provider.keyVariable, set: Boolean(environment[provider.keyVariable]?.trim()) };
		}
		const { key } = held(provider);
		if (key === null) return { type: 'none' };
		return { type: 'memory', lastFour: key.length >= SHORTEST_SHOWN_KEY ? key.slice(-4) : null };
	}

	function view(provider: StoredProvider): ProviderView {
		const { id, name, baseUrl, model, headers, price } = provider;
		return { id, name, baseUrl, model, headers, price, key: keyView(provider), persona: null, about: null };
	}

	function keyOf(provider: StoredProvider): Result<string | null> {
		if (provider.keyVariable === null) return { ok: true, value: held(provider).key };
		const key = environment[provider.keyVariable]?.trim();
		if (key) return { ok: true, value: key };
		return refused(
			'key-variable-not-set',
			`${provider.name}: the environment variable ${provider.keyVariable} is not set. Set it and start the app again, or enter a key.`,
		);
	}

	function forOne(id: string, simulator: Simulator | null): Result<RaceProvider> {
		const persona = personaOf(id);
		if (persona) {
			if (!simulator) throw new Error('the embedded providers are not running');
			const { name, model } = persona;
			const baseUrl = simulator.baseUrl(persona.id);
			return { ok: true, value: { name, model, baseUrl, dialect: 'openai-chat', key: SIMULATED_KEY, headers: {} } };
		}
		const provider = stored(id);
		if (!provider) return refused('no-such-provider', 'One of the chosen providers is not there any more.');
		const key = keyOf(provider);
		if (!key.ok) return key;
		const headers: Record<string, string> = {};
		for (const { name, value } of provider.headers) {
			const known = value ?? held(provider).headers.get(name.toLowerCase());
			if (known === undefined) {
				return refused('header-value-missing', `${provider.name}: enter the value of the header ${name} again.`);
			}
			headers[name.toLowerCase()] = known;
		}
		const carriesSecret = key.value !== null || Object.keys(headers).some((name) => !isOpenHeader(name));
		if (carriesSecret && !mayCarrySecrets(provider.baseUrl)) {
			return refused(
				'plain-http',
				`${provider.name}: a key is not sent over plain http to another machine. Use an https address.`,
			);
		}
		const { name, model, baseUrl } = provider;
		return { ok: true, value: { name, model, baseUrl, dialect: 'openai-chat', key: key.value, headers } };
	}

	return {
		views: () => [...PERSONAS.map(personaView), ...store.read().map(view)],
		save(input) {
			const problem = addressProblem(input.baseUrl);
			if (problem) return { ok: false, problem };
			const before = input.id === null ? null : stored(input.id);
			if (before === undefined) return refused('no-such-provider', 'That provider is not there any more.');
			const next: StoredProvider = {
				id: before?.id ?? `own-${randomBytes(6).toString('hex')}`,
				name: input.name,
				baseUrl: input.baseUrl,
				model: input.model,
				headers: input.headers.map(({ name, value }) => ({ name, value: isOpenHeader(name) ? (value ?? '') : null })),
				price: input.price,
				keyVariable: before?.keyVariable ?? null,
			};
			const moved = before !== null && new URL(before.baseUrl).origin !== new URL(next.baseUrl).origin;
			const keyDropped = moved && keyView(before).type !== 'none';
			const settled = moved ? { ...next, keyVariable: null } : next;
			if (before) replace(settled);
			else store.write([...store.read(), settled]);
			const { headers } = held(settled);
			const secret = input.headers.filter(({ name }) => !isOpenHeader(name));
			for (const { name, value } of secret) if (value !== null) headers.set(name.toLowerCase(), value);
			for (const name of [...headers.keys()]) {
				if (!secret.some((header) => header.name.toLowerCase() === name)) headers.delete(name);
			}
			return { ok: true, value: { id: settled.id, keyDropped } };
		},
		remove(id) {
			if (!stored(id)) return refused('no-such-provider', 'That provider is not there any more.');
			secrets.delete(id);
			store.write(store.read().filter((provider) => provider.id !== id));
			return { ok: true, value: null };
		},
		setKey(id, key) {
			const provider = stored(id);
			if (!provider) return refused('no-such-provider', 'That provider is not there any more.');
			if (!/^[\x21-\x7e]+$/.test(key)) {
				return refused('bad-key', 'A key holds letters, digits and signs only: no spaces and no line breaks.');
			}
			if (!mayCarrySecrets(provider.baseUrl)) {
				return refused(
					'plain-http',
					'A key is not sent over plain http to another machine. Use an https address first.',
				);
			}
			if (provider.keyVariable !== null) replace({ ...provider, keyVariable: null });
			held(provider).key = key;
			return { ok: true, value: null };
		},
		useVariable(id, variable) {
			const provider = stored(id);
			if (!provider) return refused('no-such-provider', 'That provider is not there any more.');
			held(provider).key = null;
			replace({ ...provider, keyVariable: variable });
			return { ok: true, value: null };
		},
		forgetKey(id) {
			const provider = stored(id);
			if (!provider) return refused('no-such-provider', 'That provider is not there any more.');
			held(provider).key = null;
			replace({ ...provider, keyVariable: null });
			return { ok: true, value: null };
		},
		needsSimulator: (ids) => ids.some((id) => personaOf(id) !== null),
		forRace(ids, simulator) {
			const racing: RaceProvider[] = [];
			for (const id of ids) {
				const provider = forOne(id, simulator);
				if (!provider.ok) return provider;
				racing.push({ ...provider.value, name: freeName(provider.value.name, racing) });
			}
			return { ok: true, value: racing };
		},
	};
}

function personaOf(id: string): Persona | null {
	return PERSONAS.find((persona) => `${SIMULATED_PREFIX}${persona.id}` === id) ?? null;
}

function personaView({ id, name, model, about }: Persona): ProviderView {
	return {
		id: `${SIMULATED_PREFIX}${id}`,
		name,
		baseUrl: '',
		model,
		headers: [],
		price: null,
		key: { type: 'none' },
		persona: id,
		about,
	};
}

function freeName(name: string, taken: readonly RaceProvider[]): string {
	let free = name;
	for (let number = 2; taken.some((other) => other.name === free); number++) free = `${name} (${number})`;
	return free;
}

function addressProblem(baseUrl: string): Problem | null {
	const url = URL.parse(baseUrl);
	if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		return { code: 'bad-address', message: 'The base URL must look like https://api.example.com/v1.' };
	}
	if (url.username || url.password) {
		return { code: 'bad-address', message: 'The base URL must hold no user name or password. Enter the key apart.' };
	}
	return null;
}

function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem: { code, message } };
}
