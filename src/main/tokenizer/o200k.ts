import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';

const NO_SPECIAL = { disallowedSpecial: new Set<string>() };

/**
 * The encoder's time grows with the square of a run that nothing breaks, and a model that has lost its way writes such
 * runs: 20,000 signs take it 10 s. So long a run is tokenized in parts, which adds at most a token or so per part.
 */
const UNBROKEN = /[\p{L}\p{M}]{512}|[^\s\p{L}\p{N}]{512}|\s{512}/gu;

/** UTF-8 lengths of the text's tokens, in order. What looks like a special token is text like any other. */
export function tokenByteLengths(text: string): number[] {
	return inParts(text).flatMap((part) => encode(part, NO_SPECIAL).map(byteLength));
}

function inParts(text: string): string[] {
	const parts: string[] = [];
	let start = 0;
	for (const { index, 0: run } of text.matchAll(UNBROKEN)) {
		parts.push(text.slice(start, index + run.length));
		start = index + run.length;
	}
	parts.push(text.slice(start));
	return parts;
}

function byteLength(token: number): number {
	const bytes = ranks[token];
	if (bytes === undefined) throw new Error(`the tokenizer gave ${token}, which is not in its own vocabulary`);
	return typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
}
