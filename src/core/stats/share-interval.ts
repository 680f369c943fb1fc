import type { Interval } from './bootstrap.ts';

/** The normal distribution's quantile at 0.975. */
const Z = 1.959963984540054;

/**
 * A 95 % interval around a share of independent yes-or-no outcomes: Wilson's score interval. It never leaves 0 to 1 and
 * has a width also where all outcomes are alike. Null of nothing.
 * Source: Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927); Brown, Cai and
 * DasGupta, Interval estimation for a binomial proportion (Statistical Science 16, 2001) for how well it covers.
 *
 * @throws {RangeError} where the share is not within 0 to 1
 */
export function shareInterval(share: number, n: number): Interval | null {
	if (!(share >= 0 && share <= 1)) throw new RangeError(`a share lies within 0 to 1, not at ${share}`);
	if (n === 0) return null;
	const square = Z * Z;
	const centre = (share + square / (2 * n)) / (1 + square / n);
	const reach = (Z * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n))) / (1 + square / n);
	return { low: share === 0 ? 0 : centre - reach, high: share === 1 ? 1 : centre + reach };
}
