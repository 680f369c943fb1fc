import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCommonTokens } from '../../../src/main/tokenizer/count.ts';
import { tokenByteLengths } from '../../../src/main/tokenizer/o200k.ts';
import { anyText } from '../../support/any-text.ts';

describe('the common tokenizer', () => {
	// Would catch another encoding: cl100k_base makes nine tokens of the second.
	it('counts as o200k_base does', () => {
		expect(tokenByteLengths('tiktoken is great!')).toEqual([1, 3, 4, 3, 6, 1]);
		expect(tokenByteLengths('お誕生日おめでとう')).toHaveLength(8);
	});

	// Would catch a throw, or bytes lost, at the lone half of a character or at what looks like a special token.
	it('covers every byte of any text', () => {
		fc.assert(
			fc.property(anyText(60), (text) => {
				const bytes = tokenByteLengths(text).reduce((sum, length) => sum + length, 0);
				expect(bytes).toBe(Buffer.byteLength(text));
			}),
		);
		expect(tokenByteLengths('<|endoftext|>').length).toBeGreaterThan(1);
	});

	// Would catch a run that never finishes because a model drew lines until its limit.
	it.each(['=', '字', ' ', 'a'])('counts a hundred thousand times "%s"', (sign) => {
		const lengths = tokenByteLengths(sign.repeat(100_000));
		expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(100_000 * Buffer.byteLength(sign));
	});
});

describe('counting a run', () => {
	// Would catch pieces counted one by one ("un", "believ", "able" are three tokens apart), and kinds mixed up.
	it('tokenizes each kind of each request whole, and gives a token to the piece that completes it', async () => {
		const counts = await countCommonTokens([
			{ kinds: ['text', 'reasoning', 'text', 'text'], texts: ['Hel', 'hmm', 'lo', ' world'] },
			{ kinds: [], texts: [] },
			{ kinds: ['tool'], texts: ['Hello world'] },
		]);
		expect(counts).toEqual([[0, 2, 1, 1], [], [2]]);
		// A busy machine takes seconds to load the vocabulary.
	}, 60_000);
});
