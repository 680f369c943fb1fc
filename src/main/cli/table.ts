import Table from 'cli-table3';
import { byCount } from '../../core/by-count.ts';
import type { Health } from '../../core/health.ts';
import { hasFewGaps, type ProviderScore, type Scorecard } from '../../core/scorecard.ts';
import type { OrderInterval } from '../../core/stats/order-interval.ts';
import { restsOnEstimates } from '../../core/study/accounts.ts';
import { upstreamsText } from '../../core/study/limits.ts';
import { definitionLabel } from '../../core/study/method.ts';
import type { ProviderStudy, Study } from '../../core/study-schema.ts';
import { failureLabel } from './failure-label.ts';

const NO_NUMBER = 'n/a';
/** Behind a percentile of too few. */
const FEW = '*';

/** A study as text for a terminal: the scorecard, the verdict, then failures, stalls and the measurement's health. */
export function scorecardTable(study: Study): string {
	const { scorecard } = study;
	const { run, providers, health } = scorecard;
	const columns = COLUMNS.filter(({ shown }) => shown?.(scorecard) ?? true);
	const table = new Table({
		head: columns.map(({ head }) => head),
		colAligns: columns.map(({ left }) => (left ? 'left' : 'right')),
		style: { head: [], border: [] },
		chars: BORDERLESS,
	});
	const intervals = study.providers.map((each) => columns.map(({ interval }) => interval?.(each) ?? null));
	providers.forEach((provider, index) => {
		const below = intervals[index] ?? [];
		const whole = study.providers[index];
		const estimated = whole !== undefined && restsOnEstimates(whole, study);
		table.push(
			columns.map(({ cell, countsTokens = false }, place) => {
				const text = cell(provider);
				const about = estimated && countsTokens && text !== NO_NUMBER ? '~' : '';
				return [`${about}${text}`, below[place] ?? []].flat().join('\n');
			}),
		);
	});
	const { firstMs, eachMs } = run.deadlines;
	const counted = run.accounting === 'common' ? 'tokens counted with o200k_base' : 'token counts are estimates';
	const rounds =
		run.rounds === 1
			? 'one request each'
			: `${run.rounds} rounds: missed, tokens and native are totals, TBT is over all gaps, the rest are means`;
	return [
		table.toString(),
		'',
		`First token due after ${firstMs} ms, then one every ${eachMs} ms. Times in ms; ${counted}; ${rounds}.`,
		...(providers.some(({ tbtMs }) => hasFewGaps(tbtMs))
			? [`${FEW} p99 of fewer than 100 gaps: close to the longest of them.`]
			: []),
		`Fluidity ${definitionLabel(study)}.`,
		...(intervals.flat().some((interval) => interval !== null) ? uncertaintyLines(study) : []),
		...(study.verdictSentence === null || providers.length < 2 ? [] : [study.verdictSentence]),
		...providers.flatMap(failureLines),
		...study.providers.flatMap(upstreamLines),
		...providers.flatMap(stallLines),
		...(health === null
			? ['The measurement was cut off before its health was known.']
			: [healthLine(health), ...health.reasons.map((reason) => `Unhealthy measurement: ${reason}`)]),
	].join('\n');
}

const BORDERLESS = {
	top: '',
	'top-mid': '',
	'top-left': '',
	'top-right': '',
	bottom: '',
	'bottom-mid': '',
	'bottom-left': '',
	'bottom-right': '',
	left: '',
	'left-mid': '',
	mid: '',
	'mid-mid': '',
	right: '',
	'right-mid': '',
	middle: ' ',
};

interface Column {
	readonly head: string;
	readonly cell: (provider: ProviderScore) => string;
	/** What stands below the number; null where there is none. */
	readonly interval?: (provider: ProviderStudy) => string | null;
	/** Whether it rests on how tokens are counted: then it is an estimate where they are. */
	readonly countsTokens?: true;
	/** Text rather than numbers. */
	readonly left?: true;
	/** Always, where it is left out. */
	readonly shown?: (scorecard: Scorecard) => boolean;
}

const COLUMNS: readonly Column[] = [
	{ head: 'provider', left: true, cell: ({ name }) => name },
	{ head: 'n', cell: ({ n }) => String(n), shown: ({ run }) => run.rounds > 1 },
	{ ...meanColumn('fluidity', 'fluidityIndex', 3), countsTokens: true },
	{
		...meanColumn('of completed', 'fluidityOfCompleted', 3),
		countsTokens: true,
		shown: ({ providers }) =>
			providers.some(({ fluidityIndex, fluidityOfCompleted }) => fluidityIndex !== fluidityOfCompleted),
	},
	{
		head: 'missed',
		countsTokens: true,
		cell: ({ missedDeadlines, totalDeadlines }) =>
			missedDeadlines === null ? NO_NUMBER : `${missedDeadlines} of ${totalDeadlines}`,
	},
	meanColumn('TTFT', 'ttftMs', 0),
	meanColumn('visible', 'firstVisibleMs', 0),
	{
		head: 'TBT p50',
		countsTokens: true,
		cell: ({ tbtMs }) => fixed(tbtMs.p50, 1),
		interval: ({ intervals }) => between(intervals.gapsMs.p50, 1),
	},
	{
		head: 'TBT p99',
		countsTokens: true,
		cell: ({ tbtMs }) => `${fixed(tbtMs.p99, 0)}${hasFewGaps(tbtMs) ? FEW : ''}`,
		interval: ({ intervals }) => between(intervals.gapsMs.p99, 0),
	},
	{ ...meanColumn('tok/s', 'outputTokensPerSecond', 1), countsTokens: true },
	{ head: 'tokens', countsTokens: true, cell: ({ outputTokens }) => fixed(outputTokens, 0) },
	{ head: 'native', cell: ({ nativeTokens }) => fixed(nativeTokens, 0) },
	{ head: 'status', left: true, cell: ({ status }) => status.replaceAll('-', ' ') },
];

/** A mean over the requests, and its interval below it. */
function meanColumn(
	head: string,
	metric: 'fluidityIndex' | 'fluidityOfCompleted' | 'ttftMs' | 'firstVisibleMs' | 'outputTokensPerSecond',
	digits: number,
): Column {
	return {
		head,
		cell: (score) => fixed(score[metric], digits),
		interval: ({ metrics }) => between(metrics[metric].interval, digits),
	};
}

/** How the intervals below the numbers were made. */
function uncertaintyLines({ uncertainty, providers }: Study): string[] {
	if (uncertainty === null) return [];
	const { confidence, resamples, seed } = uncertainty;
	const counts = providers.map(({ metrics }) => metrics.fluidityIndex.n);
	const [least, most] = [Math.min(...counts), Math.max(...counts)];
	const n = least === most ? `${most}` : `${least} to ${most}`;
	return [
		`Below the numbers: ${confidence * 100} % intervals on n = ${n} ${byCount(most, 'request')} each; of means by bootstrap (B = ${resamples}, seed ${seed}), of TBT by Woodruff, a request being one sample.`,
	];
}

/** Null where nothing is bounded. */
function between(interval: OrderInterval | null, digits: number): string | null {
	const { low, high } = interval ?? { low: null, high: null };
	if (low === null) return high === null ? null : `≤ ${high.toFixed(digits)}`;
	return high === null ? `≥ ${low.toFixed(digits)}` : `${low.toFixed(digits)}–${high.toFixed(digits)}`;
}

function healthLine(health: Health): string {
	const { loopDelayP99Ms, skewMs, coldConnections, reads, multiFrameReads, cachedPromptTokens, proxied } = health;
	const parts = [
		`loop delay p99 ${loopDelayP99Ms === null ? 'unknown (too short a run)' : `${loopDelayP99Ms.toFixed(1)} ms`}`,
		`skew ${skewMs === null ? 'unknown' : `${skewMs.toFixed(1)} ms`}`,
		`cold connections ${coldConnections}`,
		`${multiFrameReads} of ${reads} ${byCount(reads, 'read')} with several frames`,
		...(cachedPromptTokens === 0
			? []
			: [`${cachedPromptTokens} prompt ${byCount(cachedPromptTokens, 'token')} from caches`]),
		...(proxied ? ['a proxy named itself'] : []),
	];
	return `Measurement: ${parts.join(', ')}.`;
}

function failureLines({ name, failures }: ProviderScore): string[] {
	return failures.map(({ round, state, kind, status, message, retryAfterMs }) => {
		const retry = retryAfterMs === null || state === 'held' ? '' : ` It asks to wait ${retryAfterMs / 1000} s.`;
		const label = failureLabel({ kind, status }, state);
		const ended = `${state.replaceAll('-', ' ')}${label === null ? '' : `, ${label}`}`;
		return `${name}, round ${round}: ${ended}. ${message}${retry}`;
	});
}

function upstreamLines({ name, upstreams }: ProviderStudy): string[] {
	if (upstreams.length === 0) return [];
	return [
		`${name} was answered by ${upstreamsText(upstreams)}${upstreams.length > 1 ? ': its numbers mix them' : ''}.`,
	];
}

const MOST_STALLS_SHOWN = 5;

function stallLines({ name, stalls }: ProviderScore): string[] {
	if (stalls.length === 0) return [];
	const longest = [...stalls].sort((one, other) => other.waitMs - one.waitMs).slice(0, MOST_STALLS_SHOWN);
	const shown = longest.map(({ waitMs, atMs, missed }) => {
		const count = `${missed} ${byCount(missed, 'deadline')}`;
		return `${(waitMs / 1000).toFixed(2)} s at ${(atMs / 1000).toFixed(1)} s (${count})`;
	});
	const more = stalls.length > shown.length ? ` and ${stalls.length - shown.length} shorter` : '';
	return [`${name} stalled ${stalls.length === 1 ? 'once' : `${stalls.length} times`}: ${shown.join(', ')}${more}.`];
}

function fixed(value: number | null, digits: number): string {
	return value === null ? NO_NUMBER : value.toFixed(digits);
}
