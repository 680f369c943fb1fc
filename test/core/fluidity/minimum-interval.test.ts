import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missRate, scoreIntervals } from '../../../src/core/fluidity/deadlines.ts';
import { exactMinimumInterval, referenceMinimumInterval } from '../../../src/core/fluidity/minimum-interval.ts';
import { deadlinePairs, gaps } from '../../support/gaps.ts';
import { golden } from '../../support/golden.ts';

describe('the reference’s search', () => {
	it.each(golden.requestCases)('$id gives the reference’s answer for every target, to the bit', (example) => {
		for (const { target, value } of [example.minTbtDeadline, ...example.minTbtDeadlineOther]) {
			expect(
				referenceMinimumInterval(example.interTokenTimesSeconds, example.ttftDeadline, target, example.ignoreFirst),
			).toBe(value);
		}
	});

	it.each(golden.multiRequestCases)('$id gives the reference’s answers with the first token ignored', (example) => {
		const found = example.requests.map(({ interTokenTimesSeconds }) =>
			referenceMinimumInterval([0, ...interTokenTimesSeconds.slice(1)], 0, 0.1, true),
		);
		expect(found).toEqual(example.perRequestMinTbtIgnoringFirst);
	});
});

describe('the exact search', () => {
	it('finds a steady stream’s own gap, which the reference’s grid overstates by a tenth', () => {
		const steady = [0.0025, ...new Array<number>(99).fill(0.0025)];
		expect(exactMinimumInterval(steady, 0, 0, true, 'real')).toEqual({ type: 'found', interval: 0.0025 });
		expect(referenceMinimumInterval(steady, 0, 0, true)).toBeGreaterThan(0.0026);
	});

	it('says unreachable where the first token alone misses too much', () => {
		const nine = [300, ...new Array<number>(8).fill(0)];
		expect(exactMinimumInterval(nine, 100, 0.1, false, 'integer')).toEqual({ type: 'unreachable' });
		expect(exactMinimumInterval([...nine, 0], 100, 0.1, false, 'integer')).toEqual({
			type: 'found',
			// Shorter by one, the first token misses a second deadline: 2 of 11.
			interval: 201,
		});
	});

	it('says any where no interval is too short, and empty where nothing has a deadline', () => {
		expect(exactMinimumInterval([50], 100, 0, false, 'real')).toEqual({ type: 'any' });
		expect(exactMinimumInterval([50, 30, 20, 0], 100, 0, false, 'integer')).toEqual({ type: 'any' });
		expect(exactMinimumInterval([50, 0, 0], 100, 0, true, 'integer')).toEqual({ type: 'any' });
		expect(exactMinimumInterval([500], 100, 1, false, 'integer')).toEqual({ type: 'any' });
		expect(exactMinimumInterval([], 100, 0, false, 'real')).toEqual({ type: 'empty' });
		expect(exactMinimumInterval([50], 100, 0, true, 'real')).toEqual({ type: 'empty' });
	});

	it('finds 1 where one whole unit passes but not every fraction of it', () => {
		expect(exactMinimumInterval([0, 1], 0, 0, false, 'integer')).toEqual({ type: 'found', interval: 1 });
	});

	const question = fc.record({
		intervals: gaps,
		first: deadlinePairs.map(({ first }) => first),
		target: fc.constantFrom(0, 0.01, 0.1, 0.3, 0.5, 0.9),
		ignoreFirst: fc.boolean(),
	});

	it('in whole units passes, and one unit less fails; otherwise nothing or everything passes', () => {
		fc.assert(
			fc.property(question, ({ intervals, first, target, ignoreFirst }) => {
				const passes = (each: number): boolean =>
					(missRate(scoreIntervals(intervals, { first, each }, ignoreFirst)) ?? 0) <= target;
				const minimum = exactMinimumInterval(intervals, first, target, ignoreFirst, 'integer');
				switch (minimum.type) {
					case 'found':
						expect(Number.isInteger(minimum.interval)).toBe(true);
						expect(passes(minimum.interval)).toBe(true);
						expect(minimum.interval === 1 || !passes(minimum.interval - 1)).toBe(true);
						break;
					case 'any':
						expect(passes(1)).toBe(true);
						expect(passes(1e-6)).toBe(true);
						break;
					case 'unreachable':
						expect(passes(1e9)).toBe(false);
						break;
					case 'empty':
						expect(intervals.length).toBeLessThanOrEqual(ignoreFirst ? 1 : 0);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('in seconds passes, and fails at the next double below', () => {
		fc.assert(
			fc.property(question, ({ intervals, first, target, ignoreFirst }) => {
				const seconds = intervals.map((interval) => interval / 1000);
				const minimum = exactMinimumInterval(seconds, first / 1000, target, ignoreFirst, 'real');
				fc.pre(minimum.type === 'found');
				if (minimum.type !== 'found') return;
				const rate = (each: number): number | null =>
					missRate(scoreIntervals(seconds, { first: first / 1000, each }, ignoreFirst));
				expect(rate(minimum.interval)).toBeLessThanOrEqual(target);
				expect(rate(nextBelow(minimum.interval))).toBeGreaterThan(target);
			}),
		);
	});

	it('lies within the reference’s two steps of the reference’s answer', () => {
		for (const example of golden.requestCases) {
			const { interTokenTimesSeconds: intervals, ttftDeadline: first, ignoreFirst, minTbtDeadline } = example;
			const minimum = exactMinimumInterval(intervals, first, minTbtDeadline.target, ignoreFirst, 'real');
			if (minimum.type === 'unreachable') expect(minTbtDeadline.value).toBe(1e10);
			else if (minimum.type === 'found') {
				expect(minimum.interval).toBeLessThanOrEqual(minTbtDeadline.value);
				expect(minTbtDeadline.value - minimum.interval).toBeLessThan(3e-4);
			} else expect(minTbtDeadline.value).toBeLessThan(2e-4);
		}
	});
});

function nextBelow(value: number): number {
	const double = new Float64Array([value]);
	const bits = new BigUint64Array(double.buffer);
	bits[0] = (bits[0] ?? 0n) - 1n;
	return double[0] ?? Number.NaN;
}
