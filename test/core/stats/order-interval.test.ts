import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileInterval } from '../../../src/core/stats/order-interval.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

/** Term by term from the definition: fine for small n. */
function binomialAtMost(k: number, n: number, q: number): number {
	let sum = 0;
	let term = (1 - q) ** n;
	for (let successes = 0; successes <= k; successes++) {
		sum += term;
		term *= ((n - successes) / (successes + 1)) * (q / (1 - q));
	}
	return sum;
}

describe('the interval around a quantile', () => {
	// The tables of the sign test (Conover): ranks for a 95 % interval of the median.
	it.each([
		[6, 1, 6],
		[10, 2, 9],
		[20, 6, 15],
		[50, 18, 33],
		[100, 40, 61],
	])('of the median of %i samples runs from rank %i to %i', (n, low, high) => {
		expect(quantileInterval(upTo(n), 0.5)).toEqual({ low, high });
	});

	it('has no bound where so few samples may all lie on one side', () => {
		// 0.5⁵ is 3.1 %, more than the 2.5 % that a side may miss by.
		expect(quantileInterval(upTo(5), 0.5)).toEqual({ low: null, high: null });
		// 0.99³⁶⁷ is just over 2.5 %, 0.99³⁶⁸ just under.
		expect(quantileInterval(upTo(367), 0.99).high).toBeNull();
		expect(quantileInterval(upTo(368), 0.99).high).toBe(368);
		expect(quantileInterval(upTo(367), 0.01)).toEqual({ low: null, high: expect.any(Number) });
		expect(quantileInterval([], 0.5)).toEqual({ low: null, high: null });
	});

	// Would catch an underflow: 0.5^2000 is 0 as a double.
	it('holds for many samples', () => {
		const { low, high } = quantileInterval(upTo(1_000_000), 0.5);
		// 1.96 √(n ÷ 4) to either side of the middle.
		expect([low, high]).toEqual([500_000.5 - 980.5, 500_000.5 + 980.5]);
		const tail = quantileInterval(upTo(1_000_000), 0.999);
		expect(tail.low).toBeGreaterThan(998_930);
		expect(tail.high).toBeLessThan(999_070);
	});

	it('is the narrowest of its kind that misses on either side at most half of the rest', () => {
		const shares = fc.double({ min: 0.001, max: 0.999, noNaN: true });
		const confidences = fc.constantFrom(0.8, 0.9, 0.95, 0.99);
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 60 }), shares, confidences, (n, q, confidence) => {
				const tail = (1 - confidence) / 2;
				const { low, high } = quantileInterval(upTo(n), q, confidence);
				const tolerance = 1e-12;
				if (low !== null) expect(binomialAtMost(low - 1, n, q)).toBeLessThan(tail + tolerance);
				if (low !== n) expect(binomialAtMost(low ?? 0, n, q)).toBeGreaterThan(tail - tolerance);
				if (high !== null) expect(1 - binomialAtMost(high - 1, n, q)).toBeLessThan(tail + tolerance);
				if (high !== 1) expect(1 - binomialAtMost((high ?? n + 1) - 2, n, q)).toBeGreaterThan(tail - tolerance);
			}),
		);
	});

	it('refuses what is no quantile or confidence', () => {
		expect(() => quantileInterval([1], 1)).toThrow(RangeError);
		expect(() => quantileInterval([1], 0.5, 95)).toThrow(RangeError);
	});
});
