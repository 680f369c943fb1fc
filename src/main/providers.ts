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
import { addressProblem } from './settings/provider-address.ts';
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

const PLAIN_HTTP = refused(
	'plain-http',
	'A key is not sent over plain http to another machine. Use an https address first.',
);

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

	/** Its trimmed value. Only own names: `constructor` is a name too, and no variable. */
	function variable(name: string): string | undefined {
		return Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
	}

	function keyView(provider: StoredProvider): KeyView {
		if (provider.keyVariable !== null) {
			return { type: 'variable', name: provider.keyVariable, set: Boolean(variable(provider.keyVariable)) };
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
		const key = variable(provider.keyVariable);
		if (!key) {
			return refused(
				'key-variable-not-set',
				`${provider.name}: the environment variable ${provider.keyVariable} is not set. Set it and start the app again, or enter a key.`,
			);
		}
		if (!isKey(key)) {
			return refused(
				'bad-key',
				`${provider.name}: the environment variable ${provider.keyVariable} cannot be a key: it holds characters that no header may.`,
			);
		}
		return { ok: true, value: key };
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
			const headers: StoredProvider['headers'] = [];
			for (const { name, value } of input.headers) {
				if (value !== null && !isHeaderValue(value))
					return refused('bad-header', `The header ${name} cannot have that value.`);
				if (headers.some((other) => sameHeader(other.name, name))) {
					return refused('bad-header', `The header ${name} is there twice.`);
				}
				const kept = value ?? before?.headers.find((other) => sameHeader(other.name, name))?.value ?? null;
				if (isOpenHeader(name) && kept === null) return refused('bad-header', `Enter the value of the header ${name}.`);
				headers.push({ name, value: isOpenHeader(name) ? kept : null });
			}
			const moved = before !== null && new URL(before.baseUrl).origin !== new URL(input.baseUrl).origin;
			const keyDropped = moved && keyView(before).type !== 'none';
			const next: StoredProvider = {
				id: before?.id ?? `own-${randomBytes(6).toString('hex')}`,
				name: input.name,
				baseUrl: input.baseUrl,
				model: input.model,
				headers,
				price: input.price,
				keyVariable: moved ? null : (before?.keyVariable ?? null),
			};
			const secretValues = held(next).headers;
			for (const { name, value } of input.headers) {
				if (!isOpenHeader(name) && value !== null) secretValues.set(name.toLowerCase(), value);
			}
			for (const name of [...secretValues.keys()]) {
				if (!headers.some((header) => sameHeader(header.name, name))) secretValues.delete(name);
			}
			if (before) replace(next);
			else store.write([...store.read(), next]);
			return { ok: true, value: { id: next.id, keyDropped } };
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
			if (!isKey(key)) {
				return refused('bad-key', 'A key holds letters, digits and signs only: no spaces and no line breaks.');
			}
			if (!mayCarrySecrets(provider.baseUrl)) return PLAIN_HTTP;
			if (provider.keyVariable !== null) replace({ ...provider, keyVariable: null });
			held(provider).key = key;
			return { ok: true, value: null };
		},
		useVariable(id, name) {
			const provider = stored(id);
			if (!provider) return refused('no-such-provider', 'That provider is not there any more.');
			if (!mayCarrySecrets(provider.baseUrl)) return PLAIN_HTTP;
			held(provider).key = null;
			replace({ ...provider, keyVariable: name });
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

/** What a header may hold: RFC 9110, section 5.5. */
function isHeaderValue(text: string): boolean {
	return /^[\t\x20-\x7e\x80-\xff]+$/.test(text);
}

function sameHeader(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

function isKey(text: string): boolean {
	return /^[\x21-\x7e]+$/.test(text);
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

function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem: { code, message } };
}
