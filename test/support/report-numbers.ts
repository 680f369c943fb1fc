import { METRIC_NAMES, type ProviderStudy, type Study } from '../../src/core/study-schema.ts';

/*
 * Which numbers of a study stand where in its reports: written down again, so that a report is read back against the study
 * and not against the code that wrote it.
 */

type Number = number | null | undefined;

/** By row of each table of the page: the numbers in its cells, from left to right. Null: there a dash stands. */
export function numbersOfTables(study: Study): (readonly number[])[][] {
	const { providers, comparisons } = study;
	const health = study.scorecard.health;
	if (health === null) throw new Error('no health');
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
			...[provider.gapsMs.p50, provider.gapsMs.p99],
			...of(provider, 'outputTokensPerSecond'),
			...[fluid(provider), percent(provider.errorRate), provider.cost.total],
		]),
		comparisons.map(({ n, difference, interval, wins, ties, losses, p, correctedP }) => [
			...[n, difference, interval?.low, interval?.high, wins, ties, losses],
			...[Math.max(p, 0.001), Math.max(correctedP, 0.001)],
		]),
		providers.map((provider) => {
			const { tokenRates, goodput, serviceLevel } = provider;
			const { ofCompleted } = serviceLevel;
			return [
				...[tokenRates.tpotBased, tokenRates.tbtBased, fluid(provider), tokenRates.reference],
				...[percent(goodput.share), goodput.good, goodput.of],
				...[percent(serviceLevel.missRate), serviceLevel.missed, serviceLevel.total],
				...[percent(ofCompleted.missRate), ofCompleted.missed, ofCompleted.total],
			];
		}),
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
		providers.map(({ cost }) => [
			...[cost.price?.inputPerMillion, cost.price?.outputPerMillion],
			...[cost.requests, cost.unaccounted === 0 ? null : cost.unaccounted],
			...[cost.promptTokens, cost.cachedTokens, cost.completionTokens, cost.total, cost.perRequest],
		]),
		providers.map(({ accounting: { requests, commonTokens, nativeTokens, disagreement } }) => [
			...[requests, commonTokens, nativeTokens, percent(disagreement)],
		]),
		[
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
	return [
		...[providers.length, providers.reduce((sum, { requests }) => sum + requests.counted, 0)],
		...[deadlines.firstMs, deadlines.eachMs, deadlines.stallMs],
		...[fluidRate.share * 100, 1 - fluidRate.targetMissRate, goodput.firstVisibleMs, goodput.fluidityIndex],
		...(uncertainty === null ? [] : [uncertainty.confidence * 100, uncertainty.resamples, uncertainty.seed]),
		...runs.flatMap(({ maxTokens, rounds, environment }) => [maxTokens, rounds, environment.cpus]),
		...(closest === null
			? []
			: [closest.difference, closest.interval?.low ?? 0, closest.interval?.high ?? 0, closest.n]),
		...(closest === null ? [] : [Math.max(closest.correctedP, 0.001)]),
		// Requests of which a P99 is hardly more than the largest, and what a failed one counts.
		...[100, 0],
		...Array.from(providers, (_, place) => place + 1),
	];
}

/** The rows of `summary.csv` that hold numbers, by section, provider and name: value, low, high and n. */
export function numbersOfSummary(study: Study): Map<string, (number | null)[]> {
	const rows = new Map<string, (number | null)[]>();
	const row = (section: string, whose: string, name: string, value: Number, n: Number = null): void => {
		rows.set(`${section}/${whose}/${name}`, [value ?? null, null, null, n ?? null]);
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
		for (const [what, count] of Object.entries(requests)) row('requests', name, what, count);
		row('requests', name, 'error rate', provider.errorRate, requests.counted);
		for (const metric of METRIC_NAMES) {
			const { n, mean, interval, quantiles } = provider.metrics[metric];
			rows.set(`metric/${name}/${metric} mean`, [mean, interval?.low ?? null, interval?.high ?? null, n]);
			for (const { quantile, value, low, high } of quantiles) {
				rows.set(`metric/${name}/${metric} quantile ${quantile}`, [value, low, high, n]);
			}
		}
		const { n, cdf, ...gaps } = gapsMs;
		for (const [what, value] of Object.entries(gaps)) row('TBT ms', name, what, value, n);
		for (const [index, value] of cdf.entries()) row('TBT ms', name, `quantile ${index / 100}`, value, n);
		row('tokens per second', name, 'TPOT-based', tokenRates.tpotBased, requests.completed);
		row('tokens per second', name, 'tail-TBT-based', tokenRates.tbtBased, n);
		row('tokens per second', name, 'fluid', fluid(provider), acceptance.n);
		if (tokenRates.fluid.type === 'found') {
			row('tokens per second', name, 'fluid, requests that must keep it', tokenRates.fluid.needed, acceptance.n);
			row('tokens per second', name, 'fluid, interval ns', tokenRates.fluid.intervalNs, acceptance.n);
		}
		row('tokens per second', name, 'fluid, as the reference has it', tokenRates.reference, requests.completed);
		acceptance.targetsMs.forEach((target, index) => {
			row('miss rate', name, `p99 at ${target} ms`, acceptance.p99MissRate[index], acceptance.n);
			row('miss rate', name, `median at ${target} ms`, acceptance.medianMissRate[index], acceptance.n);
		});
		row('goodput', name, 'good requests', goodput.good, goodput.of);
		row('goodput', name, 'share', goodput.share, goodput.of);
		row('goodput', name, 'per second', goodput.perSecond, goodput.of);
		const { ofCompleted } = serviceLevel;
		row('service level', name, 'missed', serviceLevel.missed, serviceLevel.total);
		row('service level', name, 'miss rate', serviceLevel.missRate, serviceLevel.total);
		row('service level', name, 'missed by completed requests', ofCompleted.missed, ofCompleted.total);
		row('service level', name, 'miss rate of completed requests', ofCompleted.missRate, ofCompleted.total);
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
		row('cost', name, 'US dollars per request', cost.perRequest, cost.requests);
		row('cost', name, 'prompt tokens', cost.promptTokens, cost.requests);
		row('cost', name, 'completion tokens', cost.completionTokens, cost.requests);
		row('cost', name, 'reasoning tokens', cost.reasoningTokens, cost.requests);
		row('cost', name, 'cached prompt tokens', cost.cachedTokens, cost.requests);
		row('cost', name, 'requests without an account', cost.unaccounted);
		row('accounting', name, 'common tokens', accounting.commonTokens, accounting.requests);
		row('accounting', name, 'native tokens', accounting.nativeTokens, accounting.requests);
		row('accounting', name, 'native ÷ common − 1', accounting.disagreement, accounting.requests);
	}
	for (const { one, other, difference, interval, n, wins, ties, losses, p, correctedP } of study.comparisons) {
		const pair = `${study.providers[one]?.name} − ${study.providers[other]?.name}`;
		rows.set(`comparison/${pair}/difference`, [difference, interval?.low ?? null, interval?.high ?? null, n]);
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

function fluid({ tokenRates }: ProviderStudy): number | null {
	return tokenRates.fluid.type === 'found' ? tokenRates.fluid.tokensPerSecond : null;
}

function percent(share: number | null): number | null {
	return share === null ? null : share * 100;
}
