import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareInterval } from '../../../src/core/stats/share-interval.ts';

describe('the interval of a share', () => {
	// As published: Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3.
	test.each([
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718],
	])('%i of %i is %d to %d', (count, n, low, high) => {
		const interval = shareInterval(count / n, n);
		expect(interval?.low).toBeCloseTo(low, 4);
		expect(interval?.high).toBeCloseTo(high, 4);
	});

	test('holds the share, stays within 0 to 1, and narrows as n grows', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
				const share = Math.round(part * n) / n;
				const { low, high } = shareInterval(share, n) ?? { low: 2, high: 2 };
				expect(low).toBeGreaterThanOrEqual(0);
				expect(high).toBeLessThanOrEqual(1);
				expect(low).toBeLessThanOrEqual(share);
				expect(high).toBeGreaterThanOrEqual(share);
				const more = shareInterval(share, n * 4) ?? { low: 0, high: 1 };
				expect(more.high - more.low).toBeLessThan(high - low);
			}),
		);
	});

	test('there is none of nothing, and no share outside of 0 to 1', () => {
		expect(shareInterval(0.5, 0)).toBeNull();
		for (const share of [-0.1, 1.1, Number.NaN]) expect(() => shareInterval(share, 3)).toThrow(RangeError);
	});
});
