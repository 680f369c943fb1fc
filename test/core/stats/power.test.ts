import { describe, expect, it } from 'vitest';
import { pairsForPower } from '../../../src/core/stats/power.ts';

describe('the pairs that 80 % power needs', () => {
	// Textbook: (1.96 + 0.8416)² = 7.849, the "8 over d squared" of power analysis.
	it.each([
		[1, 1, 0.05, 8],
		[0.5, 1, 0.05, 32],
		[0.05, 0.15 ** 2, 0.05, 71],
		// z at 0.5 %: 2.5758, (2.5758 + 0.8416)² = 11.68.
		[0.1, 1, 0.01, 1168],
	])('for a difference of %d, a variance of %d and α = %d are %i', (difference, variance, alpha, pairs) => {
		expect(Math.abs(pairsForPower(difference, variance, alpha) - pairs)).toBeLessThanOrEqual(1);
	});

	it('are the same in both directions, and beyond number where there is no difference', () => {
		expect(pairsForPower(-0.5, 1, 0.05)).toBe(pairsForPower(0.5, 1, 0.05));
		expect(pairsForPower(0, 1, 0.05)).toBe(Number.POSITIVE_INFINITY);
	});
});
