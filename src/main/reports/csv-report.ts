import type { CountedRequest } from '../../core/counted-requests.ts';
import { type Cell, csvFile } from '../../core/csv.ts';
import type { LateToken } from '../../core/request-score.ts';
import { definitionLabel } from '../../core/study/method.ts';
import type { ScoredStudy } from '../../core/study.ts';
import type { Study } from '../../core/study-schema.ts';
import type { ReportFile } from './report-file.ts';
import { SUMMARY_HEADER, summaryRows } from './summary-rows.ts';

/** What the study says, each of its requests, and each of their tokens. */
export function csvReport(study: Study, scored: ScoredStudy): ReportFile[] {
	return [
		{
			path: 'summary.csv',
			content: csvFile(SUMMARY_HEADER, summaryRows(study).map(wholeRow)),
		},
		{ path: 'requests.csv', content: csvFile(REQUEST_HEADER, requestRows(study, scored)) },
		{ path: 'tokens.csv', content: csvFile(TOKEN_HEADER, tokenRows(study, scored)) },
	];
}

/** As long as the header, as RFC 4180 wants every row. */
function wholeRow(row: readonly Cell[]): readonly Cell[] {
	return SUMMARY_HEADER.map((_, column) => row[column] ?? null);
}

const REQUEST_HEADER = [
	'provider',
	'model',
	'round',
	'state',
	'counted as',
	'fluidity-index',
	'missed',
	'total',
	'TTFT ms',
	'first visible ms',
	'TPOT ms',
	'end to end ms',
	'tokens per second',
	'tokens',
	'native tokens',
	'accounting',
	'prompt tokens',
	'completion tokens',
	'cached tokens',
	'failure kind',
	'status',
	'code',
	'retry-after ms',
	'message',
	'finish reason',
	'answered by',
	'definition',
];

function* requestRows(study: Study, { byProvider }: ScoredStudy): Generator<readonly Cell[]> {
	const definition = definitionLabel(study);
	for (const [provider, entries] of byProvider.entries()) {
		const { name = '', model = '' } = study.providers[provider] ?? {};
		for (const entry of entries) yield [name, model, ...requestCells(entry), definition];
	}
}

function requestCells({ request, score, standing }: CountedRequest): readonly Cell[] {
	const { ended } = request;
	const failure = ended?.failure ?? null;
	const usage = ended?.usage ?? null;
	return [
		request.request.round,
		score.state ?? 'unfinished',
		standing,
		score.fluidityIndex,
		score.missed,
		score.total,
		ms(score.ttftNs),
		ms(score.firstVisibleNs),
		ms(score.tpotNs),
		ms(score.endToEndNs),
		score.outputTokensPerSecond,
		score.intervalsNs.length,
		score.nativeVisibleTokens,
		score.accounting,
		usage?.promptTokens ?? null,
		usage?.completionTokens ?? null,
		usage?.cachedTokens ?? null,
		failure?.kind ?? null,
		failure?.status ?? null,
		failure?.code ?? null,
		failure?.retryAfterMs ?? null,
		failure?.message ?? null,
		ended?.finishReason ?? null,
		ended?.upstream ?? null,
	];
}

const TOKEN_HEADER = [
	...['provider', 'round', 'token', 'at ms', 'interval ms', 'wait ms', 'missed', 'arrival', 'text'],
	'definition',
];

/**
 * What a late token `missed` is counted as a request's is: by deadlines or, one each, by tokens. So the column adds up to
 * that of `requests.csv`. The text of an arrival stands at its first token, and the definition at a request's first; an
 * arrival without a token has no row.
 */
function* tokenRows(study: Study, { byProvider }: ScoredStudy): Generator<readonly Cell[]> {
	const definition = definitionLabel(study);
	const counted = (late: LateToken): number => (study.definition.count === 'tokens' ? 1 : late.missed);
	for (const [provider, entries] of byProvider.entries()) {
		const name = study.providers[provider]?.name ?? '';
		for (const { request, score } of entries) {
			const late = new Map(score.lateTokens.map((token) => [token.token, token]));
			let atNs = 0;
			let previous = -1;
			for (const [token, interval] of score.intervalsNs.entries()) {
				atNs += interval;
				const arrival = score.arrivalIndexOfToken[token] ?? 0;
				const wait = late.get(token);
				yield [
					name,
					request.request.round,
					token,
					atNs / 1e6,
					interval / 1e6,
					ms(wait?.waitNs ?? null),
					wait === undefined ? 0 : counted(wait),
					arrival,
					arrival === previous ? null : (request.arrivals[arrival]?.text ?? null),
					token === 0 ? definition : null,
				];
				previous = arrival;
			}
		}
	}
}

function ms(nanoseconds: number | null): number | null {
	return nanoseconds === null ? null : nanoseconds / 1e6;
}
