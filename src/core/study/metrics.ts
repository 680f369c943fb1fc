import { type CountedRequest, voteOf } from '../counted-requests.ts';
import type { DefinedScore } from '../definition.ts';
import { estimateMean, FROM_ZERO, type Interval } from '../stats/bootstrap.ts';
import { mean } from '../stats/mean.ts';
import { quantileInterval } from '../stats/order-interval.ts';
import { quantile } from '../stats/quantile.ts';
import type { Metric, MetricName, ProviderStudy } from '../study-schema.ts';

/** How intervals and p-values are drawn. */
export interface Drawing {
	/** A 32-bit integer. */
	readonly seed: number;
	/** B. */
	readonly resamples: number;
}

const QUANTILES = [0.01, 0.1, 0.5, 0.9, 0.99] as const;
const NS_PER_MS = 1e6;

interface MetricSource {
	/** One value for each request that has one. */
	readonly values: (entry: CountedRequest) => number | null;
	/** What the values are divided by to have the metric's unit: once, after the mean, as the scorecard does. */
	readonly divisor: number;
	readonly within?: Interval;
}

const SOURCES: Readonly<Record<MetricName, MetricSource>> = {
	fluidityIndex: { values: voteOf, divisor: 1, within: { low: 0, high: 1 } },
	fluidityOfCompleted: { values: ofWhole((score) => score.fluidityIndex), divisor: 1, within: { low: 0, high: 1 } },
	ttftMs: { values: ofWhole((score) => score.ttftNs), divisor: NS_PER_MS, within: FROM_ZERO },
	firstVisibleMs: { values: ofWhole((score) => score.firstVisibleNs), divisor: NS_PER_MS, within: FROM_ZERO },
	tpotMs: { values: ofWhole((score) => score.tpotNs), divisor: NS_PER_MS, within: FROM_ZERO },
	normalizedLatencyMs: { values: ofWhole((score) => score.normalizedLatencyNs), divisor: NS_PER_MS, within: FROM_ZERO },
	endToEndMs: { values: ofWhole((score) => score.endToEndNs), divisor: NS_PER_MS, within: FROM_ZERO },
	outputTokensPerSecond: { values: ofWhole((score) => score.outputTokensPerSecond), divisor: 1, within: FROM_ZERO },
};

/**
 * Every metric of one provider's requests. Means are the scorecard's, to the last bit.
 *
 * @param drawing null: means without intervals. Quantiles have theirs all the same, for nothing is drawn for them
 */
export function metricsOf(entries: readonly CountedRequest[], drawing: Drawing | null): ProviderStudy['metrics'] {
	const of = (name: MetricName): Metric => metricOf(entries, SOURCES[name], drawing);
	return {
		fluidityIndex: of('fluidityIndex'),
		fluidityOfCompleted: of('fluidityOfCompleted'),
		ttftMs: of('ttftMs'),
		firstVisibleMs: of('firstVisibleMs'),
		tpotMs: of('tpotMs'),
		normalizedLatencyMs: of('normalizedLatencyMs'),
		endToEndMs: of('endToEndMs'),
		outputTokensPerSecond: of('outputTokensPerSecond'),
	};
}

function metricOf(
	entries: readonly CountedRequest[],
	{ values: of, divisor, within }: MetricSource,
	drawing: Drawing | null,
): Metric {
	const values = Float64Array.from(entries.flatMap((entry) => of(entry) ?? []));
	const estimate = drawing === null ? null : estimateMean(values, { ...drawing, ...(within ? { within } : {}) });
	const centre = mean(values);
	const sorted = values.toSorted();
	const inUnit = (value: number | null): number | null => (value === null ? null : value / divisor);
	const interval = estimate?.interval ?? null;
	return {
		n: values.length,
		mean: inUnit(centre),
		interval: interval === null ? null : { low: interval.low / divisor, high: interval.high / divisor },
		quantiles: QUANTILES.map((q) => {
			const { low, high } = quantileInterval(sorted, q);
			return { quantile: q, value: inUnit(quantile(sorted, q)), low: inUnit(low), high: inUnit(high) };
		}),
	};
}

function ofWhole(of: (score: DefinedScore) => number | null): MetricSource['values'] {
	return ({ standing, score }) => (standing === 'whole' ? of(score) : null);
}
