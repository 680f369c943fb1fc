import { METRIC_NAMES, type ProviderStudy, type Study } from '../../src/core/study-schema.ts';

/*
 * Which numbers of a study stand where in its reports: written down again, so that a report is read back against the study
 * and not against the code that wrote it.
 */

type Number = number | null | undefined;
type Bounds = { readonly low: Number; readonly high: Number };

/** By row of each table of the page: the numbers in its cells, from left to right. Null: there a dash stands. */
export function numbersOfTables(study: Study): (readonly number[])[][] {
	const { providers, comparisons } = study;
	const health = study.scorecard.health;
	const of = (provider: ProviderStudy, name: (typeof METRIC_NAMES)[number]): Number[] => {
		const { mean, interval } = provider.metrics[name];
		return [mean, interval?.low, interval?.high];
	};
	const tables: Number[][][] = [
		providers.map((provider) => [
			provider.requests.counted,
			...of(provider, 'fluidityIndex'),
			...of(provider, 'ttftMs'),
			...of(provider, 'firstVisibleMs'),
			...[provider.gapsMs.p50, provider.gapsMs.p99, provider.gapsMs.n === 0 ? null : provider.gapsMs.n],
			...of(provider, 'outputTokensPerSecond'),
			...[fluid(provider), ...boundsOf(provider.intervals.fluid)],
			...[percent(provider.errorRate), ...percents(provider.intervals.errorRate), provider.cost.total],
		]),
		comparisons.map(({ n, difference, interval, wins, ties, losses, p, correctedP }) => [
			...[n, difference, interval?.low, interval?.high, wins, ties, losses],
			...[Math.max(p, 0.001), Math.max(correctedP, 0.001)],
		]),
		providers.map((provider) => {
			const { tokenRates, intervals } = provider;
			return [
				...[tokenRates.tpotBased, ...boundsOf(intervals.tpotBased)],
				...[tokenRates.tbtBased, ...boundsOf(intervals.tbtBased)],
				...[fluid(provider), ...boundsOf(intervals.fluid), tokenRates.reference],
			];
		}),
		providers.map(({ goodput, serviceLevel, intervals }) => {
			const { ofCompleted } = serviceLevel;
			return [
				...[percent(goodput.share), goodput.good, goodput.of, ...percents(intervals.goodputShare)],
				...[goodput.perSecond, ...boundsOf(intervals.goodputPerSecond)],
				...[percent(serviceLevel.missRate), serviceLevel.missed, serviceLevel.total, ...percents(intervals.missRate)],
				...[percent(ofCompleted.missRate), ofCompleted.missed, ofCompleted.total],
				...percents(intervals.missRateOfCompleted),
			];
		}),
		...(['p99MissRate', 'medianMissRate'] as const).map((curve) =>
			providers.map(({ acceptance, intervals }) => {
				const fluidity = (missed: Number): Number => (missed === null || missed === undefined ? null : 1 - missed);
				const shown = [10, 20, 25, 30, 40, 50, 100].map((target) => acceptance.targetsMs.indexOf(target));
				return [
					acceptance.n,
					...shown.flatMap((place) => {
						const { low, high } = intervals[curve][place] ?? {};
						return [acceptance[curve][place], high, low].map(fluidity);
					}),
				];
			}),
		),
		providers.map(({ gapsMs: { n, zeros, p50, p90, p99, max, cdf }, intervals: { gapsMs: bounds } }) => [
			...[n, n === 0 ? null : zeros, cdf[10], cdf[25], p50, ...boundsOf(bounds.p50), cdf[75]],
			...[p90, ...boundsOf(bounds.p90), cdf[95], p99, ...boundsOf(bounds.p99), max],
		]),
		...METRIC_NAMES.map((name) =>
			providers.map((provider) => {
				const { n, quantiles } = provider.metrics[name];
				const isRate = name.startsWith('fluidity') || name === 'outputTokensPerSecond';
				const shown = (isRate ? [0.5, 0.1, 0.01] : [0.5, 0.9, 0.99]).flatMap((wanted) => {
					const { value, low, high } = quantiles.find(({ quantile }) => quantile === wanted) ?? {};
					return [value, low, high];
				});
				return [n, ...of(provider, name), ...shown];
			}),
		),
		providers.flatMap(({ errors }) =>
			errors.map(({ count, status, retryAftersMs }) => {
				const [least, most] = [retryAftersMs.at(0), retryAftersMs.at(-1)];
				const waits = least === most ? [least] : [least, most];
				return [count, status, ...waits.map((ms) => (ms === undefined ? null : ms / 1000))];
			}),
		),
		providers.map(({ cost, intervals }) => [
			...[cost.price?.inputPerMillion, cost.price?.outputPerMillion],
			...[cost.requests, cost.unaccounted === 0 ? null : cost.unaccounted],
			...[cost.promptTokens, cost.cachedTokens, cost.completionTokens, cost.total, cost.perRequest],
			...boundsOf(intervals.costPerRequest),
		]),
		providers.map(({ accounting: { requests, commonTokens, nativeTokens, disagreement }, intervals }) => [
			...[requests, commonTokens, nativeTokens, percent(disagreement), ...percents(intervals.disagreement)],
		]),
		health === null
			? []
			: [
					[health.loopDelayP99Ms, health.loopDelayLimitMs],
					[health.scheduleLagP99Ms, health.scheduleLagLimitMs],
					[health.skewMs],
					[health.reads, health.multiFrameReads],
					[health.coldConnections],
					[health.cachedPromptTokens],
					health.httpVersions.map((version) => Number(version.split('/')[1])),
					[],
					[],
				],
	];
	return tables.map((rows) => rows.map((row) => row.filter((value) => value !== null && value !== undefined)));
}

/** What the sentences of a report may name, besides its verdict: everything else in them is a mistake. */
export function numbersOfProse(study: Study): number[] {
	const { deadlines, asked, uncertainty, providers, runs, verdict } = study;
	const { fluidRate, goodput } = asked;
	const closest =
		verdict?.type === 'winner'
			? verdict.over.reduce((near, against) => (against.difference < near.difference ? against : near))
			: null;
	const gaps = providers.map(({ gapsMs }) => gapsMs.n);
	const completed = providers.map(({ acceptance }) => acceptance.n);
	return [
		// What the captions of charts say of their n.
		...[Math.min(...gaps), Math.max(...gaps), Math.min(...completed), Math.max(...completed)],
		...[providers.length, providers.reduce((sum, { requests }) => sum + requests.counted, 0)],
		...[deadlines.firstMs, deadlines.eachMs, deadlines.stallMs],
		...[fluidRate.share * 100, 1 - fluidRate.targetMissRate, goodput.firstVisibleMs, goodput.fluidityIndex],
		...(uncertainty === null ? [] : [uncertainty.confidence * 100, uncertainty.resamples, uncertainty.seed]),
		...runs.flatMap(({ maxTokens, rounds, environment }) => [maxTokens, rounds, environment.cpus]),
		...(closest === null
			? []
			: [closest.difference, closest.interval?.low ?? 0, closest.interval?.high ?? 0, closest.n]),
		...(closest === null ? [] : [Math.max(closest.correctedP, 0.001)]),
		...(verdict?.type === 'refusal' && verdict.reason === 'too-few' ? [verdict.n, verdict.least] : []),
		...(verdict?.type === 'tie' ? [verdict.n, toTwoDigits(verdict.more ?? 0)] : []),
		...(verdict?.type === 'one-race' ? verdict.ranking.map(({ fluidityIndex }) => fluidityIndex) : []),
		// Requests of which a P99 is hardly more than the largest, and what a failed one counts.
		...[100, 0],
		...Array.from(providers, (_, place) => place + 1),
	];
}

/** Upwards: so many more rounds are a rough figure. */
function toTwoDigits(count: number): number {
	const unit = 10 ** Math.max(0, String(count).length - 2);
	return Math.ceil(count / unit) * unit;
}

/** The rows of `summary.csv` that hold numbers, by section, provider and name: value, low, high, n and requests. */
export function numbersOfSummary(study: Study): Map<string, (number | null)[]> {
	const rows = new Map<string, (number | null)[]>();
	const row = (section: string, whose: string, name: string, value: Number, n: Number = null): void => {
		rows.set(`${section}/${whose}/${name}`, [value ?? null, null, null, n ?? null, null]);
	};
	const sure = (key: string, value: Number, bounds: Bounds | undefined, n: Number, requests: Number = null): void => {
		rows.set(key, [value ?? null, bounds?.low ?? null, bounds?.high ?? null, n ?? null, requests ?? null]);
	};
	const { deadlines, asked, uncertainty } = study;
	row('definition', '', 'first deadline ms', deadlines.firstMs);
	row('definition', '', 'each deadline ms', deadlines.eachMs);
	row('definition', '', 'stall ms', deadlines.stallMs);
	row('definition', '', 'fluid rate: share of requests', asked.fluidRate.share);
	row('definition', '', 'fluid rate: target miss rate', asked.fluidRate.targetMissRate);
	row('definition', '', 'goodput: first visible within ms', asked.goodput.firstVisibleMs);
	row('definition', '', 'goodput: least fluidity-index', asked.goodput.fluidityIndex);
	for (const [name, value] of Object.entries(uncertainty ?? {})) row('uncertainty', '', name, value);
	for (const provider of study.providers) {
		const { name, requests, gapsMs, tokenRates, acceptance, goodput, serviceLevel, cost, accounting } = provider;
		const { intervals } = provider;
		for (const [what, count] of Object.entries(requests)) row('requests', name, what, count);
		sure(`requests/${name}/error rate`, provider.errorRate, intervals.errorRate, requests.counted);
		for (const metric of METRIC_NAMES) {
			const { n, mean, interval, quantiles } = provider.metrics[metric];
			sure(`metric/${name}/${metric} mean`, mean, interval ?? undefined, n);
			for (const { quantile, value, low, high } of quantiles) {
				sure(`metric/${name}/${metric} quantile ${quantile}`, value, { low, high }, n);
			}
		}
		const { n, cdf, ...gaps } = gapsMs;
		for (const [what, value] of Object.entries(gaps)) row('TBT ms', name, what, value, n);
		for (const which of ['p50', 'p90', 'p99'] as const) {
			sure(`TBT ms/${name}/${which}`, gapsMs[which], intervals.gapsMs[which], n, intervals.gapsMs.n);
		}
		for (const [index, value] of cdf.entries()) {
			sure(`TBT ms/${name}/quantile ${index / 100}`, value, intervals.gapsMs.cdf[index], n, intervals.gapsMs.n);
		}
		const rates = `tokens per second/${name}`;
		sure(`${rates}/TPOT-based`, tokenRates.tpotBased, intervals.tpotBased, requests.completed);
		sure(`${rates}/tail-TBT-based`, tokenRates.tbtBased, intervals.tbtBased, n, intervals.tbtBased.n);
		sure(`${rates}/fluid`, fluid(provider), intervals.fluid, acceptance.n);
		if (tokenRates.fluid.type === 'found') {
			row('tokens per second', name, 'fluid, requests that must keep it', tokenRates.fluid.needed, acceptance.n);
			row('tokens per second', name, 'fluid, interval ns', tokenRates.fluid.intervalNs, acceptance.n);
		}
		row('tokens per second', name, 'fluid, as the reference has it', tokenRates.reference, requests.completed);
		acceptance.targetsMs.forEach((target, index) => {
			const { p99MissRate, medianMissRate, n: ofCurve } = acceptance;
			const at = `miss rate/${name}`;
			sure(`${at}/p99 at ${target} ms`, p99MissRate[index], intervals.p99MissRate[index], ofCurve);
			sure(`${at}/median at ${target} ms`, medianMissRate[index], intervals.medianMissRate[index], ofCurve);
		});
		row('goodput', name, 'good requests', goodput.good, goodput.of);
		sure(`goodput/${name}/share`, goodput.share, intervals.goodputShare, goodput.of);
		sure(`goodput/${name}/per second`, goodput.perSecond, intervals.goodputPerSecond, goodput.of);
		const { ofCompleted } = serviceLevel;
		row('service level', name, 'missed', serviceLevel.missed, serviceLevel.total);
		const { missRate, missRateOfCompleted } = intervals;
		const level = `service level/${name}`;
		sure(`${level}/miss rate`, serviceLevel.missRate, missRate, serviceLevel.total, missRate.n);
		row('service level', name, 'missed by completed requests', ofCompleted.missed, ofCompleted.total);
		sure(
			`${level}/miss rate of completed requests`,
			...([ofCompleted.missRate, missRateOfCompleted, ofCompleted.total, missRateOfCompleted.n] as const),
		);
		for (const { state, kind, status, code, count, retryAftersMs, message } of provider.errors) {
			const waits = retryAftersMs.length === 0 ? '' : ` (retry after ${retryAftersMs.join(', ')} ms)`;
			const which = [state, kind, status, code].filter((part) => part !== null).join(' ');
			row('error', name, `${which}${waits}: ${message}`, count);
		}
		if (cost.price !== null) {
			row('cost', name, 'US dollars for a million prompt tokens', cost.price.inputPerMillion);
			row('cost', name, 'US dollars for a million completion tokens', cost.price.outputPerMillion);
		}
		row('cost', name, 'US dollars', cost.total, cost.requests);
		sure(`cost/${name}/US dollars per request`, cost.perRequest, intervals.costPerRequest, cost.requests);
		row('cost', name, 'prompt tokens', cost.promptTokens, cost.requests);
		row('cost', name, 'completion tokens', cost.completionTokens, cost.requests);
		row('cost', name, 'reasoning tokens', cost.reasoningTokens, cost.requests);
		row('cost', name, 'cached prompt tokens', cost.cachedTokens, cost.requests);
		row('cost', name, 'requests without an account', cost.unaccounted);
		row('accounting', name, 'common tokens', accounting.commonTokens, accounting.requests);
		row('accounting', name, 'native tokens', accounting.nativeTokens, accounting.requests);
		const { disagreement, requests: countedBothWays } = accounting;
		sure(`accounting/${name}/native ÷ common − 1`, disagreement, intervals.disagreement, countedBothWays);
	}
	for (const { one, other, difference, interval, n, wins, ties, losses, p, correctedP } of study.comparisons) {
		const pair = `${study.providers[one]?.name} − ${study.providers[other]?.name}`;
		sure(`comparison/${pair}/difference`, difference, interval ?? undefined, n);
		for (const [name, value] of Object.entries({ wins, ties, losses, p, 'p by Holm': correctedP })) {
			row('comparison', pair, name, value, n);
		}
	}
	const { health } = study.scorecard;
	row('health', '', 'loop delay p99 ms', health?.loopDelayP99Ms);
	row('health', '', 'loop delay limit ms', health?.loopDelayLimitMs);
	row('health', '', 'schedule lag p99 ms', health?.scheduleLagP99Ms);
	row('health', '', 'schedule lag limit ms', health?.scheduleLagLimitMs);
	row('health', '', 'skew ms', health?.skewMs);
	row('health', '', 'reads', health?.reads);
	row('health', '', 'reads of more than one frame', health?.multiFrameReads);
	row('health', '', 'cold connections', health?.coldConnections);
	row('health', '', 'cached prompt tokens', health?.cachedPromptTokens);
	row('health', '', 'batches that never arrived', health?.sequenceGaps);
	for (const { id, environment, maxTokens, rounds } of study.runs) {
		row('run', id, 'environment cpus', environment.cpus);
		row('run', id, 'most output tokens', maxTokens);
		row('run', id, 'rounds', rounds);
	}
	// A row without any number says nothing here.
	for (const [key, values] of rows) if (values.every((value) => value === null)) rows.delete(key);
	return rows;
}

function boundsOf({ low, high }: Bounds): Number[] {
	return [low, high];
}

function percents({ low, high }: Bounds): Number[] {
	return [percent(low ?? null), percent(high ?? null)];
}

function fluid({ tokenRates }: ProviderStudy): number | null {
	return tokenRates.fluid.type === 'found' ? tokenRates.fluid.tokensPerSecond : null;
}

function percent(share: number | null): number | null {
	return share === null ? null : share * 100;
}
