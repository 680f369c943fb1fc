import type { RunResult } from '../../../core/api.ts';
import { type Standing, standingOf } from '../../../core/counted-requests.ts';
import type { Definition } from '../../../core/definition.ts';
import { OUTPUT_KINDS, type OutputKind } from '../../../core/events.ts';
import { requestMetrics } from '../../../core/fluidity/request-metrics.ts';
import { spanNs } from '../../../core/goodput.ts';
import type { Accounting } from '../../../core/request-score.ts';
import { nativeTokensPerArrival } from '../../../core/tokens.ts';
import {
	type ArrivalColumns,
	arrivalsOfColumns,
	estimatedTokens,
	intervalsOfColumns,
} from '../../live/arrival-columns.ts';
import type { LiveStream } from '../../live/live-stream.ts';
import { startOf } from '../../live/stored-stream.ts';
import type { CountedBy } from '../../ui/definition-words.ts';

/** The choices that say what counts as a token. The others only say when one is due. */
export type Counting = Pick<Definition, 'accounting' | 'unit' | 'reasoning'>;

/** What is needed of a stream to score it. */
export type ScoredStream = Pick<
	LiveStream,
	'stream' | 'provider' | 'round' | 'released' | 'sent' | 'ended' | 'columns'
>;

/** A run that has ended, as the page holds it. */
export interface RunToScore {
	/** By provider, then by stream. */
	readonly streams: readonly ScoredStream[];
	readonly providers: number;
	readonly result: Pick<RunResult, 'counts'> & { readonly accounting: Accounting };
}

/** One request as counted: everything of its score that no deadline changes. Times count from t₀. */
export interface CountedRow {
	readonly provider: number;
	readonly round: number;
	readonly standing: Standing;
	/** It was never sent, for its provider had asked to wait: only goodput counts it. */
	readonly held: boolean;
	/** Its intervals: from `from` to `to` (exclusive) of the run's. */
	readonly from: number;
	readonly to: number;
	readonly ttftNs: number | null;
	readonly firstVisibleNs: number | null;
	readonly tpotNs: number | null;
	readonly endToEndNs: number | null;
	readonly outputTokensPerSecond: number | null;
	readonly promptTokens: number | null;
	readonly accounting: RowAccounting;
}

/** Whose count it was; `chunk`: every arrival is one. */
export type RowAccounting = Accounting | 'native' | 'chunk';

/** A run's tokens in one array, so that moving a slider walks through them in place. Plain data: a worker can have it. */
export interface CountedRun {
	readonly providers: number;
	/** Request by request. Whole nanoseconds. */
	readonly intervalsNs: Float64Array<ArrayBuffer>;
	/** Of its rows, but for those that had to be counted otherwise. */
	readonly accounting: RowAccounting;
	/** By provider, then by round. */
	readonly rows: readonly CountedRow[];
	/** Of the run, for rates. */
	readonly durationNs: number;
}

/**
 * Counts the tokens of every request. The intervals, and all that follows from them, are those of `scoreRequestUnder` for
 * the same recording.
 */
export function countRun({ streams, providers, result }: RunToScore, counting: Counting): CountedRun {
	const counts = new Map(result.counts.map(({ stream, tokens }) => [stream, tokens]));
	const kinds: readonly OutputKind[] = counting.reasoning === 'in' ? ['text', 'reasoning'] : ['text'];
	const ordered = streams.toSorted((one, other) => one.provider - other.provider || one.round - other.round);
	const parts: Float64Array[] = [];
	let filled = 0;
	const rows = ordered.map((stream): CountedRow => {
		const columns = stream.columns();
		const common = result.accounting === 'common' ? (counts.get(stream.stream) ?? null) : null;
		const { tokens, accounting } = tokensOf(stream, columns, common, counting);
		const startNs = startOf(stream.sent, stream.released);
		const intervals = startNs === null ? new Float64Array() : intervalsOfColumns(columns, tokens, kinds, startNs);
		const { tpot, endToEnd } = requestMetrics(intervals);
		parts.push(intervals);
		const from = filled;
		filled += intervals.length;
		const since = (index: number): number | null =>
			startNs === null || index < 0 ? null : (columns.atNs[index] ?? startNs) - startNs;
		return {
			provider: stream.provider,
			round: stream.round,
			standing: standingOf(stream),
			held: stream.ended?.state === 'held',
			from,
			to: filled,
			ttftNs: since(columns.length === 0 ? -1 : 0),
			firstVisibleNs: since(columns.kind.findIndex((kind) => kinds.includes(OUTPUT_KINDS[kind] ?? 'tool'))),
			tpotNs: tpot,
			endToEndNs: endToEnd,
			outputTokensPerSecond: endToEnd ? (intervals.length * 1e9) / endToEnd : null,
			promptTokens: stream.ended?.usage?.promptTokens ?? null,
			accounting,
		};
	});
	const intervalsNs = new Float64Array(filled);
	parts.forEach((part, index) => {
		intervalsNs.set(part, rows[index]?.from ?? 0);
	});
	const accounting = accountingOf(counting, result.accounting);
	return { providers, intervalsNs, accounting, rows, durationNs: spanNs(streams) };
}

/** The intervals of one request. */
export function intervalsOf({ intervalsNs }: CountedRun, { from, to }: Pick<CountedRow, 'from' | 'to'>): Float64Array {
	return intervalsNs.subarray(from, to);
}

function tokensOf(
	stream: ScoredStream,
	columns: ArrivalColumns,
	common: readonly number[] | null,
	counting: Counting,
): { readonly tokens: ArrayLike<number>; readonly accounting: RowAccounting } {
	if (counting.unit === 'chunk') return { tokens: new Uint8Array(columns.length).fill(1), accounting: 'chunk' };
	const commonTokens = common ?? estimatedTokens(columns);
	const native =
		counting.accounting === 'native'
			? nativeTokensPerArrival(
					arrivalsOfColumns(stream.stream, columns, false),
					commonTokens,
					stream.ended?.usage ?? null,
				)
			: null;
	if (native !== null) return { tokens: native.tokens, accounting: 'native' };
	return { tokens: commonTokens, accounting: common === null ? 'estimate' : 'common' };
}

/** Who counted a run's tokens, for the words on it: chunks are counted under either accounting. */
export function countedBy(
	{ accounting: counted }: Pick<CountedRun, 'accounting'>,
	{ accounting }: Definition,
): CountedBy {
	return counted === 'estimate' ? counted : accounting;
}

function accountingOf({ accounting, unit }: Counting, counted: Accounting): RowAccounting {
	if (unit === 'chunk') return 'chunk';
	return accounting === 'native' ? 'native' : counted;
}
