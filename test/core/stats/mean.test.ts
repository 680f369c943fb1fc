import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from '../../../src/core/stats/mean.ts';
import { golden } from '../../support/golden.ts';

describe('the mean', () => {
	it('is null of nothing, and of nothing after the values left out', () => {
		expect(mean([])).toBeNull();
		expect(mean([5], 1)).toBeNull();
	});

	it('leaves out the first values asked for', () => {
		expect(mean([1000, 1, 2], 1)).toBe(1.5);
	});

	it('loses no small value beside a large one, as adding from left to right would', () => {
		expect(mean([1e16, 1, 1, -1e16])).toBe(0.5);
		expect(mean([0.1, 0.1, 0.1])).toBe(0.1);
		expect(mean([-0.1, -0.2, 0.3])).toBe(-9.25185853854297e-18);
	});

	it('rounds ties to even, and past a tie by the smallest rest', () => {
		// 2^53 + 1 lies halfway between two doubles.
		expect(mean([2 ** 53, 2 ** 53 + 2])).toBe(2 ** 53);
		expect(mean([2 ** 53 + 2, 2 ** 53 + 4])).toBe(2 ** 53 + 4);
		expect(mean([2 ** 54, 2 ** 54 + 4, 0, 0])).toBe(2 ** 53);
		expect(mean([2 ** 54, 2 ** 54 + 4, 2 ** -1074, 0])).toBe(2 ** 53 + 2);
	});

	it('is the reference’s over its requests’ gaps', () => {
		for (const { requests, tpotTimes } of golden.multiRequestCases) {
			expect(requests.map(({ interTokenTimesSeconds }) => mean(interTokenTimesSeconds, 1) ?? 0)).toEqual(tpotTimes);
		}
	});

	it('of copies of a value is that value, for any double', () => {
		const extremes = fc.constantFrom(5e-324, 2 ** -1022, 2 ** -1022 - 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE);
		const anyDouble = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), extremes);
		fc.assert(
			fc.property(anyDouble, fc.integer({ min: 1, max: 50 }), (value, copies) => {
				// + 0, for the mean of nothing but −0 has no sign.
				expect(mean(new Array<number>(copies).fill(value))).toBe(value + 0);
			}),
			{ numRuns: 1000 },
		);
	});

	// Would catch a sum that loses a bit somewhere between the smallest double and the largest.
	it('is the nearest double to the exact quotient, for any doubles', () => {
		const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(doubles, (values) => {
				const result = mean(values) ?? Number.NaN;
				const sum = values.reduce((total, value) => total + exactly(value), 0n);
				const distance = (candidate: number): bigint => {
					const off = sum - exactly(candidate) * BigInt(values.length);
					return off < 0n ? -off : off;
				};
				// Below the smallest normal number it may be off by the last bit.
				if (Math.abs(result) < 2 ** -1022) return;
				for (const other of neighbours(result)) expect(distance(result) <= distance(other)).toBe(true);
			}),
		);
	});

	it('does not depend on the order', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
				// + 0, for the sum of nothing but −0 has no sign.
				expect((mean(values.toReversed()) ?? 0) + 0).toBe((mean(values) ?? 0) + 0);
			}),
		);
	});

	it('refuses what is not finite, which has no place among measured numbers', () => {
		expect(() => mean([1, Number.NaN])).toThrow(RangeError);
	});
});

/** In units of 2^−1074, from its digits in base 2. */
function exactly(value: number): bigint {
	const [whole = '', part = ''] = Math.abs(value).toString(2).split('.');
	if (whole.includes('e')) throw new Error(`${value} was written in short`);
	const units = BigInt(`0b${whole}${part}`) << BigInt(1074 - part.length);
	return value < 0 ? -units : units;
}

function neighbours(value: number): number[] {
	const double = Float64Array.of(value);
	const bits = new BigInt64Array(double.buffer);
	const at = bits[0] as bigint;
	return [at - 1n, at + 1n]
		.map((neighbour) => {
			bits[0] = neighbour;
			return double[0] as number;
		})
		.filter(Number.isFinite);
}
