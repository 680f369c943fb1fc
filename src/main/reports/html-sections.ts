import { byCount } from '../../core/by-count.ts';
import { assertNever } from '../../core/events.ts';
import type { SampledInterval } from '../../core/provider-intervals-schema.ts';
import { hasFewGaps } from '../../core/scorecard.ts';
import { restsOnEstimates } from '../../core/study/accounts.ts';
import {
	definitionLabel,
	definitionWords,
	fluidTargetWords,
	isUsualTarget,
	tokensLabel,
} from '../../core/study/method.ts';
import { METRIC_NAMES, type MetricName, type ProviderStudy, type Study } from '../../core/study-schema.ts';
import { type TableCell, table } from './html-table.ts';
import { html, type Markup, type Part } from './markup.ts';
import {
	bySecondText,
	countText,
	dollarsText,
	intervalText,
	metricText,
	millisecondsText,
	NO_NUMBER,
	percentText,
	pText,
	rateText,
	shortBounds,
} from './numbers.ts';

/** A name that somebody else chose: its own direction, and no effect on what stands around it. */
function nameOf({ name, model }: ProviderStudy): TableCell {
	return { main: html`<bdi>${name}</bdi>`, note: model };
}

/** The numbers that a buyer asks for first. */
export function summarySection(study: Study): Markup {
	const open = study.providers.some(({ intervals: { fluid } }) => (fluid.low === null) !== (fluid.high === null));
	return table(
		`Each provider’s requests, with the 95 % interval below each mean, rate and share. Times in milliseconds. Fluidity-index ${definitionLabel(study)}. Fluid rate: ${targetWords(study)}${open ? '; ≤ has no lower bound, ≥ no upper bound' : ''}.`,
		[
			'Provider',
			'n',
			'Fluidity-index',
			'TTFT',
			'First visible',
			'TBT p50 / p99',
			'Tokens/s',
			'Fluid rate',
			'Failed',
			'Cost',
		],
		study.providers.map((provider) => {
			const { requests, gapsMs, errorRate, cost, intervals } = provider;
			const about = signOfEstimates(study, provider);
			return [
				nameOf(provider),
				countText(requests.counted),
				mean(study, provider, 'fluidityIndex'),
				mean(study, provider, 'ttftMs'),
				mean(study, provider, 'firstVisibleMs'),
				gapsCell(gapsMs, about),
				mean(study, provider, 'outputTokensPerSecond'),
				{ main: about(fluidRateText(provider)), note: shortBounds(intervals.fluid, rateText) },
				{ main: percentText(errorRate), note: noteOf(intervals.errorRate, percentText) },
				dollarsText(cost.total),
			];
		}),
	);
}

/** Median and P99 with the gaps that they are from; grey where those are too few for a P99. */
function gapsCell({ n, p50, p99 }: ProviderStudy['gapsMs'], about: Sign): TableCell {
	const shown = about(millisecondsText(p99));
	const tail = hasFewGaps({ n })
		? html`<span class="few" title="of too few gaps: close to the longest">${shown}</span>`
		: shown;
	return {
		main: html`${about(millisecondsText(p50))}\u00a0/\u00a0${tail}`,
		note: n === 0 ? '' : `n = ${countText(n)}`,
	};
}

/** What the fluid rate is asked for, and whether that was chosen after the run. */
function targetWords({ asked }: Pick<Study, 'asked'>): string {
	return `${fluidTargetWords(asked.fluidRate)}${isUsualTarget(asked.fluidRate) ? '' : ' (exploratory)'}`;
}

function mean(study: Study, provider: ProviderStudy, name: MetricName): TableCell {
	const metric = provider.metrics[name];
	const text = metricText(name);
	const about = countsTokens(name) ? signOfEstimates(study, provider) : String;
	return { main: about(text(metric.mean)), note: intervalText(metric.interval, text) };
}

type Sign = (text: string) => string;

/** Writes the sign of an estimate before the numbers of a provider that rest on them. */
export function signOfEstimates(study: Study, provider: ProviderStudy): Sign {
	const estimated = restsOnEstimates(provider, study);
	return (text) => (estimated && text !== NO_NUMBER ? `~${text}` : text);
}

/** When a request's first tokens came is measured, however they are counted. */
function countsTokens(name: MetricName): boolean {
	return name !== 'ttftMs' && name !== 'firstVisibleMs' && name !== 'endToEndMs';
}

function fluidRateText({ tokenRates: { fluid } }: ProviderStudy): string {
	switch (fluid.type) {
		case 'found':
			return rateText(fluid.tokensPerSecond);
		case 'any':
			return 'any pace';
		case 'empty':
			return NO_NUMBER;
		default:
			return assertNever(fluid);
	}
}

const METRIC_WORDS: Readonly<Record<MetricName, string>> = {
	fluidityIndex: 'Fluidity-index',
	fluidityOfCompleted: 'Fluidity-index of completed requests',
	ttftMs: 'TTFT, ms',
	firstVisibleMs: 'First visible token, ms',
	tpotMs: 'TPOT, ms',
	normalizedLatencyMs: 'Latency by token, ms',
	endToEndMs: 'End to end, ms',
	outputTokensPerSecond: 'Tokens by second',
};

/** With fewer, a quantile so far out is hardly more than the most extreme request. */
export const LEAST_FOR_TAILS = 100;
const TAILS: readonly number[] = [0.01, 0.99];

/** More is better for these: what matters is how low they go. */
const HIGHER_IS_BETTER: readonly MetricName[] = ['fluidityIndex', 'fluidityOfCompleted', 'outputTokensPerSecond'];

/** Means and quantiles of every number that a request has one of. */
export function metricsSection(study: Study): Markup {
	return html`<p>Below each mean stands its interval, below each quantile that of the quantile. P1 and P99 of fewer than ${LEAST_FOR_TAILS} requests are grey.</p>${METRIC_NAMES.map((name) => metricTable(study, name))}`;
}

function metricTable(study: Study, name: MetricName): Markup {
	const text = metricText(name);
	const shown = HIGHER_IS_BETTER.includes(name) ? [0.5, 0.1, 0.01] : [0.5, 0.9, 0.99];
	return table(
		[METRIC_WORDS[name], ...metricLabel(study, name)].join(': '),
		['Provider', 'n', 'Mean', ...shown.map((quantile) => `P${quantile * 100}`)],
		study.providers.map((provider) => {
			const { n, quantiles } = provider.metrics[name];
			const about = countsTokens(name) ? signOfEstimates(study, provider) : String;
			const cells = shown.map((wanted): TableCell => {
				const found = quantiles.find(({ quantile }) => quantile === wanted);
				if (found === undefined) return NO_NUMBER;
				const few = n < LEAST_FOR_TAILS && TAILS.includes(wanted);
				return { main: about(text(found.value)), note: n === 0 ? '' : bounds(found.low, found.high, text), few };
			});
			return [html`<bdi>${provider.name}</bdi>`, countText(n), mean(study, provider, name), ...cells];
		}),
	);
}

/** The choices that a metric depends on. */
function metricLabel(study: Study, name: MetricName): string[] {
	switch (name) {
		case 'fluidityIndex':
		case 'fluidityOfCompleted':
			return [`${definitionLabel(study)}${study.exploratory ? ' (exploratory)' : ''}`];
		case 'ttftMs':
			return [];
		default:
			return [tokensLabel(study)];
	}
}

/** Empty where there was nothing to bound. */
function noteOf({ n, low, high }: SampledInterval, text: (value: number | null) => string): string {
	return n === 0 ? '' : bounds(low, high, text);
}

function bounds(low: number | null, high: number | null, text: (value: number | null) => string): string {
	if (low === null && high === null) return 'no bounds';
	if (high === null) return `from ${text(low)}, no upper bound`;
	if (low === null) return `up to ${text(high)}, no lower bound`;
	return `${text(low)} to ${text(high)}`;
}

/** Rates in tokens by second, and shares of deadlines and requests. */
export function ratesSection(study: Study): Markup {
	const { providers } = study;
	const definition = definitionLabel(study);
	return html`${table(
		`Token rates in tokens by second, three ways (${tokensLabel(study)}; fluid: ${targetWords(study)}). Below each stands its 95 % interval.`,
		['Provider', 'TPOT-based', 'Tail-TBT-based', 'Fluid', 'Reference’s fluid'],
		providers.map((provider) => {
			const { name, tokenRates, intervals } = provider;
			const about = signOfEstimates(study, provider);
			return [
				html`<bdi>${name}</bdi>`,
				{ main: about(rateText(tokenRates.tpotBased)), note: noteOf(intervals.tpotBased, rateText) },
				{ main: about(rateText(tokenRates.tbtBased)), note: noteOf(intervals.tbtBased, rateText) },
				{ main: about(fluidRateText(provider)), note: noteOf(intervals.fluid, rateText) },
				about(rateText(tokenRates.reference)),
			];
		}),
	)}${table(
		`What was good, as a share of the requests and by second, and what share was missed (${definition}). Below each stands its 95 % interval.`,
		['Provider', 'Goodput', 'Good by second', 'Service level missed', 'Missed of completed'],
		providers.map((provider) => {
			const { name, goodput, serviceLevel, intervals } = provider;
			const about = signOfEstimates(study, provider);
			const good = `${percentText(goodput.share)} (${goodput.good}\u00a0of\u00a0${goodput.of})`;
			const missed = (level: ProviderStudy['serviceLevel']['ofCompleted']): string =>
				about(`${percentText(level.missRate)}${ofText(level)}`);
			return [
				html`<bdi>${name}</bdi>`,
				{ main: about(good), note: noteOf(intervals.goodputShare, percentText) },
				{ main: about(bySecondText(goodput.perSecond)), note: noteOf(intervals.goodputPerSecond, bySecondText) },
				{ main: missed(serviceLevel), note: noteOf(intervals.missRate, percentText) },
				{ main: missed(serviceLevel.ofCompleted), note: noteOf(intervals.missRateOfCompleted, percentText) },
			];
		}),
	)}`;
}

function ofText({ missed, total }: ProviderStudy['serviceLevel']['ofCompleted']): string {
	return missed === null || total === null ? '' : ` (${countText(missed)}\u00a0of\u00a0${countText(total)})`;
}

/** Pairs of providers, round by round. */
export function comparisonsSection(study: Study): Markup {
	if (study.comparisons.length === 0) return html`<p>No two providers have a round in common.</p>`;
	const name = (place: number): Part => html`<bdi>${study.providers[place]?.name ?? ''}</bdi>`;
	return table(
		`Paired differences of the fluidity-index, round by round: first − second (${definitionLabel(study)})`,
		['Pair', 'Pairs', 'Difference', '95 % interval', 'First ahead / level / behind', 'p', 'p by Holm'],
		study.comparisons.map(({ one, other, n, difference, interval, wins, ties, losses, p, correctedP }) => [
			html`${name(one)} − ${name(other)}`,
			countText(n),
			difference.toFixed(3),
			interval === null ? NO_NUMBER : `${interval.low.toFixed(3)}\u00a0to\u00a0${interval.high.toFixed(3)}`,
			`${wins} / ${ties} / ${losses}`,
			pText(p),
			pText(correctedP),
		]),
	);
}

/** Failures and held requests alike in how and why, with the waits that providers asked for. */
export function errorsSection({ providers }: Study): Markup {
	const rows = providers.flatMap((provider) =>
		provider.errors.map(({ state, kind, status, code, count, retryAftersMs, message }) => [
			html`<bdi>${provider.name}</bdi>`,
			countText(count),
			[kind, status, code].filter((part) => part !== null).join(' '),
			state.replaceAll('-', ' '),
			retryAftersMs.length === 0 ? NO_NUMBER : retryAftersText(retryAftersMs),
			html`<bdi>${message}</bdi>`,
		]),
	);
	if (rows.length === 0) return html`<p>No request failed.</p>`;
	return table(
		'Failures and held requests by kind',
		['Provider', 'Requests', 'Kind', 'Ended', 'Asked to wait', 'First message'],
		rows,
	);
}

function retryAftersText(retryAftersMs: readonly number[]): string {
	const [least = 0, most = 0] = [retryAftersMs.at(0), retryAftersMs.at(-1)];
	const seconds = (ms: number): string => `${ms / 1000} s`;
	return least === most ? seconds(least) : `${seconds(least)} to ${seconds(most)}`;
}

/** What it cost, and how far the provider's own count lies from the common one. */
export function costSection({ providers, definition }: Study): Markup {
	return html`${table(
		'Cost by each provider’s own account of tokens, in US dollars, cached tokens at the full price',
		['Provider', 'Price in / out, a million', 'Requests', 'Prompt', 'Of it cached', 'Output', 'Total', 'By request'],
		providers.map(({ name, cost, intervals }) => [
			html`<bdi>${name}</bdi>`,
			cost.price === null
				? 'not known'
				: `${dollarsText(cost.price.inputPerMillion)} / ${dollarsText(cost.price.outputPerMillion)}`,
			{ main: countText(cost.requests), note: cost.unaccounted === 0 ? '' : `${cost.unaccounted} told no usage` },
			countText(cost.promptTokens),
			countText(cost.cachedTokens),
			countText(cost.completionTokens),
			dollarsText(cost.total),
			{ main: dollarsText(cost.perRequest), note: noteOf(intervals.costPerRequest, dollarsText) },
		]),
	)}${table(
		`${definition.reasoning === 'in' ? 'Text and reasoning' : 'Visible'} tokens, counted both ways`,
		['Provider', 'Scored by', 'Requests', 'Common', 'Native', 'Native − common'],
		providers.map(({ name, accounting, intervals }) => [
			html`<bdi>${name}</bdi>`,
			accounting.used,
			countText(accounting.requests),
			countText(accounting.commonTokens),
			countText(accounting.nativeTokens),
			{ main: percentText(accounting.disagreement), note: noteOf(intervals.disagreement, percentText) },
		]),
	)}`;
}

/** Whether the measuring itself can be trusted. */
export function healthSection({ scorecard: { health } }: Study): Markup {
	if (health === null) return html`<p class="bad">Not known: the run was cut off before it was judged.</p>`;
	return html`<p class="${health.healthy ? 'good' : 'bad'}">${health.healthy ? 'Healthy: the measuring machine kept up.' : 'Unhealthy: these numbers may be the measuring machine’s.'}</p>${health.reasons.map((reason) => html`<p class="bad">${reason}</p>`)}${table(
		'What was measured of the measuring',
		['Fact', 'Value', 'Limit'],
		[
			['Loop delay p99, ms', millisecondsText(health.loopDelayP99Ms), millisecondsText(health.loopDelayLimitMs)],
			['Schedule lag p99, ms', millisecondsText(health.scheduleLagP99Ms), millisecondsText(health.scheduleLagLimitMs)],
			['Largest skew within a round, ms', millisecondsText(health.skewMs), null],
			[
				'Reads, and those of more than one frame',
				`${countText(health.reads)}, ${countText(health.multiFrameReads)}`,
				null,
			],
			['Cold connections', countText(health.coldConnections), null],
			['Prompt tokens from a cache', countText(health.cachedPromptTokens), null],
			['HTTP', health.httpVersions.join(', '), null],
			['A proxy named itself', health.proxied ? 'yes' : 'no', null],
			['Compressed answers', health.contentEncodings.join(', ') || 'none', null],
		],
	)}`;
}

/** The choices behind a fluidity-index; what is not as usual stands out. */
export function definitionSection(study: Study): Markup {
	const { firstMs, eachMs, stallMs } = study.deadlines;
	const { firstToken, ttftDeadline } = study.definition;
	const firstDeadline = firstToken === 'in' && ttftDeadline === 'fixed' ? `first token after ${firstMs} ms, ` : '';
	return html`<ul class="choices"><li>${firstDeadline}each token ${eachMs} ms after the last deadline; a stall from ${stallMs} ms</li>${definitionWords(
		study,
	).map(({ words, usual }) => html`<li>${usual ? words : html`<strong>${words}</strong>`}</li>`)}</ul>`;
}

/** Where the numbers come from, to be checked. */
export function runsSection({ runs }: Study): Markup {
	return html`${runs.map(
		({ id, startedAt, prompt, maxTokens, rounds, sha256, app, environment, closed }) =>
			html`<dl class="run"><dt>Run</dt><dd>${id}${closed ? '' : ' (cut off)'}</dd><dt>Started</dt><dd>${startedAt}, Fluidity Bench ${app}, ${environment.platform} ${environment.arch}, ${environment.cpus} ${byCount(environment.cpus, 'processor')}</dd><dt>Asked</dt><dd><bdi>${prompt}</bdi><small>at most ${maxTokens} ${byCount(maxTokens, 'token')}, ${rounds} ${byCount(rounds, 'round')}</small></dd><dt>SHA-256 of the recording</dt><dd><code>${sha256 ?? 'no file'}</code></dd></dl>`,
	)}`;
}
