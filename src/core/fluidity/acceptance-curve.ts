import { type OrderInterval, quantileInterval } from '../stats/order-interval.ts';
import { quantile } from '../stats/quantile.ts';
import { missRate, scoreIntervals } from './deadlines.ts';

/** The reference's targets, in seconds and to its last bit: every millisecond up to 100. */
export const REFERENCE_TARGETS_SECONDS: readonly number[] = Array.from(
	{ length: 100 },
	(_, index) => (index + 1) * 0.001,
);

/** The same targets in nanoseconds. */
export const TARGETS_NS: readonly number[] = REFERENCE_TARGETS_SECONDS.map((_, index) => (index + 1) * 1e6);

/** The miss rates of all requests under each target, ascending: what curves are read off. */
export interface MissRatesByTarget {
	readonly targets: readonly number[];
	readonly rates: readonly Float64Array[];
}

/** A quantile over the requests of the miss rate, for each target. One less a value is the fluidity that so many reach. */
export interface MissRateCurve {
	readonly quantile: number;
	readonly targets: readonly number[];
	/** Null where there is no request. */
	readonly values: readonly (number | null)[];
}

/**
 * How much is missed under each target interval: the TBT acceptance curve of arXiv 2407.07000, bit for bit the
 * reference's. First tokens have no deadline. A request without a gap misses nothing here, as in the reference: leave out
 * what should not count.
 *
 * @param requests each request's intervals, its first token's wait at their head
 * @param targets above 0 and ascending, in the intervals' unit
 * @throws {DeadlineError} where a target is not above 0
 * @throws {RangeError} where the targets do not ascend
 */
export function missRatesByTarget(
	requests: readonly ArrayLike<number>[],
	targets: readonly number[],
): MissRatesByTarget {
	if (targets.some((target, index) => index > 0 && target <= (targets[index - 1] as number))) {
		throw new RangeError('the targets of an acceptance curve must ascend');
	}
	const rates = targets.map(() => new Float64Array(requests.length));
	requests.forEach((intervals, request) => {
		fillRates(intervals, targets, (target, rate) => {
			(rates[target] as Float64Array)[request] = rate;
		});
	});
	for (const ofTarget of rates) ofTarget.sort();
	return { targets, rates };
}

/**
 * One curve; several cost no more walks.
 *
 * @throws {RangeError} where the quantile is not within 0 to 1
 */
export function missRateCurve({ targets, rates }: MissRatesByTarget, share: number): MissRateCurve {
	return { quantile: share, targets, values: rates.map((ofTarget) => quantile(ofTarget, share)) };
}

/**
 * 95 % bounds of one curve, each for its own target: order statistics over the requests. They are no band that holds the
 * whole curve.
 *
 * @throws {RangeError} where the quantile is not strictly between 0 and 1
 */
export function missRateBounds({ rates }: MissRatesByTarget, share: number): OrderInterval[] {
	return rates.map((ofTarget) => quantileInterval(ofTarget, share));
}

/** Once nothing is missed, nothing is under a longer interval: the rest stays 0 and needs no walk. */
function fillRates(
	intervals: ArrayLike<number>,
	targets: readonly number[],
	set: (target: number, rate: number) => void,
): void {
	for (let target = 0; target < targets.length; target++) {
		const rate = missRate(scoreIntervals(intervals, { first: 0, each: targets[target] as number }, true));
		if (rate === null || rate === 0) return;
		set(target, rate);
	}
}
