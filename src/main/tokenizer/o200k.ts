import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';

const NO_SPECIAL = { disallowedSpecial: new Set<string>() };

/** UTF-8 lengths of the text's tokens, in order. What looks like a special token is text like any other. */
export function tokenByteLengths(text: string): number[] {
	return encode(text, NO_SPECIAL).map((token) => {
		const bytes = ranks[token];
		if (bytes === undefined) throw new Error(`the tokenizer gave ${token}, which is not in its own vocabulary`);
		return typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
	});
}
