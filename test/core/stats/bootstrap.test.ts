import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateMean, LEAST_FOR_INTERVAL } from '../../../src/core/stats/bootstrap.ts';
import { mean } from '../../../src/core/stats/mean.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('the estimate of a mean', () => {
	it('is null of nothing, and has no interval of a few', () => {
		expect(estimateMean([])).toBeNull();
		for (const values of [[1], [1, 2], [1, 1], [1, 2, 3, 4]]) {
			expect(estimateMean(values)).toMatchObject({ n: values.length, interval: null });
		}
	});

	it('is a single point where all values are equal, without the rounding of a spread', () => {
		expect(estimateMean([0, 0, 0, 0, 0])?.interval).toEqual({ low: 0, high: 0 });
		expect(estimateMean(new Array(300).fill(0.1))?.interval).toEqual({ low: 0.1, high: 0.1 });
	});

	it('states n and B', () => {
		expect(estimateMean([1, 2, 3, 4, 5])).toMatchObject({ n: 5, mean: 3, resamples: 2000 });
		expect(estimateMean([1, 2, 3, 4, 5], { resamples: 500 })).toMatchObject({ resamples: 500 });
	});

	it('comes near the normal interval where there are many values and no tails', () => {
		// Evenly from 0 to 1: a standard deviation of 0.2887.
		const values = Array.from({ length: 1000 }, (_, index) => (index + 0.5) / 1000);
		const { low, high } = estimateMean(values)?.interval ?? { low: 0, high: 0 };
		expect((high - low) / 2).toBeCloseTo((1.96 * 0.2887) / Math.sqrt(1000), 3);
		expect((low + high) / 2).toBeCloseTo(0.5, 12);
	});

	// Would catch the plain studentized interval, which has no end here: a third of the resamples are all 1.
	it('has a finite interval where one value in ten differs', () => {
		const { low } = estimateMean([1, 1, 1, 1, 1, 1, 1, 1, 1, 0.7])?.interval ?? { low: Number.NaN };
		expect(low).toBeGreaterThan(0.8);
		expect(low).toBeLessThan(0.94);
	});

	it('is cut where the mean cannot lie', () => {
		const values = [1, 1, 1, 1, 1, 1, 1, 1, 1, 0.7];
		expect(estimateMean(values)?.interval?.high).toBeGreaterThan(1);
		expect(estimateMean(values, { within: { low: 0, high: 1 } })?.interval?.high).toBe(1);
	});

	it('is the same for the same seed, and another for another', () => {
		const values = [3, 1, 4, 1, 5, 9, 2, 6];
		expect(estimateMean(values, { seed: 7 })).toEqual(estimateMean(values, { seed: 7 }));
		expect(estimateMean(values, { seed: 7 })).not.toEqual(estimateMean(values, { seed: 8 }));
	});

	it('holds the mean, and moves and grows with the values', () => {
		fc.assert(
			fc.property(fc.array(finite, { minLength: LEAST_FOR_INTERVAL, maxLength: 40 }), finite, (values, shift) => {
				const { low, high } = estimateMean(values)?.interval ?? { low: 1, high: 0 };
				const centre = mean(values) ?? Number.NaN;
				expect(low).toBeLessThanOrEqual(centre);
				expect(high).toBeGreaterThanOrEqual(centre);
				const moved = estimateMean(values.map((value) => 2 * value + shift))?.interval;
				const tolerance = 1e-7 * (1 + Math.abs(low) + Math.abs(high) + Math.abs(shift));
				expect(Math.abs((moved?.low ?? Number.NaN) - (2 * low + shift))).toBeLessThan(tolerance);
				expect(Math.abs((moved?.high ?? Number.NaN) - (2 * high + shift))).toBeLessThan(tolerance);
			}),
		);
	});

	it('refuses what is no number of resamples, and values that are not finite', () => {
		expect(() => estimateMean([1, 2], { resamples: 0 })).toThrow(RangeError);
		expect(() => estimateMean([1, Number.NaN])).toThrow(RangeError);
	});
});
