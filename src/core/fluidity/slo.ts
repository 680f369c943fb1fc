import { assertNever } from '../events.ts';
import { mean } from '../stats/mean.ts';
import { quantile } from '../stats/quantile.ts';
import { missRate, scoreIntervals } from './deadlines.ts';
import { type PrefillCurve, prefillTime } from './prefill.ts';

/** At most this much at this quantile: within 0 to 1, interpolated as numpy does. */
export interface Bound {
	readonly quantile: number;
	readonly most: number;
}

/** A service level that a load must keep; times in the unit of the intervals. The three kinds of the reference. */
export type ServiceLevelObjective =
	| {
			readonly type: 'deadline';
			/** A first token is due after its prompt's time on this curve and the slack. */
			readonly prefill: PrefillCurve;
			readonly slack: number;
			/** When each next token is due after the last deadline. */
			readonly each: number;
			/** Over the requests' miss rates. */
			readonly missRate: Bound;
	  }
	/** All gaps together, and the requests' waits for a first token. */
	| { readonly type: 'tbt-ttft'; readonly tbt: Bound; readonly ttft: Bound }
	/** The requests' waits for a first token, and their mean gaps. */
	| { readonly type: 'ttft-tpot'; readonly ttft: Bound; readonly tpot: Bound };

/** One request under load. */
export interface MeasuredRequest {
	/** The first token's wait, then the gaps. Empty where none came. */
	readonly intervals: ArrayLike<number>;
	readonly promptTokens: number;
}

/** One bound, and what was measured against it: null where nothing was, or where too many requests had no token at all. */
export interface JudgedBound extends Bound {
	readonly name: 'missRate' | 'tbt' | 'ttft' | 'tpot';
	readonly measured: number | null;
	readonly met: boolean;
}

/** An objective is met if every bound is. */
export interface ObjectiveVerdict {
	readonly met: boolean;
	readonly bounds: readonly JudgedBound[];
}

/**
 * Whether these requests keep an objective: the predicates of the reference's capacity search. A request without a token
 * waits without end and misses everything, where the reference calls it perfect. One without a gap is in no distribution
 * of gaps. What could not be measured is not met.
 *
 * @throws {DeadlineError} where a deadline objective's interval is not above 0 or its curve falls below 0
 */
export function judgeObjective(
	objective: ServiceLevelObjective,
	requests: readonly MeasuredRequest[],
): ObjectiveVerdict {
	const bounds = judgedBounds(objective, requests);
	return { met: bounds.every(({ met }) => met), bounds };
}

function judgedBounds(objective: ServiceLevelObjective, requests: readonly MeasuredRequest[]): JudgedBound[] {
	switch (objective.type) {
		case 'deadline':
			return [judged('missRate', objective.missRate, missRates(objective, requests))];
		case 'tbt-ttft':
			return [judged('tbt', objective.tbt, allGaps(requests)), judged('ttft', objective.ttft, firstWaits(requests))];
		case 'ttft-tpot':
			return [judged('ttft', objective.ttft, firstWaits(requests)), judged('tpot', objective.tpot, meanGaps(requests))];
		default:
			return assertNever(objective);
	}
}

function judged(name: JudgedBound['name'], bound: Bound, values: readonly number[]): JudgedBound {
	const value = quantile(Float64Array.from(values).sort(), bound.quantile);
	const measured = value !== null && Number.isFinite(value) ? value : null;
	return { name, ...bound, measured, met: measured !== null && measured <= bound.most };
}

function missRates(
	{ prefill, slack, each }: Extract<ServiceLevelObjective, { type: 'deadline' }>,
	requests: readonly MeasuredRequest[],
): number[] {
	return requests.map(({ intervals, promptTokens }) => {
		const first = prefillTime(prefill, promptTokens) + slack;
		return missRate(scoreIntervals(intervals, { first, each })) ?? 1;
	});
}

function firstWaits(requests: readonly MeasuredRequest[]): number[] {
	return requests.map(({ intervals }) =>
		intervals.length === 0 ? Number.POSITIVE_INFINITY : (intervals[0] as number),
	);
}

function allGaps(requests: readonly MeasuredRequest[]): number[] {
	return requests.flatMap(({ intervals }) => Array.from(intervals).slice(1));
}

function meanGaps(requests: readonly MeasuredRequest[]): number[] {
	return requests.flatMap(({ intervals }) => mean(intervals, 1) ?? []);
}
