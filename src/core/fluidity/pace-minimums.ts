import { type OrderInterval, quantileInterval } from '../stats/order-interval.ts';
import { quantile } from '../stats/quantile.ts';
import { exactMinimumInterval, referenceMinimumInterval } from './minimum-interval.ts';
import { type FluidRate, leastCount, rateOf } from './token-rates.ts';

/** Each request's shortest interval within a target, ascending: fluid rates for any share are read from it. */
export interface PaceMinimums {
	/** Whole nanoseconds, of the requests with a gap; 0 where every pace is kept. */
	readonly exactNs: Float64Array<ArrayBuffer>;
	/** What the reference's search finds for each request, in seconds; empty where none has a gap. */
	readonly reference: Float64Array<ArrayBuffer>;
}

/**
 * Searches every request to the end, so that another share costs nothing.
 *
 * @param requestsNs each request's intervals in whole nanoseconds, its first token's wait at their head
 * @param targetMissRate as in a {@link FluidRateQuestion}
 */
export function paceMinimums(requestsNs: readonly Float64Array[], targetMissRate: number): PaceMinimums {
	const exactNs = exactMinimumsNs(requestsNs, targetMissRate);
	const searched = exactNs.length === 0 ? [] : requestsNs;
	const reference = Float64Array.from(searched, (intervals) =>
		referenceMinimumInterval(
			intervals.map((interval) => interval / 1e9),
			0,
			targetMissRate,
			true,
		),
	).sort();
	return { exactNs, reference };
}

/** {@link PaceMinimums.exactNs} alone. */
export function exactMinimumsNs(
	requestsNs: readonly Float64Array[],
	targetMissRate: number,
): Float64Array<ArrayBuffer> {
	const paced = requestsNs.filter(({ length }) => length > 1);
	return Float64Array.from(paced, (intervals) => {
		const minimum = exactMinimumInterval(intervals, 0, targetMissRate, true, 'integer');
		return minimum.type === 'found' ? minimum.interval : 0;
	}).sort();
}

/** 95 % bounds of the shortest interval that will do for a share of the requests, in nanoseconds. */
export function paceBounds(exactNs: ArrayLike<number>, share: number): OrderInterval {
	// Nothing bounds the largest that could come.
	return share < 1 ? quantileInterval(exactNs, share) : { low: null, high: null };
}

/** The fluid rate for a share of the requests: that of `fluidRate`. */
export function fluidRateAt({ exactNs }: Pick<PaceMinimums, 'exactNs'>, share: number): FluidRate {
	const n = exactNs.length;
	if (n === 0) return { type: 'empty' };
	const needed = leastCount(share, n);
	const intervalNs = exactNs[needed - 1] as number;
	if (intervalNs === 0) return { type: 'any', n, needed };
	return { type: 'found', intervalNs, tokensPerSecond: 1e9 / intervalNs, n, needed };
}

/** The reference's own rate for a share of the requests: that of `referenceFluidRate`. */
export function referenceRateAt({ reference }: Pick<PaceMinimums, 'reference'>, share: number): number | null {
	return rateOf(quantile(reference, share), 1);
}
