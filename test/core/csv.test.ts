import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvFile } from '../../src/core/csv.ts';
import { anyText } from '../support/any-text.ts';
import { readCsv } from '../support/read-csv.ts';

const cells = (text: string): string[][] => readCsv(text).slice(1);

describe('a cell of text', () => {
	// Would catch a formula that a spreadsheet runs, also where something invisible stands before it.
	test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u200b=1', '＝1', '－1', '＠x', '＋1'])(
		'that a spreadsheet would run is made text: %j',
		(text) => {
			expect(cells(csvFile(['x'], [[text]]))).toEqual([[`'${text}`]]);
		},
	);

	test('otherwise comes back as it was, whatever it is', () => {
		fc.assert(
			fc.property(fc.array(anyText(12), { minLength: 1, maxLength: 4 }), (texts) => {
				const header = texts.map(() => 'x');
				const [row = []] = cells(csvFile(header, [texts]));
				expect(row.map((text, index) => (text === `'${texts[index]}` ? texts[index] : text))).toEqual(texts);
			}),
		);
	});
});

test('numbers come back to the last bit, negative ones as numbers, and none as an empty cell', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
			const [[text, none] = []] = cells(csvFile(['x', 'y'], [[value, null]]));
			expect(Number(text)).toBe(value === 0 ? 0 : value);
			expect(none).toBe('');
		}),
	);
});
