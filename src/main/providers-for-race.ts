import { isOpenHeader, type Problem, type Result } from '../core/api.ts';
import { keyVariableProblem } from './key-variable.ts';
import { isOfHttp } from './providers-headers.ts';
import type { RaceProvider } from './race.ts';
import { mayCarrySecrets } from './secret-address.ts';
import { headerSecret, type Secret, type SecretKind, type SecretStore } from './secrets/secret-store.ts';
import type { StoredProvider } from './settings/settings-file.ts';
import { shownKeyProblem } from './shown-key.ts';

/** Where a stored provider's secrets come from. */
export interface SecretSources {
	readonly secrets: Pick<SecretStore, 'use'>;
	readonly environment: NodeJS.ProcessEnv;
}

/**
 * A stored provider with its key and headers. Secrets are only fetched for an address that may carry them, and only
 * those that were given for its origin. Problems: `plain-http`, `bad-key-variable`, `key-variable-not-set`,
 * `bad-key-in-variable`, `header-of-http`, `header-value-missing`, those of {@link shownKeyProblem} and of
 * {@link SecretStore.use}.
 */
export async function providerForRace(
	provider: StoredProvider,
	{ secrets, environment }: SecretSources,
): Promise<Result<RaceProvider>> {
	const { name, model, baseUrl, keyVariable, price } = provider;

	function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
		return { ok: false, problem: { code, message: `${name}: ${message}` } };
	}

	async function use(kind: SecretKind): Promise<Result<Secret | null>> {
		const used = await secrets.use(provider, kind);
		return used.ok ? used : refused(used.problem.code, used.problem.message);
	}

	async function key(): Promise<Result<string | null>> {
		if (keyVariable === null) {
			const used = await use('key');
			return used.ok ? { ok: true, value: used.value?.reveal() ?? null } : used;
		}
		const problem = keyVariableProblem(keyVariable, provider, []);
		if (problem) return refused(problem.code, problem.message);
		const value = variableValue(environment, keyVariable);
		if (!value) {
			return refused(
				'key-variable-not-set',
				`the environment variable ${keyVariable} is not set. Set it and start again, or enter a key.`,
			);
		}
		if (!isKey(value)) {
			return refused(
				'bad-key-in-variable',
				`the environment variable ${keyVariable} cannot be a key: it holds characters that no header may.`,
			);
		}
		return { ok: true, value };
	}

	async function headers(): Promise<Result<Record<string, string>>> {
		const values: Record<string, string> = {};
		for (const { name: header, value } of provider.headers) {
			if (value !== null) {
				values[header.toLowerCase()] = value;
				continue;
			}
			const used = await use(headerSecret(header));
			if (!used.ok) return used;
			if (used.value === null) {
				return refused('header-value-missing', `enter the value of the header ${header} again.`);
			}
			values[header.toLowerCase()] = used.value.reveal();
		}
		return { ok: true, value: values };
	}

	const racing = { name, model, baseUrl, price, dialect: 'openai-chat' } as const;
	const ofHttp = provider.headers.find((header) => isOfHttp(header.name));
	if (ofHttp) return refused('header-of-http', `the header ${ofHttp.name} is one of HTTP itself. Take it out.`);
	const mayCarry = mayCarrySecrets(baseUrl);
	if (!mayCarry && (keyVariable !== null || provider.headers.some((header) => !isOpenHeader(header.name)))) {
		return refused('plain-http', 'a key is not sent over plain http to another machine. Use an https address.');
	}
	const ownKey: Result<string | null> = mayCarry ? await key() : { ok: true, value: null };
	if (!ownKey.ok) return ownKey;
	const shown = ownKey.value === null ? null : shownKeyProblem(provider, [ownKey.value]);
	if (shown) return { ok: false, problem: shown };
	const ownHeaders = await headers();
	if (!ownHeaders.ok) return ownHeaders;
	return { ok: true, value: { ...racing, key: ownKey.value, headers: ownHeaders.value } };
}

/** A variable's trimmed value. Only own names: `constructor` is a name too, and no variable. */
export function variableValue(environment: NodeJS.ProcessEnv, name: string): string | undefined {
	return Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
}

/** Whether a text can be sent as a key. */
export function isKey(text: string): boolean {
	return /^[\x21-\x7e]+$/.test(text);
}
