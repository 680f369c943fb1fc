import type { Problem } from '../../core/api.ts';
import { enProblems } from './words/en-problems.ts';
import type { WordKey } from './words/words.ts';

/** A problem in words. */
export interface ProblemWords {
	/** Null where the code is not known here. */
	readonly key: WordKey | null;
	/** The app's own sentence, in English: empty where the words, with what they name, say all of it. */
	readonly message: string;
}

type Code = Extract<keyof typeof enProblems, `problem.${string}`> extends `problem.${infer Name}` ? Name : never;

/** Whose words say all that the app's own sentence does. */
const SAID: ReadonlySet<string> = new Set<Code>([
	...([
		'connection-lost',
		'not-connected',
		'app-ending',
		'internal',
		'page-broke',
		'race-running',
		'no-such-run',
		'no-such-provider',
	] as const),
	...([
		'no-browser',
		'report-given-up',
		'not-recorded',
		'keys-locked',
		'keychain-locked',
		'keychain-timeout',
		'keychain-no-collection',
		'keychain-entry-damaged',
		'keychain-failed',
	] as const),
	...([
		'keys-in-memory',
		'keychain-no-service',
		'keychain-unavailable',
		'file-exists',
		'file-folder-missing',
		'file-no-permission',
		'file-no-room',
		'file-system',
		'recording-cut',
		'recording-damaged',
		'recording-empty',
		'recording-foreign',
		'recording-gone',
		'recording-impossible',
		'recording-incomplete',
		'recording-line',
		'recording-other-version',
		'settings-damaged',
		'settings-not-json',
		'settings-not-replaced',
		'settings-not-saved',
		'settings-stuck',
		'settings-unreadable',
		'settings-wrong-at',
	] as const),
	// What the forms of a provider and its key are refused for.
	...([
		'bad-address',
		'address-with-user',
		'address-with-query',
		'bad-api-version',
		'bad-header',
		'header-empty',
		'header-twice',
		'header-of-http',
		'needs-https',
		'bad-key',
		'bad-key-variable',
		'key-variable-taken',
		'key-in-name',
		'key-in-model',
		'key-in-address',
		'key-in-header-name',
		'key-in-header',
		'key-dropped',
	] as const),
]);

/** Names a problem by its code. What the code cannot tell, such as a path, is left to the app's own sentence. */
export function problemWords({ code, message }: Problem): ProblemWords {
	const key = `problem.${code}`;
	if (!isKnown(key)) return { key: null, message };
	return { key, message: SAID.has(code) ? '' : message };
}

function isKnown(key: string): key is Extract<keyof typeof enProblems, `problem.${string}`> {
	return Object.hasOwn(enProblems, key);
}
