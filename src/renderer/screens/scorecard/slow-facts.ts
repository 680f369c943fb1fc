import {
	type MissRatesByTarget,
	missRateCurve,
	missRatesByTarget,
	TARGETS_NS,
} from '../../../core/fluidity/acceptance-curve.ts';
import {
	type FluidRate,
	type FluidRateQuestion,
	fluidRate,
	referenceFluidRate,
	type TokenRates,
	tokenRates,
} from '../../../core/fluidity/token-rates.ts';
import { estimateMean, type Interval } from '../../../core/stats/bootstrap.ts';
import { quantile } from '../../../core/stats/quantile.ts';
import { type CountedRow, type CountedRun, intervalsOf } from './counting.ts';

/*
 * What takes longer than a frame: computed beside the page, once for each way of counting. All of it is of completed
 * requests, as in a study.
 */

const CDF_POINTS = 100;
const MEDIAN = 0.5;

/** Five numbers of a distribution, in milliseconds. */
export interface Box {
	/** A prompt's length in tokens, or a round; null: all together. */
	readonly group: number | null;
	readonly n: number;
	readonly p5: number;
	readonly p25: number;
	readonly p50: number;
	readonly p75: number;
	readonly p95: number;
}

/** Gaps after the first token, of all completed requests together. */
export interface GapFacts {
	readonly n: number;
	readonly p50Ms: number | null;
	readonly p99Ms: number | null;
	/** The quantiles at 0, 0.01 … 1, in milliseconds; empty where there is no gap. */
	readonly cdfMs: readonly number[];
}

/** What a provider's requests say whatever the deadlines are. */
export interface ProviderFacts {
	readonly gaps: GapFacts;
	readonly rates: TokenRates;
	/** Miss rates over the requests, under each whole millisecond up to 100: for curves at any share. */
	readonly missRates: MissRatesByTarget;
	/** By prompt length where there are several, else all together. */
	readonly ttft: readonly Box[];
}

/** What a target share asks for. */
export interface ShareFacts {
	readonly fluid: FluidRate;
	/** As the reference's search has it. */
	readonly reference: number | null;
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
		rates: tokenRates(intervals.map(inSeconds), 1),
		missRates: missRatesByTarget(
			intervals.filter(({ length }) => length > 1),
			TARGETS_NS,
		),
		ttft: ttftBoxes(rows),
	};
}

/** The fluid rate for a share of the requests. */
export function shareFacts(counted: CountedRun, provider: number, question: FluidRateQuestion): ShareFacts {
	const intervals = wholeRows(counted, provider).map((row) => intervalsOf(counted, row));
	return {
		fluid: fluidRate(intervals, question),
		reference: referenceFluidRate(intervals.map(inSeconds), question),
	};
}

/** The fluidity that so many requests reach under each target, in the order of the targets. */
export function fluidityCurve(missRates: MissRatesByTarget, share: number): (number | null)[] {
	return missRateCurve(missRates, share).values.map((rate) => (rate === null ? null : 1 - rate));
}

/** Of a mean fluidity-index, 95 %; as a study draws it. Null of too few requests. */
export function indexInterval(votes: ArrayLike<number>): Interval | null {
	return estimateMean(votes, { within: { low: 0, high: 1 } })?.interval ?? null;
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
	return {
		n: gaps.length,
		p50Ms: inMs(quantile(gaps, MEDIAN)),
		p99Ms: inMs(quantile(gaps, 0.99)),
		cdfMs:
			gaps.length === 0
				? []
				: Array.from({ length: CDF_POINTS + 1 }, (_, index) => (quantile(gaps, index / CDF_POINTS) ?? 0) / 1e6),
	};
}

/** Lengths of prompts are grouped by powers of two: providers count the same prompt a little differently. */
function ttftBoxes(rows: readonly CountedRow[]): Box[] {
	const timed = rows.filter((row) => row.ttftNs !== null);
	const lengths = new Map<number, number[]>();
	for (const { promptTokens, ttftNs } of timed) {
		const group = promptTokens === null ? 0 : 2 ** Math.round(Math.log2(Math.max(1, promptTokens)));
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

function inSeconds(intervals: Float64Array): Float64Array {
	return intervals.map((interval) => interval / 1e9);
}

function inMs(value: number | null): number | null {
	return value === null ? null : value / 1e6;
}
