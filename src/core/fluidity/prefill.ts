/** The time to a first token as it grows with the prompt: a + b·n + c·n² for n prompt tokens, in the unit of a. */
export interface PrefillCurve {
	readonly a: number;
	readonly b: number;
	readonly c: number;
}

/** What the curve says for a prompt of so many tokens. */
export function prefillTime({ a, b, c }: PrefillCurve, promptTokens: number): number {
	return a + b * promptTokens + c * promptTokens * promptTokens;
}
