import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipTest } from '../../../src/core/stats/sign-flip.ts';

/** From the definition: every way to set the signs, one by one. */
function byHand(differences: readonly number[]): number {
	const ways = 2 ** differences.length;
	const sum = (way: number): number =>
		Math.abs(differences.reduce((total, value, bit) => total + ((way >> bit) & 1 ? -value : value), 0));
	return Array.from({ length: ways }, (_, way) => way).filter((way) => sum(way) >= sum(0)).length / ways;
}

// Darwin's maize: heights of crossed less self-fertilised plants, in eighths of an inch.
const MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

describe('the sign-flip test', () => {
	it('gives Fisher’s result for Darwin’s maize: 863 of 32768 ways on either side', () => {
		expect(signFlipTest(MAIZE)).toEqual({ p: (2 * 863) / 32768, exact: true });
	});

	it('is certain of nothing where there is nothing', () => {
		expect(signFlipTest([])).toEqual({ p: 1, exact: true });
		expect(signFlipTest([0, 0, 0])).toEqual({ p: 1, exact: true });
		expect(signFlipTest([0.3])).toEqual({ p: 1, exact: true });
	});

	it('gives 2 ÷ 2ⁿ where all differences have one sign', () => {
		expect(signFlipTest([1, 2, 3, 4, 5, 6])).toEqual({ p: 2 / 64, exact: true });
		expect(signFlipTest([-1, -2, 0, -3])).toEqual({ p: 2 / 8, exact: true });
	});

	it('tries every way where there are few', () => {
		const differences = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 10 });
		fc.assert(
			fc.property(differences, (values) => {
				expect(signFlipTest(values)).toEqual({ p: byHand(values), exact: true });
			}),
		);
	});

	// Would catch a strict comparison: the same tenths in another order do not add up to the same double.
	it('counts a way as extreme whatever the order of adding rounds it to', () => {
		expect(signFlipTest([0.1, 0.2, 0.3, -0.6, 0.7]).p).toBe(byHand([1, 2, 3, -6, 7]));
	});

	it('draws ways where there are many, and comes near the normal distribution', () => {
		// z = 20 ÷ √100 = 2: 4.55 %, and with steps of 2 in the sum, half a step more: P(|z| ≥ 1.9) = 5.74 %.
		const differences = Array.from({ length: 100 }, (_, index) => (index < 60 ? 1 : -1));
		const { p, exact } = signFlipTest(differences);
		expect(exact).toBe(false);
		expect(p).toBeGreaterThan(0.0574 - 0.01);
		expect(p).toBeLessThan(0.0574 + 0.01);
	});

	it('is never 0, however far out', () => {
		expect(signFlipTest(new Array(50).fill(1), { flips: 99 })).toEqual({ p: 0.01, exact: false });
	});

	it('is the same for both directions and for the same seed', () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 60 }), (values) => {
				const options = { seed: 3, flips: 199 };
				const { p } = signFlipTest(values, options);
				expect(
					signFlipTest(
						values.map((value) => -value),
						options,
					).p,
				).toBe(p);
				expect(p).toBeGreaterThan(0);
				expect(p).toBeLessThanOrEqual(1);
			}),
		);
	});
});
