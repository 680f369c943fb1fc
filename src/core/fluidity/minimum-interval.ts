import { missRate, scoreIntervals } from './deadlines.ts';

/** The share of missed deadlines that a minimum interval is sought for: the reference's default. */
export const DEFAULT_TARGET_MISS_RATE = 0.1;

/** What the reference answers where no interval is long enough. */
export const REFERENCE_UNREACHABLE = 1e10;

/** The reference's step: its answers are up to about two of them too long. */
const REFERENCE_STEP = 1e-4;

/** The smallest interval under which a request misses no more than the target. */
export type MinimumInterval =
	| { readonly type: 'found'; readonly interval: number }
	/** The first token alone misses more than the target allows: no interval, however long, helps. */
	| { readonly type: 'unreachable' }
	/** Every interval, however short, passes: there is no smallest one, and the infimum is 0. */
	| { readonly type: 'any' }
	/** No token has a deadline. */
	| { readonly type: 'empty' };

/** `integer`: whole units (nanoseconds), and the answer is one. `real`: seconds, to the last bit of a double. */
export type IntervalResolution = 'integer' | 'real';

/**
 * The reference's own answer, in seconds: its bisection from 0 to 1e10 by steps of 1e-4, whose last accepted midpoint it
 * returns. 1e10 where none was accepted, and about 1.8e-4 where nothing is ever late. For comparison with published
 * numbers; {@link exactMinimumInterval} is the one to use.
 *
 * @throws {DeadlineError} where `first` is not a finite number from 0 up
 */
export function referenceMinimumInterval(
	intervals: ArrayLike<number>,
	first: number,
	target: number,
	ignoreFirst: boolean,
): number {
	let accepted = REFERENCE_UNREACHABLE;
	let left = 0;
	let right = REFERENCE_UNREACHABLE;
	while (right - left > REFERENCE_STEP) {
		const middle = (left + right) / 2;
		// The reference gives an empty stream a perfect score.
		const rate = missRate(scoreIntervals(intervals, { first, each: middle }, ignoreFirst)) ?? 0;
		if (rate > target) {
			left = middle + REFERENCE_STEP;
		} else {
			accepted = middle;
			right = middle - REFERENCE_STEP;
		}
	}
	return accepted;
}

/**
 * The smallest interval under which the miss rate is at most `target` (0 to 1). The rate never rises as the interval
 * grows, so bisection finds it: to the unit for `integer`, until no double lies between pass and fail for `real`.
 *
 * @throws {DeadlineError} where `first` is below 0
 */
export function exactMinimumInterval(
	intervals: ArrayLike<number>,
	first: number,
	target: number,
	ignoreFirst: boolean,
	resolution: IntervalResolution,
): MinimumInterval {
	const start = ignoreFirst ? 1 : 0;
	if (intervals.length <= start) return { type: 'empty' };
	if (target >= 1 || neverLate(intervals, first, ignoreFirst)) return { type: 'any' };

	const passes = (each: number): boolean => {
		const { missed, total } = scoreIntervals(intervals, { first, each }, ignoreFirst);
		return missed / total <= target;
	};
	let fails = 0;
	let passing = sufficientInterval(intervals, first, ignoreFirst);
	if (!passes(passing)) return { type: 'unreachable' };
	for (;;) {
		const between = (fails + passing) / 2;
		const middle = resolution === 'integer' ? Math.floor(between) : between;
		if (middle <= fails || middle >= passing) return { type: 'found', interval: passing };
		if (passes(middle)) passing = middle;
		else fails = middle;
	}
}

/**
 * Whether the first token's slack alone covers every later gap: the limit of the walk as the interval goes to 0. A token
 * late in that limit misses deadlines without end, so the rate goes to 1 and some short interval fails.
 */
function neverLate(intervals: ArrayLike<number>, first: number, ignoreFirst: boolean): boolean {
	let slack = ignoreFirst ? 0 : first - (intervals[0] as number);
	for (let index = 1; slack >= 0 && index < intervals.length; index++) slack -= intervals[index] as number;
	return slack >= 0;
}

/** An interval that no longer one betters: no later token is late, and a late first token misses one deadline only. */
function sufficientInterval(intervals: ArrayLike<number>, first: number, ignoreFirst: boolean): number {
	// Twice, because at exactly its wait the first token would miss a second deadline.
	let interval = ignoreFirst ? 0 : 2 * ((intervals[0] as number) - first);
	for (let index = 1; index < intervals.length; index++) interval = Math.max(interval, intervals[index] as number);
	return interval;
}
