import type { RecordedRequest } from './recording.ts';
import type { RequestScore } from './request-score.ts';
import type { Interval } from './stats/bootstrap.ts';
import { shareInterval } from './stats/share-interval.ts';

/** What a request must keep to count as good. An objective that is left out is not asked for. */
export interface Objectives {
	/** At most. */
	readonly ttftNs?: number;
	readonly firstVisibleNs?: number;
	readonly tpotNs?: number;
	readonly endToEndNs?: number;
	/** At least. */
	readonly fluidityIndex?: number;
}

/** How much of what was asked for came well. */
export interface Goodput {
	/** Requests that were completed and kept every objective. */
	readonly good: number;
	/** Requests that count, failed ones among them, and those that were held. */
	readonly of: number;
	/** Null where nothing counts. */
	readonly share: number | null;
	/** Good requests by second of the run. Null where it took no time. */
	readonly perSecond: number | null;
}

/** What goodput looks at in a request. */
export type GoodputScore = Pick<RequestScore, 'state' | keyof Objectives>;

/**
 * The share and the rate of requests that kept every objective at once, not each by a share of its own. A request that
 * broke off or failed is not good; nor is one whose number is missing; nor one that a retry-after held back. What
 * was cancelled, or still ran when the recording was cut, is left out.
 *
 * @param durationNs of the run, for the rate
 */
export function goodput(scores: readonly GoodputScore[], objectives: Objectives, durationNs: number): Goodput {
	const counted = scores.filter(({ state }) => state !== null && state !== 'cancelled');
	const good = counted.filter((score) => score.state === 'completed' && keepsAll(score, objectives)).length;
	const of = counted.length;
	return {
		good,
		of,
		share: of === 0 ? null : good / of,
		perSecond: durationNs > 0 ? (good * 1e9) / durationNs : null,
	};
}

/** 95 % bounds: Wilson's of the share; those of the rate are of as many requests in as much time. Null where it is. */
export function goodputIntervals(
	{ share, of }: Pick<Goodput, 'share' | 'of'>,
	durationNs: number,
): { readonly share: Interval | null; readonly perSecond: Interval | null } {
	const interval = share === null ? null : shareInterval(share, of);
	const bySecond = (of * 1e9) / durationNs;
	return {
		share: interval,
		perSecond:
			interval === null || durationNs <= 0 ? null : { low: interval.low * bySecond, high: interval.high * bySecond },
	};
}

/** What goodput by second is told of: from the first request's release to the last one's end. */
export function spanNs(requests: readonly Pick<RecordedRequest, 'released' | 'ended'>[]): number {
	let first = Number.POSITIVE_INFINITY;
	let last = Number.NEGATIVE_INFINITY;
	for (const { released, ended } of requests) {
		if (released !== null) first = Math.min(first, released.atNs);
		if (ended !== null) last = Math.max(last, ended.atNs);
	}
	return Math.max(0, last - first);
}

function keepsAll(score: GoodputScore, objectives: Objectives): boolean {
	return (
		within(score.ttftNs, objectives.ttftNs) &&
		within(score.firstVisibleNs, objectives.firstVisibleNs) &&
		within(score.tpotNs, objectives.tpotNs) &&
		within(score.endToEndNs, objectives.endToEndNs) &&
		(objectives.fluidityIndex === undefined || (score.fluidityIndex ?? -1) >= objectives.fluidityIndex)
	);
}

function within(measured: number | null, most: number | undefined): boolean {
	return most === undefined || (measured !== null && measured <= most);
}
