import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePairs, holmCorrection } from '../../../src/core/stats/paired.ts';

describe('a comparison by pairs', () => {
	it('counts, averages and bounds the differences', () => {
		const comparison = comparePairs([3, 5, 2, 8, 7, 4], [1, 5, 3, 4, 4, 2]);
		// Differences: 2, 0, −1, 4, 3, 2.
		expect(comparison).toMatchObject({ n: 6, wins: 4, ties: 1, losses: 1, resamples: 2000 });
		expect(comparison?.difference).toBeCloseTo(10 / 6, 15);
		expect(comparison?.variance).toBeCloseTo((34 - 100 / 6) / 5, 12);
		// Of 32 ways to set the signs of 2, 1, 4, 3, 2: a sum of 10 or more has 12 − 2 (the 1 alone), and 12.
		expect(comparison?.p).toBe(4 / 32);
		expect(comparison?.interval?.low).toBeLessThan(0);
		expect(comparison?.interval?.high).toBeGreaterThan(10 / 6);
	});

	it('is null of nothing, and refuses what makes no pairs', () => {
		expect(comparePairs([], [])).toBeNull();
		expect(() => comparePairs([1], [])).toThrow(RangeError);
	});

	it('says nothing of the spread of one pair', () => {
		expect(comparePairs([1], [0])).toMatchObject({ n: 1, variance: null, interval: null, p: 1 });
	});

	it('is certain of equals', () => {
		expect(comparePairs(new Array(10).fill(1), new Array(10).fill(1))).toMatchObject({
			difference: 0,
			interval: { low: 0, high: 0 },
			ties: 10,
			p: 1,
		});
	});

	it('is mirrored when the two are exchanged', () => {
		const index = fc.integer({ min: 0, max: 100 });
		fc.assert(
			fc.property(fc.array(fc.tuple(index, index), { minLength: 1, maxLength: 30 }), (pairs) => {
				const one = pairs.map(([left]) => left);
				const other = pairs.map(([, right]) => right);
				const there = comparePairs(one, other, { resamples: 100 });
				const back = comparePairs(other, one, { resamples: 100 });
				// + 0, for 0 mirrored has a sign.
				expect(0 - (back?.difference ?? Number.NaN)).toBe((there?.difference ?? Number.NaN) + 0);
				expect(back).toMatchObject({ wins: there?.losses, losses: there?.wins, ties: there?.ties, p: there?.p });
				if (there?.interval == null) expect(back?.interval).toBeNull();
				else expect(0 - (back?.interval?.low ?? Number.NaN)).toBe(there.interval.high + 0);
			}),
		);
	});
});

describe('Holm’s correction', () => {
	const tests = (...ps: readonly number[]) => ps.map((p) => ({ p, differs: true }));

	it('multiplies the smallest by how many there are, the next by one fewer, and never lets order turn', () => {
		expect(holmCorrection(tests(0.01, 0.04, 0.03, 0.005))).toEqual([0.03, 0.06, 0.06, 0.02]);
	});

	it('stops at 1 and changes nothing of a single one', () => {
		expect(holmCorrection(tests(0.6, 0.9))).toEqual([1, 1]);
		expect(holmCorrection(tests(0.03))).toEqual([0.03]);
		expect(holmCorrection([])).toEqual([]);
	});

	it('is not made dearer by those in which nothing differs', () => {
		expect(holmCorrection([{ p: 1, differs: false }, ...tests(0.01, 0.03)])).toEqual([1, 0.02, 0.03]);
	});
});
