import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROSE, REASONING } from '../../../src/main/simulator/prose.ts';
import type { PlannedFrame } from '../../../src/main/simulator/schedule.ts';
import { fillFrames, PROSE_TOKENS, textByToken } from '../../../src/main/simulator/token-text.ts';
import { tokenByteLengths } from '../../../src/main/tokenizer/o200k.ts';

function textFrames(sizes: readonly number[]): PlannedFrame[] {
	return sizes.map((tokens, index) => ({ atMs: index, kind: 'text', tokens }));
}

describe('textByToken', () => {
	// Would catch half a character sent as U+FFFD, and a character lost with its second token.
	it('gives back any text, whole characters only', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
				const pieces = textByToken(text);
				expect(pieces.join('')).toBe(text);
				expect(pieces).toHaveLength(tokenByteLengths(text).length);
			}),
		);
	});

	it('holds a token back that ends inside a character', () => {
		const pieces = textByToken('a 驛, b');
		expect(pieces).toContain('');
		expect(pieces.join('')).toBe('a 驛, b');
	});
});

describe('the texts', () => {
	// Would catch an ending that merges with the next beginning: a long answer's count would then be wrong.
	it.each([
		['prose', PROSE],
		['reasoning', REASONING],
	])('read twice, the %s has the same tokens twice', (_, text) => {
		expect(textByToken(text + text)).toEqual([...textByToken(text), ...textByToken(text)]);
	});

	it('the prose holds a character of several tokens, so that every client meets one', () => {
		expect(textByToken(PROSE)).toContain('');
	});
});

describe('fillFrames', () => {
	// Would catch a token counted in one frame and delivered in another, or dropped with the held frame.
	it('keeps text and token counts together, however the tokens are grouped', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 150 }), (sizes) => {
				const filled = fillFrames(textFrames(sizes));
				const text = filled.map((frame) => frame.text).join('');
				const tokens = filled.reduce((sum, frame) => sum + frame.tokens, 0);
				expect((PROSE + PROSE + PROSE + PROSE).startsWith(text)).toBe(true);
				expect(tokenByteLengths(text)).toHaveLength(tokens);
				expect(filled.every((frame) => frame.text !== '')).toBe(true);
			}),
		);
	});

	it('starts over where the prose ends', () => {
		const filled = fillFrames(textFrames([PROSE_TOKENS, 2]));
		expect(filled[0]?.text).toBe(PROSE);
		expect(filled[1]?.text).toBe(fillFrames(textFrames([2]))[0]?.text);
	});

	it('reads reasoning and prose each from its own beginning', () => {
		const [thought, text, silence] = fillFrames([
			{ atMs: 0, kind: 'reasoning', tokens: 3 },
			{ atMs: 1, kind: 'text', tokens: 2 },
			{ atMs: 2, kind: 'comment', tokens: 0 },
		]);
		expect(thought?.text).toBe('The question is');
		expect(text?.text).toBe('A met');
		expect(silence?.text).toBe('');
	});
});
