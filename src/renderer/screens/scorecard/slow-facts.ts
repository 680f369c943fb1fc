import {
	type MissRatesByTarget,
	missRateCurve,
	missRatesByTarget,
	TARGETS_NS,
} from '../../../core/fluidity/acceptance-curve.ts';
import {
	fluidRateAt,
	type PaceMinimums,
	paceBounds,
	paceMinimums,
	referenceRateAt,
} from '../../../core/fluidity/pace-minimums.ts';
import { type FluidRate, type TokenRates, tokenRates } from '../../../core/fluidity/token-rates.ts';
import { estimateMean, FROM_ZERO, type Interval } from '../../../core/stats/bootstrap.ts';
import { type OrderInterval, quantileInterval } from '../../../core/stats/order-interval.ts';
import { pooledIntervals } from '../../../core/stats/pooled-quantiles.ts';
import { quantile } from '../../../core/stats/quantile.ts';
import type { Box } from '../../charts/score-charts.ts';
import { type CountedRow, type CountedRun, intervalsOf } from './counting.ts';
import { promptGroups } from './prompt-groups.ts';
import type { ReScore } from './rescore.ts';

/*
 * What takes longer than a frame: computed beside the page, once for each way of counting. All of it is of completed
 * requests, as in a study.
 */

const CDF_POINTS = 100;
const MEDIAN = 0.5;
const NO_BOUNDS: OrderInterval = { low: null, high: null };

/** Gaps after the first token, of all completed requests together. */
export interface GapFacts {
	readonly n: number;
	readonly p50Ms: number | null;
	readonly p99Ms: number | null;
	/** The quantiles at 0, 0.01 … 1, in milliseconds; empty where there is no gap. */
	readonly cdfMs: readonly number[];
	/** 95 %, a request being one sample. */
	readonly p50BoundsMs: OrderInterval;
	readonly p99BoundsMs: OrderInterval;
}

/** How sure the numbers are that no deadline changes, 95 %. Null of too few requests. */
export interface FixedIntervals {
	readonly ttftP50Ms: OrderInterval;
	readonly ttftP90Ms: OrderInterval;
	readonly firstVisibleMs: Interval | null;
	readonly tpotMs: Interval | null;
	readonly latencyMs: Interval | null;
	readonly outputTokensPerSecond: Interval | null;
}

/** What a provider's requests say whatever the deadlines are. */
export interface ProviderFacts {
	readonly gaps: GapFacts;
	readonly rates: TokenRates;
	/** Miss rates over the requests, under each whole millisecond up to 100: for curves at any share. */
	readonly missRates: MissRatesByTarget;
	/** By prompt length where there are several, else all together. */
	readonly ttft: readonly Box[];
	readonly intervals: FixedIntervals;
}

/** How sure the numbers are that deadlines change, 95 %. Null of too few requests. */
export interface ScoreIntervals {
	readonly index: Interval | null;
	readonly ofCompleted: Interval | null;
}

/** What a target share asks for. */
export interface ShareFacts {
	readonly fluid: FluidRate;
	/** As the reference's search has it. */
	readonly reference: number | null;
	/** Of the shortest interval that will do, in nanoseconds. */
	readonly intervalNs: OrderInterval;
}

/** The requests of a provider that are in every number. */
export function wholeRows({ rows }: CountedRun, provider: number): CountedRow[] {
	return rows.filter((row) => row.provider === provider && row.standing === 'whole');
}

/** Everything of a provider that no deadline and no share changes. */
export function providerFacts(counted: CountedRun, provider: number): ProviderFacts {
	const rows = wholeRows(counted, provider);
	const intervals = rows.map((row) => intervalsOf(counted, row));
	return {
		gaps: gapFacts(intervals),
		rates: tokenRates(
			intervals.map((own) => own.map((interval) => interval / 1e9)),
			1,
		),
		missRates: missRatesByTarget(
			intervals.filter(({ length }) => length > 1),
			TARGETS_NS,
		),
		ttft: ttftBoxes(rows, promptGroups(promptLengths(counted))),
		intervals: fixedIntervals(rows),
	};
}

/** What the fluid rate for any share of the requests is read from. */
export function providerPace(counted: CountedRun, provider: number, targetMissRate: number): PaceMinimums {
	return paceMinimums(
		wholeRows(counted, provider).map((row) => intervalsOf(counted, row)),
		targetMissRate,
	);
}

/** The fluid rate for a share of the requests. */
export function shareFacts(pace: PaceMinimums, share: number): ShareFacts {
	return {
		fluid: fluidRateAt(pace, share),
		reference: referenceRateAt(pace, share),
		intervalNs: paceBounds(pace.exactNs, share),
	};
}

/** The fluidity that so many requests reach under each target, in the order of the targets. */
export function fluidityCurve(missRates: MissRatesByTarget, share: number): (number | null)[] {
	return missRateCurve(missRates, share).values.map((rate) => (rate === null ? null : 1 - rate));
}

/** Of mean fluidity-indexes, as a study draws them. */
export function scoreIntervals({ votes, indexes }: Pick<ReScore, 'votes' | 'indexes'>): ScoreIntervals {
	const index = indexInterval(votes);
	return { index, ofCompleted: indexes.length === votes.length ? index : indexInterval(indexes) };
}

function indexInterval(values: ArrayLike<number>): Interval | null {
	return estimateMean(values, { within: { low: 0, high: 1 } })?.interval ?? null;
}

function fixedIntervals(rows: readonly CountedRow[]): FixedIntervals {
	const of = (value: (row: CountedRow) => number | null): Float64Array<ArrayBuffer> =>
		Float64Array.from(numbersOf(rows, value));
	const meanOf = (value: (row: CountedRow) => number | null, divisor: number): Interval | null => {
		const interval = estimateMean(of(value), { within: FROM_ZERO })?.interval ?? null;
		return interval && { low: interval.low / divisor, high: interval.high / divisor };
	};
	const ttft = of(({ ttftNs }) => ttftNs).sort();
	const ttftAt = (q: number): OrderInterval => {
		const { low, high } = quantileInterval(ttft, q);
		return { low: inMs(low), high: inMs(high) };
	};
	return {
		ttftP50Ms: ttftAt(MEDIAN),
		ttftP90Ms: ttftAt(0.9),
		firstVisibleMs: meanOf(({ firstVisibleNs }) => firstVisibleNs, 1e6),
		tpotMs: meanOf(({ tpotNs }) => tpotNs, 1e6),
		latencyMs: meanOf(latencyOf, 1e6),
		outputTokensPerSecond: meanOf((row) => row.outputTokensPerSecond, 1),
	};
}

/** End to end by token, in nanoseconds: the reference's normalized latency. */
export function latencyOf({ endToEndNs, from, to }: CountedRow): number | null {
	return endToEndNs === null ? null : endToEndNs / (to - from);
}

/** The numbers of the requests that have one. */
export function numbersOf(rows: readonly CountedRow[], of: (row: CountedRow) => number | null): number[] {
	return rows.map(of).filter((value) => value !== null);
}

function gapFacts(intervals: readonly Float64Array[]): GapFacts {
	const gaps = new Float64Array(intervals.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0));
	let filled = 0;
	for (const own of intervals) {
		if (own.length < 2) continue;
		gaps.set(own.subarray(1), filled);
		filled += own.length - 1;
	}
	gaps.sort();
	const requests = intervals.filter(({ length }) => length > 1).map((own) => own.subarray(1));
	const [p50 = NO_BOUNDS, p99 = NO_BOUNDS] = pooledIntervals(requests, gaps, [MEDIAN, 0.99]);
	return {
		n: gaps.length,
		p50Ms: inMs(quantile(gaps, MEDIAN)),
		p99Ms: inMs(quantile(gaps, 0.99)),
		cdfMs:
			gaps.length === 0
				? []
				: Array.from({ length: CDF_POINTS + 1 }, (_, index) => (quantile(gaps, index / CDF_POINTS) ?? 0) / 1e6),
		p50BoundsMs: { low: inMs(p50.low), high: inMs(p50.high) },
		p99BoundsMs: { low: inMs(p99.low), high: inMs(p99.high) },
	};
}

/** Everybody's: all have the same groups. */
function promptLengths(counted: CountedRun): number[] {
	return numbersOf(
		counted.rows.filter(({ standing }) => standing === 'whole'),
		({ promptTokens }) => promptTokens,
	);
}

function ttftBoxes(rows: readonly CountedRow[], groupOf: ReadonlyMap<number, number>): Box[] {
	const timed = rows.filter((row) => row.ttftNs !== null);
	const lengths = new Map<number, number[]>();
	for (const { promptTokens, ttftNs } of timed) {
		const group = promptTokens === null ? 0 : (groupOf.get(promptTokens) ?? promptTokens);
		const own = lengths.get(group) ?? [];
		own.push(ttftNs ?? 0);
		lengths.set(group, own);
	}
	const groups = [...lengths].sort(([one], [other]) => one - other);
	if (groups.length === 1) return boxOf(null, groups[0]?.[1] ?? []);
	return groups.flatMap(([group, values]) => boxOf(group, values));
}

function boxOf(group: number | null, valuesNs: readonly number[]): Box[] {
	const sorted = Float64Array.from(valuesNs).sort();
	const at = (q: number): number => (quantile(sorted, q) ?? 0) / 1e6;
	if (sorted.length === 0) return [];
	return [{ group, n: sorted.length, p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }];
}

function inMs(value: number | null): number | null {
	return value === null ? null : value / 1e6;
}
