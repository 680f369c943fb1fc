import { csvFile } from '../../core/csv.ts';
import type { DefinedScore } from '../../core/definition.ts';
import { missRateCurve, missRatesByTarget, REFERENCE_TARGETS_SECONDS } from '../../core/fluidity/acceptance-curve.ts';
import { scoreIntervals } from '../../core/fluidity/deadlines.ts';
import { referenceMinimumInterval } from '../../core/fluidity/minimum-interval.ts';
import { DEFAULT_SHARE, tokenRates } from '../../core/fluidity/token-rates.ts';
import { mean } from '../../core/stats/mean.ts';
import { quantile } from '../../core/stats/quantile.ts';
import { definitionLabel, fluidTargetWords } from '../../core/study/method.ts';
import type { ScoredStudy } from '../../core/study.ts';
import type { ProviderStudy, Study } from '../../core/study-schema.ts';
import { folderNames } from './folder-names.ts';
import { jsonText } from './json-report.ts';
import type { ReportFile } from './report-file.ts';

const NS_PER_SECOND = 1e9;

/**
 * The study in the layout of Metron (a02c97e) and Etalon (d5f18de), a folder for each provider, so that their tools and
 * `fluidity score` read it: completed requests, times in seconds, numbers in the reference's own arithmetic. What that
 * layout has no place for stands beside the folders, in `study.json`. The first time of a request is its first visible
 * token's, and one without a token is written as the reference writes one: 0 and no gap.
 */
export function metronReport(study: Study, scored: ScoredStudy): ReportFile[] {
	const folders = folderNames(study.providers.map(({ name }) => name));
	return [
		{ path: 'metron/study.json', content: jsonText(study) },
		...study.providers.flatMap((provider, index) => {
			const entries = scored.byProvider[index] ?? [];
			const whole = entries.filter(({ standing }) => standing === 'whole');
			const requests = whole.map(({ request, score }) => ({
				promptTokens: request.ended?.usage?.promptTokens ?? null,
				score,
				seconds: Array.from(score.intervalsNs, (interval) => interval / NS_PER_SECOND),
			}));
			const files = providerFiles(study, provider, requests);
			return Object.entries(files).map(([name, content]) => ({ path: `metron/${folders[index]}/${name}`, content }));
		}),
	];
}

interface MetronRequest {
	readonly promptTokens: number | null;
	readonly score: DefinedScore;
	readonly seconds: readonly number[];
}

function providerFiles(
	{ deadlines, definition, scorecard, asked }: Study,
	provider: ProviderStudy,
	requests: readonly MetronRequest[],
): Readonly<Record<string, string>> {
	const times = requests.map(({ seconds }) => seconds);
	const target = asked.fluidRate.targetMissRate;
	const pair = { first: deadlines.firstMs / 1e3, each: deadlines.eachMs / 1e3 };
	const counts = times.map((intervals) => scoreIntervals(intervals, pair));
	const missed = counts.reduce((sum, count) => sum + count.missed, 0);
	const total = counts.reduce((sum, count) => sum + count.total, 0);
	const byRequest = {
		num_prompt_tokens: requests.map(({ promptTokens }) => promptTokens),
		num_output_tokens: times.map(({ length }) => length),
		num_total_tokens: requests.map(({ promptTokens, seconds }) =>
			promptTokens === null ? null : promptTokens + seconds.length,
		),
		ttft: times.map(([first = 0]) => first),
		tbt: times.map((intervals) => intervals.slice(1)),
		tpot: times.map((intervals) => mean(intervals, 1) ?? 0),
		end_to_end_latency: times.map(sum),
		normalized_end_to_end_latency: times.map((intervals) =>
			intervals.length === 0 ? 0 : sum(intervals) / intervals.length,
		),
		output_throughput: times.map((intervals) => (sum(intervals) === 0 ? 0 : intervals.length / sum(intervals))),
		deadline_miss_rate: counts.map((count) => (count.total === 0 ? 0 : count.missed / count.total)),
		min_tbt_deadline_to_meet: times.map((intervals) => referenceMinimumInterval(intervals, pair.first, target, false)),
	};
	const rates = tokenRates(times, 1);
	const errors = Object.fromEntries(
		provider.errors.map(({ state, kind, status, code, count }) => [
			[state, kind, status, code].filter((part) => part !== null).join(' '),
			count,
		]),
	);
	const missRate = total === 0 ? 0 : missed / total;
	const summaries = [
		summarize('Number of Prompt Tokens', byRequest.num_prompt_tokens),
		summarize('Number of Output Tokens', byRequest.num_output_tokens),
		summarize('Number of Total Tokens', byRequest.num_total_tokens),
		summarize('Time per Output Token', byRequest.tpot),
		summarize('Time to First Token', byRequest.ttft),
		summarize('Time Between Tokens', byRequest.tbt.flat()),
		summarize('End to End Latency', byRequest.end_to_end_latency),
		summarize('Normalized End to End Latency', byRequest.normalized_end_to_end_latency),
		summarize('Output Throughput', byRequest.output_throughput),
		summarize(
			`Deadline Miss Rate with ${pair.each}s TBT Deadline, ${pair.first}s TTFT Deadline`,
			byRequest.deadline_miss_rate,
		),
		summarize(
			`Min Deadline to Meet Target Deadline Miss Rate of ${Number((target * 100).toPrecision(12))}%`,
			byRequest.min_tbt_deadline_to_meet,
		),
	];
	return {
		'config.json': jsonText({
			model: provider.model,
			ttft_deadline: pair.first,
			tbt_deadline: pair.each,
			target_deadline_miss_rate: target,
			// Not the reference's own: which tokens these times are of, and how its layout scores them whatever was chosen.
			definition: definitionLabel({
				scorecard,
				definition: { ...definition, count: 'deadlines', firstToken: 'in', ttftDeadline: 'fixed' },
			}),
			fluid_rate: fluidTargetWords(asked.fluidRate),
		}),
		'request_level_metrics.json': jsonText(byRequest),
		'service_level_metrics.json': jsonText({
			service_level_missed_deadlines: missed,
			service_level_total_deadlines: total,
			service_level_deadline_miss_rate: missRate,
		}),
		'throughput_metrics.json': jsonText({
			tpot_based_throughput: rates.tpotBased,
			tbt_based_throughput: rates.tbtBased,
			deadline_based_throughput: provider.tokenRates.reference,
		}),
		'p99_deadline_miss_rate_for_target_tbt_values.json': jsonText({
			'Target TBT (ms)': provider.acceptance.targetsMs,
			'Miss Rate P(99)': missRateCurve(missRatesByTarget(times, REFERENCE_TARGETS_SECONDS), DEFAULT_SHARE).values,
		}),
		'perf_metrics.csv': performanceTable(summaries),
		'error_stats.json': jsonText({
			'Number of Requests': provider.requests.counted,
			'Number of Errored Requests': provider.requests.counted - provider.requests.completed,
			'Number of Completed Requests': provider.requests.completed,
			'Error Rate': provider.errorRate,
			'Deadline Miss Rate': missRate,
			...Object.fromEntries(
				summaries.flatMap(({ name, values }) => values.map((value, index) => [`${name} (${COLUMNS[index]})`, value])),
			),
			// Not the reference's own: it keeps no account of either.
			'Errors by Kind': errors,
			'Retry After (ms)': provider.errors.flatMap(({ retryAftersMs }) => retryAftersMs),
		}),
	};
}

const COLUMNS = ['Mean', 'P50', 'P90', 'P99'] as const;

interface Summary {
	readonly name: string;
	/** By {@link COLUMNS}; exact, where the reference keeps a sketch. */
	readonly values: readonly (number | null)[];
}

function summarize(name: string, values: readonly (number | null)[]): Summary {
	const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
	return { name, values: [mean(sorted), quantile(sorted, 0.5), quantile(sorted, 0.9), quantile(sorted, 0.99)] };
}

/** As the reference's: a header made of the first metric's name and one row for each, in its order; its name comes last. */
function performanceTable(summaries: readonly Summary[]): string {
	const header = COLUMNS.map((column) => `${summaries[0]?.name} (${column})`);
	return csvFile(
		[...header, 'Metric'],
		summaries.map(({ name, values }) => [...values, name]),
	).slice(1);
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
