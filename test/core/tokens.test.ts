import fc from 'fast-check';
import { decode, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { estimateTokens, nativeTokensPerArrival, tokensPerArrival } from '../../src/core/tokens.ts';
import { type Piece, recordedRequest, tokensAt, usage } from '../support/scored-runs.ts';

describe('the live estimate', () => {
	it.each([
		['', 0],
		[' fluid', 1],
		['fluidity-index', 2],
		[' two words', 2],
		['2024', 2],
		['?!...', 1],
		["It's", 2],
		['世界', 2],
		['\n\n', 1],
		['\ud83d', 1],
	])('counts %j as %d', (text, tokens) => {
		expect(estimateTokens(text)).toBe(tokens);
	});

	it('gives every piece of any text at least one token, and no more than it has UTF-8 bytes', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1 }), (units) => {
				const text = String.fromCharCode(...units);
				expect(estimateTokens(text)).toBeGreaterThanOrEqual(1);
				expect(estimateTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
			}),
		);
	});

	it.each([
		[
			'English',
			0.2,
			'The quick brown fox jumps over the lazy dog. Internationalization of user interfaces requires careful consideration, doesn’t it? In 2024, approximately 12,345 developers participated.\n\n- First item\n- Second item: **bold** and `code`\n',
		],
		[
			'German',
			0.2,
			'Die Geschwindigkeitsbegrenzung auf der Autobahn wurde nach langen Verhandlungen überarbeitet. Natürlich können Versicherungen unterschiedliche Bedingungen festlegen.',
		],
		['Russian', 0.2, 'Быстрая коричневая лиса перепрыгивает через ленивую собаку, а разработчики измеряют скорость.'],
		[
			'code',
			0.2,
			'export function advance(state: State): void {\n\tfor (let index = 0; index < 10; index++) {\n\t\tif (interval <= each + slack) continue;\n\t}\n}\n',
		],
		['Chinese', 0.5, '机器学习模型的推理速度取决于硬件、批处理大小和网络延迟。'],
	])('is near the tokenizer’s count for %s', (_, tolerance, text) => {
		const counted = encode(text).length;
		expect(Math.abs(estimateTokens(text) - counted) / counted).toBeLessThanOrEqual(tolerance);
	});
});

describe('the tokens of each arrival', () => {
	it('belong to the one that delivered their last byte', () => {
		expect(tokensPerArrival(['Hel', 'lo', ' wor', 'ld!'], [5, 6, 1])).toEqual([0, 1, 0, 2]);
	});

	it('count UTF-8 bytes: one to four by character', () => {
		// Bytes: a 1, é 2, 世 3, 😀 4.
		expect(tokensPerArrival(['a', 'é', '世', '😀'], [1, 2, 3, 4])).toEqual([1, 1, 1, 1]);
		expect(tokensPerArrival(['a', 'é', '世', '😀'], [2, 3, 5])).toEqual([0, 1, 1, 1]);
	});

	it('of a pair of surrogates that came apart are all the second’s, also those that end inside it', () => {
		expect(tokensPerArrival(['a\ud83d', '', '\ude00b'], [1, 2, 2, 1])).toEqual([1, 0, 3]);
	});

	it('count a surrogate without its half as the three bytes of the replacement character, where it came', () => {
		expect(tokensPerArrival(['\ud83d', 'a', '\ude00', '\ud83d'], [3, 1, 3, 3])).toEqual([1, 1, 1, 1]);
		expect(tokensPerArrival(['\ud83d\ud83d\ude00'], [3, 4])).toEqual([2]);
	});

	it('are none of no text', () => {
		expect(tokensPerArrival([], [])).toEqual([]);
		expect(tokensPerArrival(['', ''], [])).toEqual([0, 0]);
	});

	it('are refused where tokens and text are not of one length, rather than shifted', () => {
		expect(() => tokensPerArrival(['abc'], [2])).toThrow(RangeError);
		expect(() => tokensPerArrival(['abc'], [2, 2])).toThrow(RangeError);
	});

	it('are each counted once, wherever a text of any characters is cut', () => {
		const units = fc.array(
			fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0xd83d, 0xde00, 0x4e16, 0x61)),
		);
		fc.assert(
			fc.property(units, fc.array(fc.nat(30)), fc.array(fc.integer({ min: 1, max: 5 })), (codes, cuts, sizes) => {
				const text = String.fromCharCode(...codes);
				const bytes = Buffer.byteLength(text);
				const lengths: number[] = [];
				let rest = bytes;
				for (const size of sizes) {
					if (size < rest) lengths.push(size);
					rest -= size < rest ? size : 0;
				}
				if (rest > 0) lengths.push(rest);
				const bounds = cuts.filter((cut) => cut < text.length).sort((one, other) => one - other);
				const texts = [0, ...bounds].map((start, index) => text.slice(start, bounds[index] ?? text.length));
				const counts = tokensPerArrival(texts, lengths);
				expect(counts).toHaveLength(texts.length);
				expect(counts.reduce((sum, tokens) => sum + tokens, 0)).toBe(lengths.length);
				// Up to any cut that is not inside a character, exactly the tokens that end within the text so far.
				let joined = '';
				let tokensSoFar = 0;
				texts.forEach((piece, index) => {
					joined += piece;
					tokensSoFar += counts[index] ?? 0;
					if (/[\ud800-\udbff]$/.test(joined)) return;
					let end = 0;
					const ended = lengths.filter((length) => {
						end += length;
						return end <= Buffer.byteLength(joined);
					});
					expect(tokensSoFar).toBe(ended.length);
				});
			}),
		);
	});

	it('fit the tokenizer’s own tokens', () => {
		const tokens = encode('The reader reads text.');
		const lengths = tokens.map((token) => Buffer.byteLength(decode([token])));
		expect(tokensPerArrival(['The rea', 'der reads', ' text.'], lengths)).toEqual([1, 2, 2]);
	});
});

describe('a provider’s own count', () => {
	const native = (pieces: readonly Piece[], common: readonly number[], own: ReturnType<typeof usage> | null) =>
		nativeTokensPerArrival(recordedRequest(pieces).arrivals, common, own);

	it('is exact where every arrival has one, whatever the usage says', () => {
		const pieces = [
			{ ms: 1, native: 2 },
			{ ms: 2, native: 0 },
		];
		expect(native(pieces, [1, 1], usage(9))).toEqual({ tokens: [2, 0], source: 'token-ids' });
	});

	it('is named by its least direct source', () => {
		const pieces = [
			{ ms: 1, native: 2, tokenSource: 'usage' as const },
			{ ms: 2, native: 1, tokenSource: 'logprobs' as const },
		];
		expect(native(pieces, [1, 1], null)).toEqual({ tokens: [2, 1], source: 'usage' });
	});

	it('is the usage’s total shared out by the common count where one arrival has none', () => {
		const pieces = [{ ms: 1, native: 2 }, { ms: 2 }, { ms: 3 }];
		expect(native(pieces, [1, 1, 1], usage(10))).toEqual({ tokens: [3, 4, 3], source: 'scaled' });
	});

	it('leaves out reasoning that was counted but never sent, and keeps what was', () => {
		expect(native(tokensAt(1, 2), [1, 1], usage(10, 6))?.tokens).toEqual([2, 2]);
		const reasoned = [{ ms: 1, kind: 'reasoning' as const }, { ms: 2 }];
		expect(native(reasoned, [3, 2], usage(10, 6))?.tokens).toEqual([6, 4]);
	});

	// Would catch reasoning that is sent as a summary, of few words, giving its tokens to the visible text.
	it('gives reasoning its own count, and the text what is left of the whole', () => {
		const pieces = [{ ms: 1, kind: 'reasoning' as const }, { ms: 2, kind: 'reasoning' as const }, { ms: 3 }, { ms: 4 }];
		expect(native(pieces, [4, 6, 19, 19], usage(100, 60))?.tokens).toEqual([24, 36, 20, 20]);
		expect(native(pieces.slice(0, 2), [4, 6], usage(100, 60))?.tokens).toEqual([24, 36]);
	});

	it.each([null, 0])('shares the whole out to all where reasoning came and %s of it was counted', (reasoning) => {
		const pieces = [{ ms: 1, kind: 'reasoning' as const }, { ms: 2 }];
		expect(native(pieces, [1, 3], usage(100, reasoning))?.tokens).toEqual([25, 75]);
	});

	it('is null where the provider said nothing, and where nothing arrived to carry it', () => {
		expect(native(tokensAt(1), [1], null)).toBeNull();
		expect(native(tokensAt(1), [1], usage(null))).toBeNull();
		expect(native([], [], usage(5))).toBeNull();
	});

	it('adds up to the usage’s total for any common counts, and takes nothing from an arrival', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(20), { minLength: 1 }), fc.nat(5000), (common, completion) => {
				const shares = native(tokensAt(...common.keys()), common, usage(completion))?.tokens ?? [];
				expect(shares.reduce((sum, tokens) => sum + tokens, 0)).toBe(completion);
				expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});
