import { z } from 'zod';
import { mean } from '../stats/mean.ts';
import { quantile } from '../stats/quantile.ts';
import { missRate, scoreIntervals } from './deadlines.ts';
import { DEFAULT_TARGET_MISS_RATE, exactMinimumInterval, referenceMinimumInterval } from './minimum-interval.ts';

/** The share of requests that must keep the pace, and the quantile of the reference's tails: its own. */
export const DEFAULT_SHARE = 0.99;

/** What a fluid rate is asked for. */
export const fluidRateQuestionSchema = z.strictObject({
	/** Of the requests, above 0 and up to 1. */
	share: z.number().positive().max(1),
	/** Of its deadlines a request may miss at most this share, below 1: its fluidity-index is at least 1 less this. */
	targetMissRate: z.number().nonnegative().lt(1),
});
export type FluidRateQuestion = Readonly<z.infer<typeof fluidRateQuestionSchema>>;

export const DEFAULT_FLUID_RATE: FluidRateQuestion = {
	share: DEFAULT_SHARE,
	targetMissRate: DEFAULT_TARGET_MISS_RATE,
};

/** What a fluidity-index allows to be missed: the decimal that 1 less it is, for 1 − 0.9 is a little less than a tenth. */
export function targetMissRateOf(leastIndex: number): number {
	return Number((1 - leastIndex).toFixed(12));
}

/** The fastest steady pace that enough requests keep. `n` are the requests with a gap, `needed` of which must keep it. */
export type FluidRate =
	| {
			readonly type: 'found';
			/** The shortest interval that will do, in whole nanoseconds. */
			readonly intervalNs: number;
			/** A second's worth of it. */
			readonly tokensPerSecond: number;
			readonly n: number;
			readonly needed: number;
	  }
	/** Every pace is kept, however fast: there is no fastest one. */
	| { readonly type: 'any'; readonly n: number; readonly needed: number }
	/** No request has a gap. */
	| { readonly type: 'empty' };

/** Two simpler rates, in tokens by second; null where no gap is there, or no time passed in those that count. */
export interface TokenRates {
	/** One by the mean over the requests of their mean gap. A request without a gap counts as one of 0. */
	readonly tpotBased: number | null;
	/** One by a high quantile of all gaps together. */
	readonly tbtBased: number | null;
}

/**
 * The fluid token generation rate: one by the shortest interval under which the asked share of the requests stays within
 * the target, exact to the nanosecond. First tokens have no deadline and leave no slack, as in the reference; no two
 * requests are interpolated between: with 10 requests and 0.99, all ten keep the pace. Source: arXiv 2407.07000.
 *
 * @param requestsNs each request's intervals in whole nanoseconds, its first token's wait at their head. One without a
 * gap has no pace and is left out
 * @throws {RangeError} where the share is not above 0 and up to 1
 */
export function fluidRate(
	requestsNs: readonly ArrayLike<number>[],
	{ share, targetMissRate }: FluidRateQuestion = DEFAULT_FLUID_RATE,
): FluidRate {
	if (!(share > 0 && share <= 1)) throw new RangeError(`a share of requests is above 0 and up to 1, not ${share}`);
	const paced = requestsNs.filter((intervals) => intervals.length > 1);
	const n = paced.length;
	if (n === 0) return { type: 'empty' };
	const needed = leastCount(share, n);
	const slowest = largestMinimums(paced, n - needed + 1, targetMissRate, (intervals) => {
		const minimum = exactMinimumInterval(intervals, 0, targetMissRate, true, 'integer');
		return minimum.type === 'found' ? minimum.interval : 0;
	});
	const intervalNs = slowest[0] as number;
	if (intervalNs === 0) return { type: 'any', n, needed };
	return { type: 'found', intervalNs, tokensPerSecond: 1e9 / intervalNs, n, needed };
}

/**
 * The reference's own fluid rate: one by the interpolated quantile of what its search, in steps of 0.1 ms, finds for each
 * request. For comparison with published numbers; {@link fluidRate} is the one to use. Null where no request has a gap,
 * for which the reference fails.
 *
 * @param requestsSeconds each request's intervals in seconds, its first token's wait at their head
 */
export function referenceFluidRate(
	requestsSeconds: readonly ArrayLike<number>[],
	{ share, targetMissRate }: FluidRateQuestion = DEFAULT_FLUID_RATE,
): number | null {
	const n = requestsSeconds.length;
	if (!requestsSeconds.some(({ length }) => length > 1)) return null;
	// The quantile reads two of the n sorted minimums; only those and larger ones are sought.
	const count = n - Math.floor(share * (n - 1));
	const minimums = new Float64Array(n);
	minimums.set(
		largestMinimums(requestsSeconds, count, targetMissRate, (intervals) =>
			referenceMinimumInterval(intervals, 0, targetMissRate, true),
		),
		n - count,
	);
	return rateOf(quantile(minimums, share), 1);
}

/**
 * The rates that the reference sets beside its fluid rate. Given seconds they are the reference's, where it is finite (its
 * mean but for the last bits, for this one is rounded once); where it says Infinity or fails, this says null.
 *
 * @param requests each request's intervals, its first token's wait at their head
 * @param unitsPerSecond of the intervals: 1 for seconds, 1e9 for nanoseconds
 * @param tail the quantile of the gaps, within 0 to 1
 */
export function tokenRates(
	requests: readonly ArrayLike<number>[],
	unitsPerSecond: number,
	tail: number = DEFAULT_SHARE,
): TokenRates {
	return tokenRatesOfGaps(requests, pooledGaps(requests).sort(), unitsPerSecond, tail);
}

/** As {@link tokenRates}, of the same requests' gaps that are sorted already. */
export function tokenRatesOfGaps(
	requests: readonly ArrayLike<number>[],
	sortedGaps: ArrayLike<number>,
	unitsPerSecond: number,
	tail: number = DEFAULT_SHARE,
): TokenRates {
	return {
		tpotBased: rateOf(mean(requests.map((intervals) => mean(intervals, 1) ?? 0)), unitsPerSecond),
		tbtBased: rateOf(quantile(sortedGaps, tail), unitsPerSecond),
	};
}

/** The fewest of `n` that are at least this share: compared as a quotient, for 0.55 × 100 is a little more than 55. */
export function leastCount(share: number, n: number): number {
	const rounded = Math.ceil(share * n);
	return (rounded - 1) / n >= share ? rounded - 1 : rounded;
}

/**
 * The `count` largest of the requests' minimum intervals, ascending. One walk tells that a request passes at the smallest
 * of those found so far, and so is not among them: few are searched to the end. That holds for the reference's search,
 * too: what it accepts is what it finds for any smaller minimum on the way there.
 */
function largestMinimums(
	requests: readonly ArrayLike<number>[],
	count: number,
	targetMissRate: number,
	minimumOf: (intervals: ArrayLike<number>) => number,
): number[] {
	const largest: number[] = [];
	for (const intervals of requests) {
		const least = largest.length === count ? (largest[0] as number) : 0;
		if (least > 0 && passes(intervals, least, targetMissRate)) continue;
		const minimum = minimumOf(intervals);
		const place = largest.findIndex((other) => other > minimum);
		largest.splice(place === -1 ? largest.length : place, 0, minimum);
		if (largest.length > count) largest.shift();
	}
	return largest;
}

function passes(intervals: ArrayLike<number>, each: number, targetMissRate: number): boolean {
	return (missRate(scoreIntervals(intervals, { first: 0, each }, true)) ?? 0) <= targetMissRate;
}

function pooledGaps(requests: readonly ArrayLike<number>[]): Float64Array {
	const pooled = new Float64Array(requests.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0));
	let filled = 0;
	for (const intervals of requests) {
		for (let index = 1; index < intervals.length; index++) {
			pooled[filled] = intervals[index] as number;
			filled += 1;
		}
	}
	return pooled;
}

/** So many a second, one each interval; null where there is no interval, or it is 0. */
export function rateOf(interval: number | null, unitsPerSecond: number): number | null {
	return interval === null || interval === 0 ? null : unitsPerSecond / interval;
}
