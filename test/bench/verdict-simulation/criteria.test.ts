import { describe, expect, it } from 'vitest';
import { judge } from '../../../bench/verdict-simulation/criteria.ts';
import type { Cell } from '../../../bench/verdict-simulation/experiments.ts';

const GOOD: Cell = {
	one: 'stall mixture',
	other: 'stall mixture',
	oftenPerfect: false,
	n: 100,
	trueDifference: 0,
	experiments: 2000,
	covers: 0.95,
	width: 0.1,
	named: 0.05,
	namedOne: 0.025,
};
const failing = (cell: Partial<Cell>) =>
	judge([{ ...GOOD, ...cell }])
		.filter(({ holds }) => !holds)
		.map(({ text }) => text);

describe('the criteria', () => {
	it('hold intervals between equals to 92 to 98 %', () => {
		expect([0.92, 0.95, 0.98].map((covers) => failing({ covers }))).toEqual([[], [], []]);
		expect(failing({ covers: 0.9195 })).toEqual([
			'the interval between equal providers covers 0, stall mixture, n = 100: 91.95 %, limit 92 % to 98 %',
		]);
		expect(failing({ covers: 0.9805 })).toHaveLength(1);
	});

	it('let an interval cover more where most requests are perfect, and never less', () => {
		expect(failing({ covers: 1, oftenPerfect: true })).toEqual([]);
		expect(failing({ covers: 0.9, oftenPerfect: true })).toHaveLength(1);
	});

	it('let a winner be named between equals in at most 6.5 %', () => {
		expect(failing({ named: 0.065 })).toEqual([]);
		expect(failing({ named: 0.0655 })).toHaveLength(1);
	});

	it('want the better one named in at least 80 % at 100 pairs, and ask for nothing else of unequal ones', () => {
		const unequal = { other: 'more stalls', trueDifference: 0.05, covers: 0.5, named: 0.9 };
		expect(failing({ ...unequal, namedOne: 0.8 })).toEqual([]);
		expect(failing({ ...unequal, namedOne: 0.7995 })).toEqual([
			'the better of two is named, stall mixture, n = 100: 79.95 %, limit at least 80 %',
		]);
		expect(failing({ ...unequal, namedOne: 0.1, n: 30 })).toEqual([]);
	});
});
