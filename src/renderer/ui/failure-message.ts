import type { Failure } from '../../core/events.ts';
import { enSaid } from './words/en-said.ts';
import type { Translate } from './words/words.ts';

/** The sentence on what happened, below the title. */
export interface FailureMessage {
	readonly text: string;
	/** The language that it is surely in; null: the page's own, or one that only the provider knows. */
	readonly lang: 'en' | null;
}

/** The app gave these codes to answers that it could not read. It quotes from them, in a sentence in English. */
const QUOTING: readonly (string | null)[] = ['malformed', 'not-a-stream'];

/** Says a failure of the app's own naming in the language that holds, and leaves a provider's words as they are. */
export function failureMessage(failure: Failure, host: string, t: Translate): FailureMessage {
	const { kind, status, code, message } = failure;
	if (kind === 'http') return { text: message, lang: status !== null && status >= 300 && status < 400 ? 'en' : null };
	const key = `said.${codeOf(failure)}`;
	if (isKnown(key)) return { text: t(key, { host }), lang: null };
	return { text: message, lang: kind !== 'protocol' || QUOTING.includes(code) ? 'en' : null };
}

function codeOf({ kind, code }: Failure): string | null {
	if (kind === 'held') return 'held';
	return kind === 'truncated' && code !== 'no-finish-reason' ? 'broke-off' : code;
}

function isKnown(key: string): key is keyof typeof enSaid {
	return Object.hasOwn(enSaid, key);
}
