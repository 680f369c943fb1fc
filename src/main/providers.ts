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
import { secretsOf } from './engine/plan.ts';
import { keyVariableProblem } from './key-variable.ts';
import { isKey, providerForRace, variableValue } from './providers-for-race.ts';
import type { RaceProvider } from './race.ts';
import { mayCarrySecrets } from './secret-address.ts';
import { headerSecret, type SecretKind, type SecretStore } from './secrets/secret-store.ts';
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
	 * before that one. `secretsDropped` where it moved and is known to have had some.
	 */
	save(input: ProviderInput): Promise<Result<{ id: string; secretsDropped: boolean }>>;
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
	/** Told of every secret before it is kept or used. */
	learn(secrets: readonly string[]): void;
	/** Told of what the person should know besides a call's result. */
	notice(problem: Problem): void;
}

const SIMULATED_PREFIX = 'sim:';

const NO_SUCH_PROVIDER = refused('no-such-provider', 'That provider is not there any more.');
const PLAIN_HTTP = refused(
	'plain-http',
	'A key is not sent over plain http to another machine. Use an https address first.',
);

/** A secret is bound to its provider's origin: changing the origin deletes it. */
export function createProviders({ environment, store, secrets, learn, notice }: ProviderServices): Providers {
	let previous: Promise<unknown> = Promise.resolve();
	/** Every key that was entered or used: what is stored and shown must hold none. */
	const keys = new Set<string>();

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
		learn(secretsOf(racing.value));
		if (racing.value.key !== null) keys.add(racing.value.key);
		return racing;
	}

	async function save(input: ProviderInput): Promise<Result<{ id: string; secretsDropped: boolean }>> {
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
		learn(given.map(({ value }) => value));
		const shown = shownKeyProblem({ ...input, headers: headers.value }, [...keys]);
		if (shown) return { ok: false, problem: shown };
		const moved = before !== null && new URL(before.baseUrl).origin !== new URL(input.baseUrl).origin;
		const secretsDropped = moved && hasSecrets(before);
		if (before) {
			const staying = moved ? [] : ['key', ...headers.value.map(({ name }) => headerSecret(name))];
			for (const kind of secretKinds(before).filter((kind) => !staying.includes(kind))) {
				const undeleted = await secrets.delete(before.id, kind);
				if (undeleted) return { ok: false, problem: undeleted };
			}
		}
		const { name, baseUrl, model, price } = input;
		const next: StoredProvider = {
			id: before?.id ?? `own-${randomBytes(6).toString('hex')}`,
			...{ name, baseUrl, model, headers: headers.value, price },
			keyVariable: moved ? null : (before?.keyVariable ?? null),
		};
		if (before) replace(next);
		else store.write([...store.read(), next]);
		for (const { kind, value } of given) await keep(next, kind, value);
		return { ok: true, value: { id: next.id, secretsDropped } };
	}

	function hasSecrets(provider: StoredProvider): boolean {
		return (
			provider.keyVariable !== null ||
			secretKinds(provider).some((kind) => ['held', 'other-origin'].includes(secrets.view(provider, kind).type))
		);
	}

	/** Deletes the key first: where that fails, nothing has changed. */
	async function withoutKey(id: string, keyVariable: string | null): Promise<Result<null>> {
		const problem = await secrets.delete(id, 'key');
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
				for (const kind of secretKinds(provider)) {
					const problem = await secrets.delete(id, kind);
					// What stays there is bound to an id that nothing has any more.
					if (problem) notice(problem);
				}
				store.write(store.read().filter((other) => other.id !== id));
				return { ok: true, value: null };
			}),
		setKey: (id, key) =>
			inTurn(async () => {
				learn([key]);
				const provider = stored(id);
				if (!provider) return NO_SUCH_PROVIDER;
				if (!isKey(key)) {
					return refused('bad-key', 'A key holds letters, digits and signs only: no spaces and no line breaks.');
				}
				if (!mayCarrySecrets(provider.baseUrl)) return PLAIN_HTTP;
				const shown = shownKeyProblem(provider, [key]);
				if (shown) return { ok: false, problem: shown };
				keys.add(key);
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

/** Headers as they are stored: values that are no secrets, of the input or as they were. */
function headersToStore(input: ProviderInput, before: StoredProvider | null): Result<StoredProvider['headers']> {
	const headers: StoredProvider['headers'] = [];
	for (const { name, value } of input.headers) {
		if (value !== null && !isHeaderValue(value)) {
			return refused('bad-header', `The header ${name} cannot have that value.`);
		}
		if (headers.some((other) => sameHeader(other.name, name))) {
			return refused('bad-header', `The header ${name} is there twice.`);
		}
		const kept = value ?? before?.headers.find((other) => sameHeader(other.name, name))?.value ?? null;
		if (isOpenHeader(name) && kept === null) return refused('bad-header', `Enter the value of the header ${name}.`);
		headers.push({ name, value: isOpenHeader(name) ? kept : null });
	}
	return { ok: true, value: headers };
}

/** What a header may hold: RFC 9110, section 5.5. */
function isHeaderValue(text: string): boolean {
	return /^[\t\x20-\x7e\x80-\xff]+$/.test(text);
}

function sameHeader(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
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
