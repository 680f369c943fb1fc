/** Quotes the beginning of a text from outside, as {@link excerpt} does. */
export type Quote = (text: string, limit: number) => string;

/**
 * The beginning of a text on one line: at most `limit` UTF-16 units of it, and an ellipsis where something was left out.
 * White space, control characters and halves of characters become single spaces.
 */
export function excerpt(text: string, limit: number): string {
	const beginning = text
		.slice(0, limit)
		.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
		.trim();
	return text.length > limit ? `${beginning}…` : beginning;
}
