import type { RequestScore } from './request-score.ts';

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
