import type { CountedRequest } from '../counted-requests.ts';
import type { DefinedScore, Definition } from '../definition.ts';
import { type MissRatesByTarget, missRateBounds } from '../fluidity/acceptance-curve.ts';
import { exactMinimumsNs, paceBounds } from '../fluidity/pace-minimums.ts';
import { DEFAULT_SHARE, type FluidRateQuestion } from '../fluidity/token-rates.ts';
import { goodputIntervals } from '../goodput.ts';
import type { SampledInterval } from '../provider-intervals-schema.ts';
import { estimateMean, FROM_ZERO, type Interval } from '../stats/bootstrap.ts';
import { mean } from '../stats/mean.ts';
import type { OrderInterval } from '../stats/order-interval.ts';
import { pooledIntervals } from '../stats/pooled-quantiles.ts';
import { ratioInterval } from '../stats/ratio.ts';
import { shareInterval } from '../stats/share-interval.ts';
import type { ProviderStudy } from '../study-schema.ts';
import { accountedCosts, tokensCountedBothWays } from './accounts.ts';
import type { Drawing } from './metrics.ts';
import type { ProviderNumbers } from './provider.ts';

const UNIT: Interval = { low: 0, high: 1 };
const NONE: OrderInterval = { low: null, high: null };
const MEDIAN = 0.5;
const PERCENTILES = Array.from({ length: 101 }, (_, index) => index / 100);

/** What the intervals of one provider's numbers are made of. */
export interface IntervalMaterial {
	readonly numbers: ProviderNumbers;
	/** All its requests, by round. */
	readonly entries: readonly CountedRequest[];
	/** Of its whole requests together, ascending. */
	readonly gapsNs: Float64Array;
	/** Of its whole requests with a gap. */
	readonly missRates: MissRatesByTarget;
	readonly question: FluidRateQuestion;
	readonly definition: Definition;
	/** Of all runs together. */
	readonly durationNs: number;
}

/**
 * How sure a provider's numbers are that are no means or quantiles over its requests: those have theirs beside them.
 *
 * @param drawing null: what is drawn has no bounds
 */
export function intervalsOf(material: IntervalMaterial, drawing: Drawing | null): ProviderStudy['intervals'] {
	const { numbers, entries, missRates, durationNs } = material;
	const { requests, errorRate, goodput } = numbers;
	const seen = entries
		.filter(({ standing }) => standing === 'whole' || standing === 'partial')
		.map(({ score }) => score);
	const whole = entries.filter(({ standing }) => standing === 'whole').map(({ score }) => score);
	const good = goodputIntervals(goodput, durationNs);
	const missRateOfCompleted = missRateInterval(whole, drawing);
	const gaps = gapIntervals(whole, material.gapsNs);
	return {
		errorRate: sampled(requests.counted, errorRate === null ? null : shareInterval(errorRate, requests.counted)),
		goodputShare: sampled(goodput.of, good.share),
		goodputPerSecond: sampled(goodput.of, good.perSecond),
		missRate: seen.length === whole.length ? missRateOfCompleted : missRateInterval(seen, drawing),
		missRateOfCompleted,
		tpotBased: tpotBasedInterval(whole, drawing),
		tbtBased: { n: gaps.n, ...rateBounds(gaps.p99, 1e3) },
		fluid: fluidInterval(whole, material.question),
		gapsMs: gaps,
		p99MissRate: missRateBounds(missRates, DEFAULT_SHARE),
		medianMissRate: missRateBounds(missRates, MEDIAN),
		costPerRequest: costInterval(material, drawing),
		disagreement: disagreementInterval(material, drawing),
	};
}

function sampled(n: number, bounds: OrderInterval | null): SampledInterval {
	const { low, high } = bounds ?? NONE;
	return { n, low, high };
}

/** So many by second, one each interval: the longer the interval, the lower the rate. One of 0 bounds no rate. */
function rateBounds({ low, high }: OrderInterval, unitsPerSecond: number): OrderInterval {
	const rate = (interval: number | null): number | null =>
		interval === null || interval <= 0 ? null : unitsPerSecond / interval;
	return { low: rate(high), high: rate(low) };
}

/** Deadlines or tokens missed, by request. */
function missRateInterval(scores: readonly DefinedScore[], drawing: Drawing | null): SampledInterval {
	const counted = scores.filter(({ total }) => total > 0);
	if (drawing === null) return sampled(counted.length, null);
	const missed = counted.map((score) => score.missed);
	const total = counted.map((score) => score.total);
	return sampled(counted.length, ratioInterval(missed, total, { ...drawing, within: UNIT }));
}

/** As the rate itself, with a request without a gap as one of 0. */
function tpotBasedInterval(scores: readonly DefinedScore[], drawing: Drawing | null): SampledInterval {
	const gapsNs = scores.map(({ intervalsNs }) => mean(intervalsNs, 1) ?? 0);
	const interval =
		drawing === null ? null : (estimateMean(gapsNs, { ...drawing, within: FROM_ZERO })?.interval ?? null);
	return sampled(scores.length, interval === null ? null : rateBounds(interval, 1e9));
}

function fluidInterval(scores: readonly DefinedScore[], { share, targetMissRate }: FluidRateQuestion): SampledInterval {
	const minimums = exactMinimumsNs(
		scores.map(({ intervalsNs }) => intervalsNs),
		targetMissRate,
	);
	return sampled(minimums.length, rateBounds(paceBounds(minimums, share), 1e9));
}

function gapIntervals(scores: readonly DefinedScore[], gapsNs: Float64Array): ProviderStudy['intervals']['gapsMs'] {
	const requests = scores.map(({ intervalsNs }) => intervalsNs.subarray(1)).filter(({ length }) => length > 0);
	const cdf = pooledIntervals(requests, gapsNs, PERCENTILES).map(
		({ low, high }): OrderInterval => ({ low: inMs(low), high: inMs(high) }),
	);
	const at = (percent: number): OrderInterval => cdf[percent] ?? NONE;
	return { n: requests.length, p50: at(50), p90: at(90), p99: at(99), cdf: gapsNs.length === 0 ? [] : cdf };
}

function costInterval({ numbers, entries }: IntervalMaterial, drawing: Drawing | null): SampledInterval {
	const { price } = numbers.cost;
	const costs = price === null ? [] : accountedCosts(entries, price);
	if (drawing === null) return sampled(costs.length, null);
	return sampled(costs.length, estimateMean(costs, { ...drawing, within: FROM_ZERO })?.interval ?? null);
}

function disagreementInterval({ entries, definition }: IntervalMaterial, drawing: Drawing | null): SampledInterval {
	const both = tokensCountedBothWays(entries, definition);
	if (drawing === null) return sampled(both.length, null);
	const ratio = ratioInterval(
		both.map(({ native }) => native),
		both.map(({ common }) => common),
		{ ...drawing, within: FROM_ZERO },
	);
	return sampled(both.length, ratio === null ? null : { low: ratio.low - 1, high: ratio.high - 1 });
}

function inMs(value: number | null): number | null {
	return value === null ? null : value / 1e6;
}
