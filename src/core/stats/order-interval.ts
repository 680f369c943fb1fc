/** Bounds of an unknown number; null where the samples cannot bound it on that side. */
export interface OrderInterval {
	readonly low: number | null;
	readonly high: number | null;
}

/** Weights below this share of the largest are too small to move a bound. */
const NEGLIGIBLE = 1e-20;

/**
 * An interval around the true q-quantile whose bounds are two of the samples, given ascending. It covers the quantile
 * with at least the given confidence whatever the distribution is, ties included, and leaves at most half of the rest on
 * either side. Where n is too small for a bound on a side, that bound is null: "no upper bound".
 *
 * The samples must be independent, such as one number per request: the gaps of one stream are not.
 * Source: Conover, Practical Nonparametric Statistics, "Confidence interval for a quantile".
 *
 * @throws {RangeError} where `q` or `confidence` is not strictly between 0 and 1
 */
export function quantileInterval(sorted: ArrayLike<number>, q: number, confidence = 0.95): OrderInterval {
	assertShare('the quantile', q);
	assertShare('the confidence', confidence);
	const { low, high } = boundingRanks(sorted.length, q, (1 - confidence) / 2);
	return { low: sorted[low] ?? null, high: sorted[high] ?? null };
}

/**
 * How many samples lie under the quantile is binomial. The low rank (from 0) is the highest that is above the quantile
 * with a probability of `tail` at most, the high rank the lowest that is under it with as much; −1 and n where none is.
 */
function boundingRanks(n: number, q: number, tail: number): { readonly low: number; readonly high: number } {
	const { from, weights, total } = binomialWeights(n, q);
	let low = from - 1;
	let under = 0;
	for (let index = 0; index < weights.length; index++) {
		under += weights[index] as number;
		if (under > tail * total) break;
		low = from + index;
	}
	let high = from + weights.length - 1;
	let over = 0;
	for (let index = weights.length - 1; index >= 0; index--) {
		over += weights[index] as number;
		if (over > tail * total) break;
		high = from + index - 1;
	}
	return { low, high };
}

/**
 * Binomial probabilities up to a common factor, `total`, from the number of successes `from` on; what is left out at the
 * ends is negligible. Walked outwards from the most probable number, so nothing underflows for any n.
 */
function binomialWeights(n: number, q: number) {
	const odds = q / (1 - q);
	const mode = Math.min(n, Math.floor((n + 1) * q));
	const below: number[] = [];
	for (let weight = 1, k = mode; k > 0; k--) {
		weight *= k / ((n - k + 1) * odds);
		if (weight < NEGLIGIBLE) break;
		below.push(weight);
	}
	const above: number[] = [];
	for (let weight = 1, k = mode; k < n; k++) {
		weight *= ((n - k) / (k + 1)) * odds;
		if (weight < NEGLIGIBLE) break;
		above.push(weight);
	}
	const weights = [...below.reverse(), 1, ...above];
	return { from: mode - below.length, weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
}

function assertShare(what: string, share: number): void {
	if (!(share > 0 && share < 1)) throw new RangeError(`${what} lies between 0 and 1, not at ${share}`);
}
