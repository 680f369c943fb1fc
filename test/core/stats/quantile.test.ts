import { describe, expect, it } from 'vitest';
import { missRate, scoreIntervals } from '../../../src/core/fluidity/deadlines.ts';
import { quantile } from '../../../src/core/stats/quantile.ts';
import { golden } from '../../support/golden.ts';

describe('the quantile', () => {
	it('is null of nothing and the value itself of one', () => {
		expect(quantile([], 0.5)).toBeNull();
		expect(quantile([7], 0.99)).toBe(7);
	});

	it('interpolates between the two nearest values', () => {
		expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
		expect(quantile([0, 10], 0.25)).toBe(2.5);
		expect(quantile([1, 2, 3], 0)).toBe(1);
		expect(quantile([1, 2, 3], 1)).toBe(3);
	});

	it('is a value itself where it falls on it, also beside one without end', () => {
		expect(quantile([1, 2, Number.POSITIVE_INFINITY], 0.5)).toBe(2);
	});

	it('refuses a share outside 0 to 1', () => {
		expect(() => quantile([1], 99)).toThrow(RangeError);
		expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
	});

	it.each(golden.multiRequestCases)('$id gives the reference’s quantiles of miss rates, to the bit', (example) => {
		for (const asked of [example.missRateForTargetTbt, example.missRateForTargetTbtMedian]) {
			const values = asked.targets.map((each) => {
				const rates = example.requests.map(({ interTokenTimesSeconds }) => {
					const gaps = [0, ...interTokenTimesSeconds.slice(1)];
					// The reference calls a request without a gap perfect.
					return missRate(scoreIntervals(gaps, { first: 0, each }, true)) ?? 0;
				});
				return quantile(
					rates.sort((one, other) => one - other),
					asked.quantile,
				);
			});
			expect(values).toEqual(asked.values);
		}
	});
});
