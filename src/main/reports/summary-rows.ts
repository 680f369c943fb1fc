import type { Cell } from '../../core/csv.ts';
import type { OrderInterval } from '../../core/stats/order-interval.ts';
import { definitionLabel, definitionWords, fluidTargetWords, tokensLabel } from '../../core/study/method.ts';
import { METRIC_NAMES, type MetricName, type ProviderStudy, type Study } from '../../core/study-schema.ts';

/**
 * What {@link summaryRows} gives: `low` and `high` are a 95 % interval, `definition` names the choices that the number
 * depends on, and `requests` are the samples of an interval around a number that is made from something else.
 */
export const SUMMARY_HEADER = [
	...(['section', 'provider', 'name', 'value', 'low', 'high', 'n', 'definition'] as const),
	'requests',
] as const;

/** By {@link SUMMARY_HEADER}; cells at the end may be left out. */
type Row = readonly Cell[];

/** Everything that a study says, a row each: what the other formats say, to the digit. */
export function summaryRows(study: Study): Row[] {
	const { uncertainty, deadlines, asked } = study;
	const definition = definitionLabel(study);
	return [
		['verdict', null, 'sentence', study.verdictSentence],
		['verdict', null, 'type', study.verdict?.type ?? null],
		...study.method.map((sentence): Row => ['method', null, 'sentence', sentence]),
		['definition', null, 'first deadline ms', deadlines.firstMs],
		['definition', null, 'each deadline ms', deadlines.eachMs],
		['definition', null, 'stall ms', deadlines.stallMs],
		['definition', null, 'exploratory', study.exploratory],
		...definitionWords(study).map(({ words }): Row => ['definition', null, 'choice', words]),
		['definition', null, 'accounting', study.scorecard.run.accounting],
		['definition', null, 'fluid rate: share of requests', asked.fluidRate.share],
		['definition', null, 'fluid rate: target miss rate', asked.fluidRate.targetMissRate],
		['definition', null, 'goodput: first visible within ms', asked.goodput.firstVisibleMs],
		['definition', null, 'goodput: least fluidity-index', asked.goodput.fluidityIndex],
		['uncertainty', null, 'seed', uncertainty?.seed ?? null],
		['uncertainty', null, 'resamples', uncertainty?.resamples ?? null],
		['uncertainty', null, 'confidence', uncertainty?.confidence ?? null],
		...study.providers.flatMap((provider) => providerRows(provider, study)),
		...study.comparisons.flatMap(
			({ one, other, difference, interval, n, wins, ties, losses, p, correctedP }): Row[] => {
				const pair = `${study.providers[one]?.name} − ${study.providers[other]?.name}`;
				const row = (what: string, value: Cell): Row => ['comparison', pair, what, value, null, null, n, definition];
				return [
					['comparison', pair, 'difference', difference, interval?.low ?? null, interval?.high ?? null, n, definition],
					...[row('wins', wins), row('ties', ties), row('losses', losses)],
					...[row('p', p), row('p by Holm', correctedP)],
				];
			},
		),
		...healthRows(study),
		...study.limits.map((sentence): Row => ['limit', null, 'sentence', sentence]),
		...study.runs.flatMap(({ id, startedAt, app, environment, prompt, maxTokens, rounds, closed, sha256 }): Row[] => [
			['run', id, 'started at', startedAt],
			['run', id, 'Fluidity Bench', app],
			...Object.entries(environment).map(([what, value]): Row => ['run', id, `environment ${what}`, value]),
			['run', id, 'prompt', prompt],
			['run', id, 'most output tokens', maxTokens],
			['run', id, 'rounds', rounds],
			['run', id, 'complete', closed],
			['run', id, 'SHA-256 of the recording', sha256],
		]),
	];
}

const NO_BOUNDS: OrderInterval = { low: null, high: null };

/** Choices that say what is due and what a late token costs change these; of the others, only what a token is does. */
const BY_DEADLINES: readonly MetricName[] = ['fluidityIndex', 'fluidityOfCompleted'];

function providerRows(provider: ProviderStudy, study: Study): Row[] {
	const { name, requests, gapsMs, tokenRates, acceptance, goodput, serviceLevel, cost, accounting, intervals } =
		provider;
	const label = definitionLabel(study);
	const tokens = tokensLabel(study);
	const rates = 'tokens per second';
	const target = `${tokens}; ${fluidTargetWords(study.asked.fluidRate)}`;
	const labelOf = (metric: MetricName): string | null =>
		BY_DEADLINES.includes(metric) ? label : metric === 'ttftMs' ? null : tokens;
	const row = (section: string, what: string, value: Cell, n: number | null = null, by: string | null = null): Row => [
		section,
		name,
		what,
		value,
		null,
		null,
		n,
		by,
	];
	/** The samples of the interval, where they are not the row's n, come last. */
	const sure = (
		section: string,
		what: string,
		value: Cell,
		{ low, high }: OrderInterval,
		n: number | null,
		by: string | null = null,
		samples: number | null = null,
	): Row => [section, name, what, value, low, high, n, by, samples];
	return [
		row('provider', 'model', provider.model),
		...provider.endpoints.map((endpoint) => row('provider', 'endpoint', endpoint)),
		...provider.upstreams.map((upstream) => row('provider', 'answered by', upstream.name, upstream.requests)),
		...Object.entries(requests).map(([what, count]) => row('requests', what, count)),
		sure('requests', 'error rate', provider.errorRate, intervals.errorRate, requests.counted),
		...METRIC_NAMES.flatMap((metric): Row[] => {
			const { n, mean, interval, quantiles } = provider.metrics[metric];
			return [
				['metric', name, `${metric} mean`, mean, interval?.low ?? null, interval?.high ?? null, n, labelOf(metric)],
				...quantiles.map(({ quantile, value, low, high }): Row => {
					return ['metric', name, `${metric} quantile ${quantile}`, value, low, high, n, labelOf(metric)];
				}),
			];
		}),
		...(['p50', 'p90', 'p99'] as const).map((what) =>
			sure('TBT ms', what, gapsMs[what], intervals.gapsMs[what], gapsMs.n, tokens, intervals.gapsMs.n),
		),
		...(['max', 'zeros'] as const).map((what) => row('TBT ms', what, gapsMs[what], gapsMs.n, tokens)),
		...gapsMs.cdf.map((value, index) => {
			const bounds = intervals.gapsMs.cdf[index] ?? NO_BOUNDS;
			return sure('TBT ms', `quantile ${index / 100}`, value, bounds, gapsMs.n, tokens, intervals.gapsMs.n);
		}),
		sure(rates, 'TPOT-based', tokenRates.tpotBased, intervals.tpotBased, requests.completed, tokens),
		sure(rates, 'tail-TBT-based', tokenRates.tbtBased, intervals.tbtBased, gapsMs.n, tokens, intervals.tbtBased.n),
		sure(rates, 'fluid', fluidTokensPerSecond(provider), intervals.fluid, acceptance.n, target),
		row(rates, 'fluid, found', tokenRates.fluid.type, acceptance.n, target),
		...(tokenRates.fluid.type === 'empty'
			? []
			: [row(rates, 'fluid, requests that must keep it', tokenRates.fluid.needed, acceptance.n, target)]),
		...(tokenRates.fluid.type === 'found'
			? [row(rates, 'fluid, interval ns', tokenRates.fluid.intervalNs, acceptance.n, target)]
			: []),
		row(rates, 'fluid, as the reference has it', tokenRates.reference, requests.completed, target),
		...acceptance.targetsMs.flatMap((target, index) =>
			(['p99', 'median'] as const).map((which) => {
				const bounds = intervals[`${which}MissRate`][index] ?? NO_BOUNDS;
				const value = acceptance[`${which}MissRate`][index] ?? null;
				return sure('miss rate', `${which} at ${target} ms`, value, bounds, acceptance.n, tokens);
			}),
		),
		row('goodput', 'good requests', goodput.good, goodput.of, label),
		sure('goodput', 'share', goodput.share, intervals.goodputShare, goodput.of, label),
		sure('goodput', 'per second', goodput.perSecond, intervals.goodputPerSecond, goodput.of, label),
		row('service level', 'missed', serviceLevel.missed, serviceLevel.total, label),
		sure(
			...(['service level', 'miss rate', serviceLevel.missRate, intervals.missRate] as const),
			...([serviceLevel.total, label, intervals.missRate.n] as const),
		),
		row(
			'service level',
			'missed by completed requests',
			serviceLevel.ofCompleted.missed,
			serviceLevel.ofCompleted.total,
			label,
		),
		sure(
			...(['service level', 'miss rate of completed requests', serviceLevel.ofCompleted.missRate] as const),
			...([intervals.missRateOfCompleted, serviceLevel.ofCompleted.total, label] as const),
			intervals.missRateOfCompleted.n,
		),
		...provider.errors.map(({ state, kind, status, code, count, retryAftersMs, message }) => {
			const which = [state, kind, status, code].filter((part) => part !== null).join(' ');
			const waits = retryAftersMs.length === 0 ? '' : ` (retry after ${retryAftersMs.join(', ')} ms)`;
			return row('error', `${which}${waits}: ${message}`, count);
		}),
		row('cost', 'US dollars for a million prompt tokens', cost.price?.inputPerMillion ?? null),
		row('cost', 'US dollars for a million completion tokens', cost.price?.outputPerMillion ?? null),
		row('cost', 'US dollars', cost.total, cost.requests),
		sure('cost', 'US dollars per request', cost.perRequest, intervals.costPerRequest, cost.requests),
		row('cost', 'prompt tokens', cost.promptTokens, cost.requests),
		row('cost', 'completion tokens', cost.completionTokens, cost.requests),
		row('cost', 'reasoning tokens', cost.reasoningTokens, cost.requests),
		row('cost', 'cached prompt tokens', cost.cachedTokens, cost.requests),
		row('cost', 'requests without an account', cost.unaccounted),
		row('accounting', 'scored by', accounting.used),
		...accounting.nativeSources.map((source) => row('accounting', 'native counts from', source)),
		row('accounting', 'common tokens', accounting.commonTokens, accounting.requests),
		row('accounting', 'native tokens', accounting.nativeTokens, accounting.requests),
		sure('accounting', 'native ÷ common − 1', accounting.disagreement, intervals.disagreement, accounting.requests),
	];
}

function healthRows({ scorecard: { health } }: Study): Row[] {
	if (health === null) return [['health', null, 'healthy', 'not known']];
	return [
		['health', null, 'healthy', health.healthy],
		...health.reasons.map((reason): Row => ['health', null, 'reason', reason]),
		['health', null, 'loop delay p99 ms', health.loopDelayP99Ms],
		['health', null, 'loop delay limit ms', health.loopDelayLimitMs],
		['health', null, 'schedule lag p99 ms', health.scheduleLagP99Ms],
		['health', null, 'schedule lag limit ms', health.scheduleLagLimitMs],
		['health', null, 'skew ms', health.skewMs],
		['health', null, 'reads', health.reads],
		['health', null, 'reads of more than one frame', health.multiFrameReads],
		['health', null, 'cold connections', health.coldConnections],
		['health', null, 'cached prompt tokens', health.cachedPromptTokens],
		['health', null, 'batches that never arrived', health.sequenceGaps],
		['health', null, 'a proxy named itself', health.proxied],
		...health.httpVersions.map((version): Row => ['health', null, 'HTTP', version]),
		...health.contentEncodings.map((encoding): Row => ['health', null, 'compressed answers', encoding]),
	];
}

/** Null where every pace is kept, or none could be asked for. */
function fluidTokensPerSecond({ tokenRates: { fluid } }: Pick<ProviderStudy, 'tokenRates'>): number | null {
	return fluid.type === 'found' ? fluid.tokensPerSecond : null;
}
