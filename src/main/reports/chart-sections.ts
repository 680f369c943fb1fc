import { byCount } from '../../core/by-count.ts';
import { LEAST_GAPS_FOR_P99 } from '../../core/scorecard.ts';
import type { OrderInterval } from '../../core/stats/order-interval.ts';
import { definitionLabel, fluidTargetWords, tokensLabel } from '../../core/study/method.ts';
import type { Study } from '../../core/study-schema.ts';
import { LEAST_FOR_TAILS, signOfEstimates } from './html-sections.ts';
import { table } from './html-table.ts';
import { html, type Markup, type Part } from './markup.ts';
import { countText, indexText, millisecondsText, NO_NUMBER, shortBounds } from './numbers.ts';
import { areMany } from './provider-signs.ts';

/** Where the numbers of each chart stand: the sections' addresses in the page. */
export const TABLES = {
	fluidity: 'summary',
	acceptance: 'fluidity-by-target',
	gaps: 'time-between-tokens',
	rates: 'rates-and-shares',
} as const;

/** The four charts. Each says what its numbers depend on, from how many they are, and where they stand as a table. */
export function chartsSection(study: Study): Markup {
	const { definition, providers, asked } = study;
	const tokens = tokensLabel(study);
	const what = definition.count === 'tokens' ? 'tokens on time' : 'deadlines met';
	const units = definition.unit === 'chunk' ? 'Chunks' : 'Tokens';
	const requests = rangeText(
		providers.map(({ acceptance }) => acceptance.n),
		'completed request',
	);
	const gaps = rangeText(
		providers.map(({ gapsMs }) => gapsMs.n),
		'gap',
	);
	return html`<div class="${areMany(study) ? 'charts many' : 'charts'}">
${chart('fluidity', 'Fluidity-index', `Share of ${what}, mean and 95 % interval, ${definitionLabel(study)}; further right is better.`)}
${chart('acceptance', 'Fluidity against the target', `Fluidity-index that 99 % of requests reach, and dotted the median request, by target TBT; by deadlines, first token out, ${tokens}; n\u00a0=\u00a0${requests} each. Higher is better.`)}
${chart('gaps', 'Time between tokens', `Share of gaps no longer than this, ${tokens}; n\u00a0=\u00a0${gaps} each; gaps of 0 stand at the left edge. Steeper and further left is better.`)}
${chart('rates', 'Token rates, three ways', `${units} by second, ${tokens}. The fluid rate is what a reader can count on: ${fluidTargetWords(asked.fluidRate)}.`)}
</div>`;
}

function chart(name: keyof typeof TABLES, title: string, note: string): Markup {
	return html`<figure class="chart"><figcaption>${title}<small>${note} <a href="#${TABLES[name]}">As a table</a></small></figcaption><div id="chart-${name}" role="img" aria-label="${title}: a chart of the numbers in the table that its caption leads to"></div></figure>`;
}

/** `20 gaps`, or `0 to 1 gap`. */
function rangeText(counts: readonly number[], of: string): string {
	const [least, most] = [Math.min(...counts), Math.max(...counts)];
	const range = least === most ? countText(most) : `${countText(least)} to ${countText(most)}`;
	return `${range} ${byCount(most, of)}`;
}

const SHOWN_TARGETS_MS = [10, 20, 25, 30, 40, 50, 100];

/** Some points of the curves of fluidity against the target; all of them are in `summary.csv` and `study.json`. */
export function acceptanceSection(study: Study): Markup {
	const by = `by target TBT in milliseconds (by deadlines, first token out, ${tokensLabel(study)}). Below each stands its 95 % interval, for that target by itself.`;
	return html`${curveTable(
		study,
		'p99MissRate',
		`Fluidity-index that 99 % of the completed requests reach, ${by} What 99 % of fewer than ${LEAST_FOR_TAILS} requests reach is grey: it is hardly more than the worst.`,
	)}${curveTable(study, 'medianMissRate', `Fluidity-index of the median request, ${by}`)}`;
}

function curveTable(study: Study, curve: 'p99MissRate' | 'medianMissRate', caption: string): Markup {
	return table(
		caption,
		['Provider', 'n', ...SHOWN_TARGETS_MS.map((target) => `${target}\u00a0ms`)],
		study.providers.map((provider) => [
			html`<bdi>${provider.name}</bdi>`,
			countText(provider.acceptance.n),
			...SHOWN_TARGETS_MS.map((target) => {
				const { acceptance, intervals } = provider;
				const about = signOfEstimates(study, provider);
				const place = acceptance.targetsMs.indexOf(target);
				const { low = null, high = null } = intervals[curve][place] ?? {};
				const bounds = { low: fluidityOf(high), high: fluidityOf(low) };
				const few = curve === 'p99MissRate' && acceptance.n < LEAST_FOR_TAILS;
				return {
					main: greyIf(few, about(indexText(fluidityOf(acceptance[curve][place] ?? null)))),
					note: shortBounds(bounds, indexText),
				};
			}),
		]),
	);
}

function fluidityOf(missRate: number | null): number | null {
	return missRate === null ? null : 1 - missRate;
}

/** Some quantiles of the gaps; all of them are in `summary.csv` and `study.json`. */
export function gapsSection(study: Study): Markup {
	return table(
		`Gaps after the first ${study.definition.unit}, of the completed requests together, in milliseconds (${tokensLabel(study)}). Below P50, P90 and P99 stand their 95 % intervals, a request being one sample. P99 of fewer than ${LEAST_GAPS_FOR_P99} gaps is grey: it is close to the longest.`,
		['Provider', 'n', 'Of 0', 'P10', 'P25', 'P50', 'P75', 'P90', 'P95', 'P99', 'Longest'],
		study.providers.map((provider) => {
			const { n, zeros, p50, p90, p99, max, cdf } = provider.gapsMs;
			const bounds = provider.intervals.gapsMs;
			const about = signOfEstimates(study, provider);
			const milliseconds = (value: number | null): string => about(millisecondsText(value));
			const quantile = (percent: number): string => milliseconds(cdf[percent] ?? null);
			const sure = (main: Part, own: OrderInterval) => ({ main, note: shortBounds(own, millisecondsText) });
			return [
				html`<bdi>${provider.name}</bdi>`,
				about(countText(n)),
				n === 0 ? NO_NUMBER : about(countText(zeros)),
				...[quantile(10), quantile(25), sure(milliseconds(p50), bounds.p50), quantile(75)],
				...[sure(milliseconds(p90), bounds.p90), quantile(95)],
				sure(greyIf(n < LEAST_GAPS_FOR_P99, milliseconds(p99)), bounds.p99),
				milliseconds(max),
			];
		}),
	);
}

function greyIf(few: boolean, text: string): Markup {
	return few ? html`<span class="few">${text}</span>` : html`${text}`;
}
