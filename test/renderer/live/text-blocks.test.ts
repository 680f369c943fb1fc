import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTextBlocks, type TextBlocks } from '../../../src/renderer/live/text-blocks.ts';

const late = { waitNs: 520e6, missed: 11 };

function whole({ blocks }: TextBlocks): string {
	return blocks.flatMap(({ parts }) => parts.map(({ text }) => text)).join('');
}

function marked({ blocks }: TextBlocks): string[] {
	return blocks.flatMap(({ parts }) => parts.filter((part) => part.late !== null).map(({ text }) => text));
}

describe('text blocks', () => {
	test('hold the text unit for unit, however it was cut and marked', () => {
		const piece = fc.record({ text: fc.string({ unit: 'binary', maxLength: 300 }), late: fc.boolean() });
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
				const text = createTextBlocks();
				for (const { text: arrived, late: isLate } of pieces) text.push('text', arrived, isLate ? late : null);
				const joined = pieces.map(({ text: arrived }) => arrived).join('');
				expect(whole(text)).toBe(joined);
				expect(text.length).toBe(joined.length);
			}),
		);
	});

	test('stay short, so that only little is laid out anew: also a word without end', () => {
		const text = createTextBlocks();
		for (let count = 0; count < 200; count++) text.push('text', 'x'.repeat(97), null);
		expect(Math.max(...text.blocks.map(({ length }) => length))).toBeLessThanOrEqual(2_001);
		expect(text.blocks.slice(0, -1).every(({ closed }) => closed)).toBe(true);
	});

	test('end at a line where there is one, so that no line is broken by us', () => {
		const text = createTextBlocks();
		text.push('text', `${'word '.repeat(100)}\n${'more '.repeat(100)}`, null);
		expect(text.blocks.map(({ length }) => length)).toEqual([501, 500]);
	});

	test('a closed block never changes: what was painted of it stays true', () => {
		const text = createTextBlocks();
		text.push('text', `${'word '.repeat(100)}\n`, null);
		const first = JSON.stringify(text.blocks[0]);
		text.push('text', 'and on', null);
		expect(JSON.stringify(text.blocks[0])).toBe(first);
		expect(text.blocks).toHaveLength(2);
	});

	test('an astral character is never cut in two where a block must end', () => {
		const text = createTextBlocks();
		text.push('text', `x${'😀'.repeat(1_500)}`, null);
		for (const { parts } of text.blocks) {
			for (const part of parts) expect(part.text).not.toMatch(/\p{Surrogate}/u);
		}
	});
});

describe('the mark of a late word', () => {
	test('covers the word, not the space before it nor what follows', () => {
		const text = createTextBlocks();
		text.push('text', 'how ', null);
		text.push('text', ' fast you read', late);
		expect(marked(text)).toEqual(['fast']);
	});

	test('goes on with the rest of the word that comes in the next arrival, and ends with it', () => {
		const text = createTextBlocks();
		text.push('text', ' metro', late);
		text.push('text', 'nome', null);
		text.push('text', ' plays', null);
		expect(marked(text).join('')).toBe('metronome');
	});

	test('is one character of a script without spaces', () => {
		const text = createTextBlocks();
		text.push('text', '流畅', late);
		text.push('text', '的阅读', null);
		expect(marked(text)).toEqual(['流']);
	});

	test('two late words in a row keep their own lateness', () => {
		const text = createTextBlocks();
		text.push('text', 'one', late);
		text.push('text', ' two', { waitNs: 1, missed: 1 });
		expect(text.blocks[0]?.parts.map(({ text: part, late: lateness }) => [part, lateness?.missed ?? 0])).toEqual([
			['one', 11],
			[' ', 0],
			['two', 1],
		]);
	});
});
