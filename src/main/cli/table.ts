import Table from 'cli-table3';
import { DEFAULT_DEFINITION } from '../../core/definition.ts';
import type { Health } from '../../core/health.ts';
import { hasFewGaps, type ProviderScore, type Scorecard } from '../../core/scorecard.ts';
import { definitionLabel } from '../../core/study/method.ts';

const NO_NUMBER = 'n/a';
/** Behind a percentile of too few. */
const FEW = '*';

/** The scorecard as text for a terminal: the table, then failures, stalls and the measurement's health. */
export function scorecardTable(scorecard: Scorecard): string {
	const { run, providers, health } = scorecard;
	const columns = COLUMNS.filter(({ shown }) => shown?.(scorecard) ?? true);
	const table = new Table({
		head: columns.map(({ head }) => head),
		colAligns: columns.map(({ left }) => (left ? 'left' : 'right')),
		style: { head: [], border: [] },
		chars: BORDERLESS,
	});
	for (const provider of providers) table.push(columns.map(({ cell }) => cell(provider)));
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
		`Fluidity ${definitionLabel(DEFAULT_DEFINITION)}.`,
		...providers.flatMap(failureLines),
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
	/** Text rather than numbers. */
	readonly left?: true;
	/** Always, where it is left out. */
	readonly shown?: (scorecard: Scorecard) => boolean;
}

const COLUMNS: readonly Column[] = [
	{ head: 'provider', left: true, cell: ({ name }) => name },
	{ head: 'n', cell: ({ n }) => String(n), shown: ({ run }) => run.rounds > 1 },
	{ head: 'fluidity', cell: ({ fluidityIndex }) => fixed(fluidityIndex, 3) },
	{
		head: 'of completed',
		cell: ({ fluidityOfCompleted }) => fixed(fluidityOfCompleted, 3),
		shown: ({ providers }) =>
			providers.some(({ fluidityIndex, fluidityOfCompleted }) => fluidityIndex !== fluidityOfCompleted),
	},
	{
		head: 'missed',
		cell: ({ missedDeadlines, totalDeadlines }) =>
			missedDeadlines === null ? NO_NUMBER : `${missedDeadlines} of ${totalDeadlines}`,
	},
	{ head: 'TTFT', cell: ({ ttftMs }) => fixed(ttftMs, 0) },
	{ head: 'visible', cell: ({ firstVisibleMs }) => fixed(firstVisibleMs, 0) },
	{ head: 'TBT p50', cell: ({ tbtMs }) => fixed(tbtMs.p50, 1) },
	{ head: 'TBT p99', cell: ({ tbtMs }) => `${fixed(tbtMs.p99, 0)}${hasFewGaps(tbtMs) ? FEW : ''}` },
	{ head: 'tok/s', cell: ({ outputTokensPerSecond }) => fixed(outputTokensPerSecond, 1) },
	{ head: 'tokens', cell: ({ outputTokens }) => fixed(outputTokens, 0) },
	{ head: 'native', cell: ({ nativeTokens }) => fixed(nativeTokens, 0) },
	{ head: 'status', left: true, cell: ({ status }) => status.replaceAll('-', ' ') },
];

function healthLine(health: Health): string {
	const { loopDelayP99Ms, skewMs, coldConnections, reads, multiFrameReads, cachedPromptTokens, proxied } = health;
	const parts = [
		`loop delay p99 ${loopDelayP99Ms === null ? 'unknown (too short a run)' : `${loopDelayP99Ms.toFixed(1)} ms`}`,
		`skew ${skewMs === null ? 'unknown' : `${skewMs.toFixed(1)} ms`}`,
		`cold connections ${coldConnections}`,
		`${multiFrameReads} of ${reads} reads with several frames`,
		...(cachedPromptTokens === 0 ? [] : [`${cachedPromptTokens} prompt tokens from caches`]),
		...(proxied ? ['a proxy named itself'] : []),
	];
	return `Measurement: ${parts.join(', ')}.`;
}

function failureLines({ name, failures }: ProviderScore): string[] {
	return failures.map(({ round, state, message, retryAfterMs }) => {
		const retry = retryAfterMs === null || state === 'held' ? '' : ` It asks to wait ${retryAfterMs / 1000} s.`;
		return `${name}, round ${round}: ${state.replaceAll('-', ' ')}. ${message}${retry}`;
	});
}

const MOST_STALLS_SHOWN = 5;

function stallLines({ name, stalls }: ProviderScore): string[] {
	if (stalls.length === 0) return [];
	const longest = [...stalls].sort((one, other) => other.waitMs - one.waitMs).slice(0, MOST_STALLS_SHOWN);
	const shown = longest.map(({ waitMs, atMs, missed }) => {
		const count = missed === 1 ? '1 deadline' : `${missed} deadlines`;
		return `${(waitMs / 1000).toFixed(2)} s at ${(atMs / 1000).toFixed(1)} s (${count})`;
	});
	const more = stalls.length > shown.length ? ` and ${stalls.length - shown.length} shorter` : '';
	return [`${name} stalled ${stalls.length === 1 ? 'once' : `${stalls.length} times`}: ${shown.join(', ')}${more}.`];
}

function fixed(value: number | null, digits: number): string {
	return value === null ? NO_NUMBER : value.toFixed(digits);
}
