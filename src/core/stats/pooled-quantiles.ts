import { LEAST_FOR_INTERVAL } from './bootstrap.ts';
import type { OrderInterval } from './order-interval.ts';

/** The normal distribution's quantile at 0.975. */
const Z = 1.959963984540054;
const NO_BOUNDS: OrderInterval = { low: null, high: null };

/**
 * 95 % intervals around quantiles of the values of several requests together, whose bounds are two of those values. The
 * values of one request may depend on each other as they like: one request is one sample. The share of values up to the
 * quantile is bounded by how it differs between requests, with Student's t, and the bounds are read off where those shares
 * are. Null on a side where such a share is out of reach, and on both of fewer than {@link LEAST_FOR_INTERVAL} requests.
 *
 * Source: Woodruff, Confidence intervals for medians and other position measures (JASA 47, 1952).
 *
 * @param requests each request's values; those without any are no samples
 * @param sorted all of them together, ascending
 * @param quantiles within 0 to 1, ascending. The smallest and the largest value have no bounds
 */
export function pooledIntervals(
	requests: readonly ArrayLike<number>[],
	sorted: ArrayLike<number>,
	quantiles: readonly number[],
): readonly OrderInterval[] {
	const clusters = requests.filter(({ length }) => length > 0);
	if (clusters.length < LEAST_FOR_INTERVAL) return quantiles.map(() => NO_BOUNDS);
	const total = sorted.length;
	const limits = quantiles.map((q) => sorted[rankOf(q, total)] as number);
	const counts = clusters.map((values) => countsAround(values, limits));
	const t = studentQuantile(clusters.length - 1);
	return quantiles.map((q, place): OrderInterval => {
		if (q === 0 || q === 1) return NO_BOUNDS;
		const spreadOf = (of: (own: Counts) => Float64Array): number => {
			const own = counts.map((each) => of(each)[place] as number);
			const share = own.reduce((sum, count) => sum + count, 0) / total;
			return own.reduce((sum, count, index) => {
				return sum + (count - share * (clusters[index] as ArrayLike<number>).length) ** 2;
			}, 0);
		};
		// Many values may be equal to the quantile: where requests differ may show on either side of them alone.
		const squares = Math.max(
			spreadOf(({ upTo }) => upTo),
			spreadOf(({ below }) => below),
		);
		const reach = (t * Math.sqrt((clusters.length / (clusters.length - 1)) * squares)) / total;
		return {
			low: q - reach <= 0 ? null : (sorted[rankOf(q - reach, total)] as number),
			high: q + reach >= 1 ? null : (sorted[rankOf(q + reach, total)] as number),
		};
	});
}

/** The rank, from 0, of the least value that at least this share is not above. */
function rankOf(share: number, n: number): number {
	return Math.min(n - 1, Math.max(0, Math.ceil(share * n) - 1));
}

/** How many values of a request lie below each limit, and how many not above it. */
interface Counts {
	readonly below: Float64Array;
	readonly upTo: Float64Array;
}

/** The limits ascend. */
function countsAround(values: ArrayLike<number>, limits: readonly number[]): Counts {
	const below = new Float64Array(limits.length + 1);
	const upTo = new Float64Array(limits.length + 1);
	for (let index = 0; index < values.length; index++) {
		const value = values[index] as number;
		const place = firstFrom(limits, value);
		upTo[place] = (upTo[place] as number) + 1;
		let above = place;
		while (limits[above] === value) above += 1;
		below[above] = (below[above] as number) + 1;
	}
	for (const counts of [below, upTo]) {
		for (let place = 1; place < counts.length; place++) {
			counts[place] = (counts[place] as number) + (counts[place - 1] as number);
		}
	}
	return { below, upTo };
}

/** The first limit that the value is not above. */
function firstFrom(limits: readonly number[], value: number): number {
	let from = 0;
	let to = limits.length;
	while (from < to) {
		const middle = (from + to) >> 1;
		if ((limits[middle] as number) < value) from = middle + 1;
		else to = middle;
	}
	return from;
}

/** Student's t at 0.975, to 0.01 from 4 degrees of freedom on. Source: Abramowitz and Stegun, 26.7.5. */
function studentQuantile(degrees: number): number {
	const first = (Z ** 3 + Z) / 4;
	const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
	const third = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
	return Z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}
