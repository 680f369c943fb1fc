import Table from 'cli-table3';
import type { ProviderScore, Scorecard } from '../../core/scorecard.ts';

const NO_NUMBER = 'n/a';

/** The scorecard as text for a terminal: the table, then failures, stalls and the measurement's health. */
export function scorecardTable(scorecard: Scorecard): string {
	const { run, providers, health } = scorecard;
	const table = new Table({
		head: [
			'provider',
			'fluidity',
			'missed',
			'TTFT',
			'visible',
			'TBT p50',
			'TBT p99',
			'tok/s',
			'tokens',
			'native',
			'status',
		],
		colAligns: ['left', ...Array.from({ length: 9 }, () => 'right' as const), 'left'],
		style: { head: [], border: [] },
		chars: BORDERLESS,
	});
	for (const provider of providers) table.push(row(provider));
	const { firstMs, eachMs } = run.deadlines;
	const counted = run.accounting === 'common' ? 'tokens counted with o200k_base' : 'token counts are estimates';
	const rounds = run.rounds === 1 ? 'one request each' : `${run.rounds} rounds, means`;
	return [
		table.toString(),
		'',
		`First token due after ${firstMs} ms, then one every ${eachMs} ms. Times in ms; ${counted}; ${rounds}.`,
		...providers.flatMap(failureLines),
		...providers.flatMap(stallLines),
		...(health === null
			? ['The measurement was cut off before its health was known.']
			: health.reasons.map((reason) => `Unhealthy measurement: ${reason}`)),
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

function row(provider: ProviderScore): string[] {
	const { missedDeadlines, totalDeadlines } = provider;
	return [
		provider.name,
		fixed(provider.fluidityIndex, 3),
		missedDeadlines === null ? NO_NUMBER : `${missedDeadlines} of ${totalDeadlines}`,
		fixed(provider.ttftMs, 0),
		fixed(provider.firstVisibleMs, 0),
		fixed(provider.tbtMs.p50, 1),
		fixed(provider.tbtMs.p99, 0),
		fixed(provider.outputTokensPerSecond, 1),
		fixed(provider.outputTokens, 0),
		fixed(provider.nativeTokens, 0),
		provider.status.replaceAll('-', ' '),
	];
}

function failureLines({ name, failures }: ProviderScore): string[] {
	return failures.map(({ round, state, message, retryAfterMs }) => {
		const retry = retryAfterMs === null ? '' : ` It asks to wait ${retryAfterMs / 1000} s.`;
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
