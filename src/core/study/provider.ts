import type { CountedRequest } from '../counted-requests.ts';
import type { DefinedScore, Definition } from '../definition.ts';
import { type MissRatesByTarget, missRateCurve, missRatesByTarget, TARGETS_NS } from '../fluidity/acceptance-curve.ts';
import { missRate } from '../fluidity/deadlines.ts';
import {
	DEFAULT_SHARE,
	type FluidRateQuestion,
	fluidRate,
	referenceFluidRate,
	tokenRatesOfGaps,
} from '../fluidity/token-rates.ts';
import { goodput } from '../goodput.ts';
import type { Deadlines, RunRecord } from '../recording.ts';
import type { Accounting } from '../request-score.ts';
import type { ProviderScore } from '../scorecard.ts';
import { quantile } from '../stats/quantile.ts';
import type { ProviderStudy } from '../study-schema.ts';
import { accountingFacts, costOf, errorGroups, upstreamsOf } from './accounts.ts';

/** A good request is this fluid: it misses at most a tenth, as the reference's fluid rate asks. */
export const GOOD_FLUIDITY = 0.9;

const CDF_POINTS = 100;
const MEDIAN = 0.5;

/** Everything of a provider but its intervals, and the metrics that have theirs with them. */
export type ProviderNumbers = Omit<ProviderStudy, 'metrics' | 'intervals'>;

/** What one provider's numbers are made of. */
export interface ProviderMaterial {
	readonly provider: RunRecord['providers'][number];
	/** Wherever it was asked, in the order of the runs. */
	readonly endpoints: readonly string[];
	readonly score: ProviderScore;
	/** All its requests, by round. */
	readonly entries: readonly CountedRequest[];
	/** Of its whole requests together, ascending. */
	readonly gapsNs: Float64Array;
	/** As {@link acceptanceRates} gives them. */
	readonly missRates: MissRatesByTarget;
	readonly deadlines: Deadlines;
	readonly definition: Definition;
	/** What the requests of the run share, also of one with nothing to count. */
	readonly accounting: Accounting;
	readonly question: FluidRateQuestion;
	/** Of all runs together, for rates. */
	readonly durationNs: number;
}

/** A provider's numbers: rates, curves and distributions are of its completed requests, as in docs/measuring.md. */
export function providerNumbers(material: ProviderMaterial): ProviderNumbers {
	const { provider, endpoints, score, entries, gapsNs, deadlines, definition, question, durationNs } = material;
	const whole = entries.filter(({ standing }) => standing === 'whole').map((entry) => entry.score);
	return {
		name: provider.name,
		model: provider.model,
		endpoints,
		requests: requestCounts(entries, score.n),
		errorRate: score.n === 0 ? null : (score.n - whole.length) / score.n,
		gapsMs: { ...score.tbtMs, ...gapDistribution(gapsNs) },
		tokenRates: ratesOf(whole, gapsNs, question),
		acceptance: acceptanceOf(material.missRates),
		goodput: goodput(
			entries.map((entry) => entry.score),
			{ firstVisibleNs: deadlines.firstNs, fluidityIndex: GOOD_FLUIDITY },
			durationNs,
		),
		serviceLevel: {
			missed: score.missedDeadlines,
			total: score.totalDeadlines,
			missRate: rateOf(score.missedDeadlines, score.totalDeadlines),
			ofCompleted: serviceLevelOf(whole),
		},
		errors: errorGroups(score.failures),
		upstreams: upstreamsOf(entries),
		cost: costOf(entries, provider.price),
		accounting: accountingFacts(entries, definition, material.accounting),
	};
}

function requestCounts(entries: readonly CountedRequest[], counted: number): ProviderStudy['requests'] {
	const ended = (state: DefinedScore['state']): number => entries.filter(({ score }) => score.state === state).length;
	return {
		asked: entries.length,
		counted,
		completed: ended('completed'),
		truncated: ended('truncated'),
		failedAfterFirstToken: ended('failed-after-first-token'),
		failedBeforeFirstToken: ended('failed-before-first-token'),
		cancelled: ended('cancelled'),
		held: ended('held'),
		unfinished: ended(null),
	};
}

function gapDistribution(gaps: Float64Array): Pick<ProviderStudy['gapsMs'], 'zeros' | 'cdf'> {
	const firstAbove = gaps.findIndex((gap) => gap > 0);
	return {
		zeros: firstAbove === -1 ? gaps.length : firstAbove,
		cdf:
			gaps.length === 0
				? []
				: Array.from({ length: CDF_POINTS + 1 }, (_, index) => (quantile(gaps, index / CDF_POINTS) ?? 0) / 1e6),
	};
}

/** In seconds where the reference calculates in seconds, so that its own figures are the same to the last bit. */
function ratesOf(
	scores: readonly DefinedScore[],
	gapsNs: Float64Array,
	question: FluidRateQuestion,
): ProviderStudy['tokenRates'] {
	const seconds = allInSeconds(scores.map(({ intervalsNs }) => intervalsNs));
	return {
		...tokenRatesOfGaps(seconds, inSeconds(gapsNs), 1),
		fluid: fluidRate(
			scores.map(({ intervalsNs }) => intervalsNs),
			question,
		),
		reference: referenceFluidRate(seconds, question),
	};
}

function inSeconds(
	nanoseconds: Float64Array,
	seconds: Float64Array = new Float64Array(nanoseconds.length),
): Float64Array {
	for (let index = 0; index < nanoseconds.length; index++) seconds[index] = (nanoseconds[index] as number) / 1e9;
	return seconds;
}

/** Parts of one array: thousands of small ones are half of the time. */
function allInSeconds(requestsNs: readonly Float64Array[]): Float64Array[] {
	const all = new Float64Array(requestsNs.reduce((sum, { length }) => sum + length, 0));
	let filled = 0;
	return requestsNs.map((nanoseconds) => {
		const from = filled;
		filled += nanoseconds.length;
		return inSeconds(nanoseconds, all.subarray(from, filled));
	});
}

/** What the whole requests among these miss under each target. Without a gap one would miss nothing: it is left out. */
export function acceptanceRates(entries: readonly CountedRequest[]): MissRatesByTarget {
	const whole = entries.filter(({ standing }) => standing === 'whole');
	return missRatesByTarget(
		whole.map(({ score }) => score.intervalsNs).filter(({ length }) => length > 1),
		TARGETS_NS,
	);
}

function acceptanceOf(rates: MissRatesByTarget): ProviderStudy['acceptance'] {
	return {
		n: rates.rates[0]?.length ?? 0,
		targetsMs: TARGETS_NS.map((target) => target / 1e6),
		p99MissRate: missRateCurve(rates, DEFAULT_SHARE).values,
		medianMissRate: missRateCurve(rates, MEDIAN).values,
	};
}

function serviceLevelOf(scores: readonly DefinedScore[]): ProviderStudy['serviceLevel']['ofCompleted'] {
	const missed = scores.reduce((sum, score) => sum + score.missed, 0);
	const total = scores.reduce((sum, score) => sum + score.total, 0);
	return { missed, total, missRate: missRate({ missed, total }) };
}

function rateOf(missed: number | null, total: number | null): number | null {
	return missed === null || total === null ? null : missRate({ missed, total });
}
