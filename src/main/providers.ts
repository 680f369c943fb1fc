import { randomBytes } from 'node:crypto';
import {
	isOpenHeader,
	type KeyView,
	type Problem,
	type ProviderInput,
	type ProviderView,
	type Result,
} from '../core/api.ts';
import { freeName } from '../core/free-name.ts';
import type { KnownSecrets } from './app-known-secrets.ts';
import { secretsOf } from './engine/plan.ts';
import { keyVariableProblem } from './key-variable.ts';
import { isKey, providerForRace, variableValue } from './providers-for-race.ts';
import { headersToStore } from './providers-headers.ts';
import type { RaceProvider } from './race.ts';
import { mayCarrySecrets } from './secret-address.ts';
import { SERVICE } from './secrets/keychain-messages.ts';
import { type Deletion, headerSecret, type SecretKind, type SecretStore } from './secrets/secret-store.ts';
import { addressProblem } from './settings/provider-address.ts';
import type { StoredProvider } from './settings/settings-file.ts';
import { shownKeyProblem } from './shown-key.ts';
import { PERSONAS, type Persona } from './simulator/personas.ts';
import { SIMULATED_KEY, type Simulator } from './simulator/start-simulator.ts';

/** The providers a person may race: the embedded ones and their own. Changes happen one after the other. */
export interface Providers {
	/** Everything but secrets. */
	views(): ProviderView[];
	/**
	 * Refused where a secret that must go cannot be deleted: the provider is as it was, but for secrets that were deleted
	 * before that one. The notice `key-dropped` tells of those that went because the address changed.
	 */
	save(input: ProviderInput): Promise<Result<{ id: string }>>;
	/** The notice `secrets-left` tells of secrets that may still be in the keychain, and of nothing that cannot be. */
	remove(id: string): Promise<Result<null>>;
	setKey(id: string, key: string): Promise<Result<null>>;
	/** Refused as {@link keyVariableProblem} says. */
	useVariable(id: string, variable: string): Promise<Result<null>>;
	forgetKey(id: string): Promise<Result<null>>;
	needsSimulator(ids: readonly string[]): boolean;
	/**
	 * Ready to race, keys included, in the order of `ids`; one that is named twice races against itself. May have the
	 * system ask for the keychain's password.
	 */
	forRace(ids: readonly string[], simulator: Simulator | null): Promise<Result<RaceProvider[]>>;
}

/** Where the providers without their secrets are kept. */
export interface ProviderStore {
	read(): readonly StoredProvider[];
	write(providers: StoredProvider[]): void;
}

/** What the providers are made of. */
export interface ProviderServices {
	readonly environment: NodeJS.ProcessEnv;
	readonly store: ProviderStore;
	readonly secrets: SecretStore;
	/** Learns every secret before it is kept or used. */
	readonly knownSecrets: Pick<KnownSecrets, 'learn' | 'learnKey' | 'keys'>;
	/** Told of what the person should know besides a call's result. */
	notice(problem: Problem): void;
}

const SIMULATED_PREFIX = 'sim:';

const NO_SUCH_PROVIDER = refused('no-such-provider', 'That provider is not there any more.');
const PLAIN_HTTP = refused(
	'needs-https',
	'A key is not sent over plain http to another machine. Use an https address first.',
);

/** A secret is bound to its provider's origin: changing the origin deletes it. */
export function createProviders({ environment, store, secrets, knownSecrets, notice }: ProviderServices): Providers {
	let previous: Promise<unknown> = Promise.resolve();
	/** Those added since this start, of which no keychain was given anything. */
	const inNoKeychain = new Set<string>();

	/** So that a key which the keychain is still being asked to keep is not overtaken by a change of its address. */
	function inTurn<Value>(change: () => Promise<Result<Value>>): Promise<Result<Value>> {
		const changed = previous.then(change);
		previous = Promise.allSettled([changed]);
		return changed;
	}

	function stored(id: string): StoredProvider | undefined {
		return store.read().find((provider) => provider.id === id);
	}

	function replace(provider: StoredProvider): void {
		store.write(store.read().map((other) => (other.id === provider.id ? provider : other)));
	}

	function keyView(provider: StoredProvider): KeyView {
		if (provider.keyVariable !== null) {
			const { keyVariable: name } = provider;
			return { type: 'variable', name, set: Boolean(variableValue(environment, name)) };
		}
		const view = secrets.view(provider, 'key');
		switch (view.type) {
			case 'held':
				return { type: view.place, lastFour: view.lastFour };
			case 'other-origin':
				return { type: 'none' };
			default:
				return view;
		}
	}

	function view(provider: StoredProvider): ProviderView {
		const { id, name, baseUrl, model, headers, price } = provider;
		return { id, name, baseUrl, model, headers, price, key: keyView(provider), persona: null };
	}

	async function keep(provider: StoredProvider, kind: SecretKind, value: string): Promise<void> {
		const kept = await secrets.set(provider, kind, value);
		// A keychain that was given up may have taken it all the same.
		if (kept.place === 'keychain' || kept.notice) inNoKeychain.delete(provider.id);
		if (kept.notice) notice(kept.notice);
	}

	async function forOne(id: string, simulator: Simulator | null): Promise<Result<RaceProvider>> {
		const persona = personaOf(id);
		if (persona) {
			if (!simulator) throw new Error('the embedded providers are not running');
			const { name, model } = persona;
			const baseUrl = simulator.baseUrl(persona.id);
			const racing = {
				name,
				model,
				baseUrl,
				dialect: 'openai-chat',
				key: SIMULATED_KEY,
				headers: {},
				price: null,
			} as const;
			return { ok: true, value: racing };
		}
		const provider = stored(id);
		if (!provider) return refused('no-such-provider', 'One of the chosen providers is not there any more.');
		const racing = await providerForRace(provider, { secrets, environment });
		if (!racing.ok) return racing;
		knownSecrets.learn(secretsOf(racing.value));
		if (racing.value.key !== null) knownSecrets.learnKey(racing.value.key);
		return racing;
	}

	/** What became of them, until one could not be deleted. */
	async function deleteSecrets(
		id: string,
		kinds: readonly SecretKind[],
	): Promise<{ became: readonly Deletion[]; problem: Problem | null }> {
		const became: Deletion[] = [];
		for (const kind of kinds) {
			const deleted = await secrets.delete(id, kind);
			if (!deleted.ok) return { became, problem: deleted.problem };
			became.push(deleted.value);
		}
		return { became, problem: null };
	}

	async function save(input: ProviderInput): Promise<Result<{ id: string }>> {
		const problem = addressProblem(input.baseUrl);
		if (problem) return { ok: false, problem };
		const before = input.id === null ? null : stored(input.id);
		if (before === undefined) return NO_SUCH_PROVIDER;
		const headers = headersToStore(input, before);
		if (!headers.ok) return headers;
		const given = input.headers.flatMap(({ name, value }) =>
			isOpenHeader(name) || value === null ? [] : [{ kind: headerSecret(name), value }],
		);
		if (given.length > 0 && !mayCarrySecrets(input.baseUrl)) return PLAIN_HTTP;
		knownSecrets.learn(given.map(({ value }) => value));
		const shown = shownKeyProblem({ ...input, headers: headers.value }, knownSecrets.keys());
		if (shown) return { ok: false, problem: shown };
		const moved = before !== null && new URL(before.baseUrl).origin !== new URL(input.baseUrl).origin;
		if (before) {
			const staying = moved ? [] : ['key', ...headers.value.map(({ name }) => headerSecret(name))];
			const going = secretKinds(before).filter((kind) => !staying.includes(kind));
			const { became, problem } = await deleteSecrets(before.id, going);
			const dropped = became.includes('deleted') || (problem === null && before.keyVariable !== null);
			if (moved && dropped) notice(keyDropped(input));
			if (problem) return { ok: false, problem };
		}
		const { name, baseUrl, model, price } = input;
		const next: StoredProvider = {
			id: before?.id ?? `own-${randomBytes(6).toString('hex')}`,
			...{ name, baseUrl, model, headers: headers.value, price },
			keyVariable: moved ? null : (before?.keyVariable ?? null),
		};
		if (before) replace(next);
		else {
			inNoKeychain.add(next.id);
			store.write([...store.read(), next]);
		}
		for (const { kind, value } of given) await keep(next, kind, value);
		return { ok: true, value: { id: next.id } };
	}

	/** Deletes the key first: where that fails, nothing has changed. */
	async function withoutKey(id: string, keyVariable: string | null): Promise<Result<null>> {
		const { problem } = await deleteSecrets(id, ['key']);
		if (problem) return { ok: false, problem };
		const provider = stored(id);
		if (provider) replace({ ...provider, keyVariable });
		return { ok: true, value: null };
	}

	return {
		views: () => [...PERSONAS.map(personaView), ...store.read().map(view)],
		save: (input) => inTurn(() => save(input)),
		remove: (id) =>
			inTurn(async () => {
				const provider = stored(id);
				if (!provider) return NO_SUCH_PROVIDER;
				const { became, problem } = await deleteSecrets(id, secretKinds(provider));
				// It goes all the same: what stays is bound to an id that nothing has any more.
				if (problem !== null) notice(secretsLeft(provider, NOT_DELETED));
				else if (became.includes('unknown') && !inNoKeychain.has(id)) notice(secretsLeft(provider, NOT_ASKED));
				store.write(store.read().filter((other) => other.id !== id));
				return { ok: true, value: null };
			}),
		setKey: (id, key) =>
			inTurn(async () => {
				knownSecrets.learn([key]);
				const provider = stored(id);
				if (!provider) return NO_SUCH_PROVIDER;
				if (!isKey(key)) {
					return refused('bad-key', 'A key holds letters, digits and signs only: no spaces and no line breaks.');
				}
				if (!mayCarrySecrets(provider.baseUrl)) return PLAIN_HTTP;
				const shown = shownKeyProblem(provider, [key]);
				if (shown) return { ok: false, problem: shown };
				knownSecrets.learnKey(key);
				await keep(provider, 'key', key);
				if (provider.keyVariable !== null) replace({ ...provider, keyVariable: null });
				return { ok: true, value: null };
			}),
		useVariable: (id, name) =>
			inTurn(async () => {
				const provider = stored(id);
				if (!provider) return NO_SUCH_PROVIDER;
				if (!mayCarrySecrets(provider.baseUrl)) return PLAIN_HTTP;
				const problem = keyVariableProblem(name, provider, store.read());
				return problem ? { ok: false, problem } : withoutKey(id, name);
			}),
		forgetKey: (id) => inTurn(async () => (stored(id) ? withoutKey(id, null) : NO_SUCH_PROVIDER)),
		needsSimulator: (ids) => ids.some((id) => personaOf(id) !== null),
		async forRace(ids, simulator) {
			const racing: RaceProvider[] = [];
			for (const id of ids) {
				const provider = await forOne(id, simulator);
				if (!provider.ok) return provider;
				racing.push({
					...provider.value,
					name: freeName(
						provider.value.name,
						racing.map(({ name }) => name),
					),
				});
			}
			return { ok: true, value: racing };
		},
	};
}

/** Every secret that a provider may have. */
function secretKinds({ headers }: StoredProvider): SecretKind[] {
	return ['key', ...headers.flatMap(({ name, value }) => (value === null ? [headerSecret(name)] : []))];
}

function keyDropped({ name }: Pick<ProviderInput, 'name'>): Problem {
	return {
		code: 'key-dropped',
		message: `The secrets of ${name} were deleted, because its address changed. Enter its key, and values of secret headers, for the new one.`,
	};
}

const NOT_DELETED = 'deleting them there was not possible';
const NOT_ASKED = 'it cannot be asked whether it has any of an earlier start';

/** @param why they may be there */
function secretsLeft({ id, name }: StoredProvider, why: string): Problem {
	return {
		code: 'secrets-left',
		message: `The keychain may still hold secrets of ${name}, because ${why}. If so, they are sent nowhere any more. To delete them, look for ${SERVICE} and ${id} in the program that shows what your keychain holds, such as Passwords and Keys (seahorse).`,
	};
}

function personaOf(id: string): Persona | null {
	return PERSONAS.find((persona) => `${SIMULATED_PREFIX}${persona.id}` === id) ?? null;
}

function personaView({ id, name, model }: Persona): ProviderView {
	return {
		id: `${SIMULATED_PREFIX}${id}`,
		name,
		baseUrl: '',
		model,
		headers: [],
		price: null,
		key: { type: 'none' },
		persona: id,
	};
}

function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem: { code, message } };
}
