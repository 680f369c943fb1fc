import type { Cell } from '../../core/csv.ts';
import { definitionWords } from '../../core/study/method.ts';
import { METRIC_NAMES, type ProviderStudy, type Study } from '../../core/study-schema.ts';

/** section, provider, name, value, low, high, n */
type Row = readonly Cell[];

/** Everything that a study says, a row each: what the other formats say, to the digit. */
export function summaryRows(study: Study): Row[] {
	const { uncertainty, deadlines, asked } = study;
	return [
		['verdict', null, 'sentence', study.verdictSentence],
		['verdict', null, 'type', study.verdict?.type ?? null],
		...study.method.map((sentence): Row => ['method', null, 'sentence', sentence]),
		['definition', null, 'first deadline ms', deadlines.firstMs],
		['definition', null, 'each deadline ms', deadlines.eachMs],
		['definition', null, 'stall ms', deadlines.stallMs],
		['definition', null, 'exploratory', study.exploratory],
		...definitionWords(study.definition).map(({ words }): Row => ['definition', null, 'choice', words]),
		['definition', null, 'accounting', study.scorecard.run.accounting],
		['definition', null, 'fluid rate: share of requests', asked.fluidRate.share],
		['definition', null, 'fluid rate: target miss rate', asked.fluidRate.targetMissRate],
		['uncertainty', null, 'seed', uncertainty?.seed ?? null],
		['uncertainty', null, 'resamples', uncertainty?.resamples ?? null],
		['uncertainty', null, 'confidence', uncertainty?.confidence ?? null],
		...study.providers.flatMap(providerRows),
		...study.comparisons.map(({ one, other, difference, interval, n, ...rest }): Row => {
			const pair = `${study.providers[one]?.name} − ${study.providers[other]?.name}`;
			const { wins, ties, losses, p, correctedP } = rest;
			const detail = `wins ${wins}, ties ${ties}, losses ${losses}, p ${p}, p by Holm ${correctedP}`;
			return ['comparison', pair, detail, difference, interval?.low ?? null, interval?.high ?? null, n];
		}),
		...healthRows(study),
		...study.limits.map((sentence): Row => ['limit', null, 'sentence', sentence]),
		...study.runs.flatMap(({ id, startedAt, prompt, maxTokens, rounds, closed, sha256 }): Row[] => [
			['run', id, 'started at', startedAt],
			['run', id, 'prompt', prompt],
			['run', id, 'most output tokens', maxTokens],
			['run', id, 'rounds', rounds],
			['run', id, 'complete', closed],
			['run', id, 'SHA-256 of the recording', sha256],
		]),
	];
}

function providerRows(provider: ProviderStudy): Row[] {
	const { name, requests, gapsMs, tokenRates, acceptance, goodput, serviceLevel, cost, accounting } = provider;
	const row = (section: string, what: string, value: Cell, n: number | null = null): Row => [
		section,
		name,
		what,
		value,
		null,
		null,
		n,
	];
	return [
		row('provider', 'model', provider.model),
		...provider.endpoints.map((endpoint) => row('provider', 'endpoint', endpoint)),
		...Object.entries(requests).map(([what, count]) => row('requests', what, count)),
		row('requests', 'error rate', provider.errorRate, requests.counted),
		...METRIC_NAMES.flatMap((metric): Row[] => {
			const { n, mean, interval, quantiles } = provider.metrics[metric];
			return [
				['metric', name, `${metric} mean`, mean, interval?.low ?? null, interval?.high ?? null, n],
				...quantiles.map(({ quantile, value, low, high }): Row => {
					return ['metric', name, `${metric} quantile ${quantile}`, value, low, high, n];
				}),
			];
		}),
		...(['p50', 'p90', 'p99', 'max', 'zeros'] as const).map((what) => row('TBT ms', what, gapsMs[what], gapsMs.n)),
		row('tokens per second', 'TPOT-based', tokenRates.tpotBased, requests.completed),
		row('tokens per second', 'tail-TBT-based', tokenRates.tbtBased, gapsMs.n),
		row('tokens per second', 'fluid', fluidTokensPerSecond(provider), acceptance.n),
		row('tokens per second', 'fluid, as the reference has it', tokenRates.reference, requests.completed),
		...acceptance.targetsMs.flatMap((target, index) => [
			row('miss rate', `p99 at ${target} ms`, acceptance.p99MissRate[index] ?? null, acceptance.n),
			row('miss rate', `median at ${target} ms`, acceptance.medianMissRate[index] ?? null, acceptance.n),
		]),
		row('goodput', 'share', goodput.share, goodput.of),
		row('goodput', 'per second', goodput.perSecond, goodput.of),
		row('service level', 'miss rate', serviceLevel.missRate, serviceLevel.total),
		row(
			'service level',
			'miss rate of completed requests',
			serviceLevel.ofCompleted.missRate,
			serviceLevel.ofCompleted.total,
		),
		...provider.errors.map(({ state, kind, status, code, count, retryAftersMs, message }) => {
			const which = [state, kind, status, code].filter((part) => part !== null).join(' ');
			const waits = retryAftersMs.length === 0 ? '' : ` (retry after ${retryAftersMs.join(', ')} ms)`;
			return row('error', `${which}${waits}: ${message}`, count);
		}),
		row('cost', 'US dollars', cost.total, cost.requests),
		row('cost', 'US dollars per request', cost.perRequest, cost.requests),
		row('cost', 'prompt tokens', cost.promptTokens, cost.requests),
		row('cost', 'completion tokens', cost.completionTokens, cost.requests),
		row('cost', 'cached prompt tokens', cost.cachedTokens, cost.requests),
		row('cost', 'requests without an account', cost.unaccounted),
		row('accounting', 'common tokens', accounting.commonTokens, accounting.requests),
		row('accounting', 'native tokens', accounting.nativeTokens, accounting.requests),
		row('accounting', 'native ÷ common − 1', accounting.disagreement, accounting.requests),
	];
}

function healthRows({ scorecard: { health } }: Study): Row[] {
	if (health === null) return [['health', null, 'healthy', 'not known']];
	return [
		['health', null, 'healthy', health.healthy],
		...health.reasons.map((reason): Row => ['health', null, 'reason', reason]),
		['health', null, 'loop delay p99 ms', health.loopDelayP99Ms],
		['health', null, 'schedule lag p99 ms', health.scheduleLagP99Ms],
		['health', null, 'skew ms', health.skewMs],
		['health', null, 'reads', health.reads],
		['health', null, 'reads of more than one frame', health.multiFrameReads],
		['health', null, 'cold connections', health.coldConnections],
		['health', null, 'cached prompt tokens', health.cachedPromptTokens],
	];
}

/** Null where every pace is kept, or none could be asked for. */
function fluidTokensPerSecond({ tokenRates: { fluid } }: Pick<ProviderStudy, 'tokenRates'>): number | null {
	return fluid.type === 'found' ? fluid.tokensPerSecond : null;
}
