import { createRequire } from 'node:module';
import { peersInstalled } from './peer-process.ts';

interface Encoder {
	encode(text: string, allowedSpecial: readonly string[], disallowedSpecial: readonly string[]): number[];
	decode(tokens: readonly number[]): string;
}

const load = createRequire(import.meta.url);
let encoder: Encoder | null = null;

/** js-tiktoken's o200k_base. It is loaded only now, because these packages need not be there. */
function o200k(): Encoder {
	if (!peersInstalled) throw new Error('js-tiktoken is not installed');
	if (encoder) return encoder;
	const { Tiktoken }: { Tiktoken: new (ranks: unknown) => Encoder } = load('js-tiktoken/lite');
	encoder = new Tiktoken(load('js-tiktoken/ranks/o200k_base'));
	return encoder;
}

/** The tokens of a text in o200k_base, as another's tokenizer counts them. What looks like a special token is text. */
export function countTokens(text: string): number {
	return o200k().encode(text, [], []).length;
}

/**
 * How many tokens each piece of a text completes. Found without any byte counting: the first k tokens are decoded, and
 * where that ends in the middle of a character, the piece that brings the whole character brings the token.
 */
export function countTokensPerPiece(pieces: readonly string[]): number[] {
	const text = pieces.join('');
	const tokens = o200k().encode(text, [], []);
	const ends = tokens.map((_, index) => endInText(text, o200k().decode(tokens.slice(0, index + 1))));
	let start = 0;
	return pieces.map((piece) => {
		const end = start + piece.length;
		const completed = ends.filter((position) => position > start && position <= end).length;
		start = end;
		return completed;
	});
}

/** Where a decoded beginning ends in the text, in UTF-16 units, a half-decoded last character counted whole. */
function endInText(text: string, decoded: string): number {
	let common = 0;
	while (common < decoded.length && decoded[common] === text[common]) common += 1;
	if (common === decoded.length) return common;
	return common + String.fromCodePoint(text.codePointAt(common) ?? 0).length;
}
