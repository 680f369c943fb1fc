import type { Problem } from '../core/api.ts';
import { createRedactor } from './engine/redact.ts';
import type { StoredProvider } from './settings/settings-file.ts';

/** What of a provider is stored in the settings, shown and recorded. */
type Shown = Pick<StoredProvider, 'name' | 'baseUrl' | 'model' | 'headers'>;

/**
 * Says where one of the keys stands in what everybody may see of a provider, without repeating it, by a code that begins
 * with `key-in-`; null where none does.
 * A key is easily pasted into the wrong field.
 */
export function shownKeyProblem({ name, baseUrl, model, headers }: Shown, keys: readonly string[]): Problem | null {
	const { redact } = createRedactor(keys);
	const texts: readonly (readonly [code: string, where: string, text: string])[] = [
		['key-in-name', 'name', name],
		['key-in-model', 'model', model],
		['key-in-address', 'base URL', baseUrl],
		...headers.map(({ name: header }) => ['key-in-header-name', 'name of a header', header] as const),
		...headers.map(({ name: header, value }) => ['key-in-header', `header ${header}`, value ?? ''] as const),
	];
	const found = texts.find(([, , text]) => redact(text) !== text);
	if (found === undefined) return null;
	const [code, where] = found;
	return {
		code,
		message: `The ${where} holds the key, and it is stored and shown. Take the key out of it: a key belongs into the key field, or into an environment variable.`,
	};
}
