import { type DeadlineCount, type DeadlinePair, missRate, scoreIntervals } from './deadlines.ts';

/** One request with the deadlines that it is held to, in one unit. */
export interface DuedRequest {
	readonly intervals: ArrayLike<number>;
	readonly deadlines: DeadlinePair;
}

/** The deadlines of all requests together. */
export interface ServiceLevel extends DeadlineCount {
	/** Σ missed / Σ total: a long stall weighs more than a request. Null where nothing had a deadline. */
	readonly missRate: number | null;
}

/**
 * The reference's service level, each request under its own deadlines. Where it says 0 for want of deadlines, this says
 * null.
 *
 * @throws {DeadlineError} where a request's deadlines are none
 */
export function serviceLevel(requests: readonly DuedRequest[]): ServiceLevel {
	let missed = 0;
	let total = 0;
	for (const { intervals, deadlines } of requests) {
		const count = scoreIntervals(intervals, deadlines);
		missed += count.missed;
		total += count.total;
	}
	return { missed, total, missRate: missRate({ missed, total }) };
}
