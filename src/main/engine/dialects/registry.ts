import type { Dialect } from './dialect.ts';
import { openAiChat } from './openai-chat.ts';

const DIALECTS = {
	'openai-chat': openAiChat,
} as const satisfies Record<string, Dialect>;

/** How a dialect is named in settings and recordings. */
export type DialectName = keyof typeof DIALECTS;

/** The dialect of that name. */
export function dialectOf(name: DialectName): Dialect {
	return DIALECTS[name];
}
