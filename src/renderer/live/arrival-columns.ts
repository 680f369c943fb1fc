import type { Arrival, Batch } from '../../core/batch.ts';
import { OUTPUT_KINDS, type OutputKind, TOKEN_SOURCES } from '../../core/events.ts';
import { ns } from '../../core/time.ts';
import { estimateTokens } from '../../core/tokens.ts';

/** What arrived of one request, as columns of one length: a million tokens are a few arrays, and no objects. */
export interface ArrivalColumns {
	readonly length: number;
	/** From the run's epoch. */
	readonly atNs: Float64Array;
	/** Index into OUTPUT_KINDS. */
	readonly kind: Uint8Array;
	/** The provider's own count, −1 where it gave none. */
	readonly tokens: Int32Array;
	/** Index into TOKEN_SOURCES. */
	readonly tokenSource: Uint8Array;
	/** Cut out of the whole when it is asked for. */
	text(index: number): string;
}

/** The arrivals from `from` to `to` (exclusive) of a batch: views of it, nothing is copied. */
export function columnsOfBatch(batch: Batch, from: number, to: number): ArrivalColumns {
	return {
		length: to - from,
		atNs: batch.atNs.subarray(from, to),
		kind: batch.kind.subarray(from, to),
		tokens: batch.tokens.subarray(from, to),
		tokenSource: batch.tokenSource.subarray(from, to),
		text(index) {
			const at = from + index;
			return batch.text.slice(at === 0 ? 0 : batch.textEnd[at - 1], batch.textEnd[at]);
		},
	};
}

/** The columns as objects. Without `withText` the texts are empty: what is counted already needs none. */
export function arrivalsOfColumns(stream: number, columns: ArrivalColumns, withText: boolean): Arrival[] {
	return Array.from({ length: columns.length }, (_, index) => {
		const tokens = columns.tokens[index] ?? -1;
		return {
			stream,
			kind: kindOf(columns, index),
			read: 0,
			atNs: ns(columns.atNs[index] ?? 0),
			bytes: 0,
			tokens: tokens < 0 ? null : tokens,
			tokenSource: TOKEN_SOURCES[columns.tokenSource[index] ?? 0] ?? 'none',
			text: withText ? columns.text(index) : '',
		};
	});
}

/** The estimate of each arrival's tokens, as it stands until a text was counted. */
export function estimatedTokens(columns: ArrivalColumns): number[] {
	return Array.from({ length: columns.length }, (_, index) => estimateTokens(columns.text(index)));
}

/**
 * One interval by token of the kinds that count, as `scoreRequest` makes them: the first one's wait from `startNs`, then
 * the gap before each; k tokens of one arrival are a gap and k−1 zeros. An arrival without a token adds none.
 *
 * @param tokens by arrival, whatever its kind
 */
export function intervalsOfColumns(
	columns: ArrivalColumns,
	tokens: ArrayLike<number>,
	kinds: readonly OutputKind[],
	startNs: number,
): Float64Array<ArrayBuffer> {
	const counts = OUTPUT_KINDS.map((kind) => kinds.includes(kind));
	let length = 0;
	for (let index = 0; index < columns.length; index++) {
		if (counts[columns.kind[index] as number]) length += tokens[index] as number;
	}
	const intervals = new Float64Array(length);
	let filled = 0;
	let previousNs = startNs;
	for (let index = 0; index < columns.length; index++) {
		const own = tokens[index] as number;
		if (own === 0 || !counts[columns.kind[index] as number]) continue;
		const atNs = columns.atNs[index] as number;
		intervals[filled] = atNs - previousNs;
		filled += own;
		previousNs = atNs;
	}
	return intervals;
}

function kindOf({ kind }: ArrivalColumns, index: number): OutputKind {
	return OUTPUT_KINDS[kind[index] ?? 0] ?? 'text';
}
