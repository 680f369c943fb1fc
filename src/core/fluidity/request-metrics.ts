import { mean } from '../stats/mean.ts';

/** One request's times, in the unit of its intervals. Null where too few tokens came for there to be such a number. */
export interface RequestMetrics {
	/** The first token's wait. Null without tokens. */
	readonly ttft: number | null;
	/** Mean of the gaps after the first token, rounded once from the exact sum. Null below two tokens. */
	readonly tpot: number | null;
	/** From the start to the last token, added up from left to right. Null without tokens. */
	readonly endToEnd: number | null;
	/** End to end by token. Null without tokens. */
	readonly normalizedLatency: number | null;
	/** Tokens by unit of time, end to end. Null without tokens, and where they took no time at all. */
	readonly outputRate: number | null;
}

/**
 * The request metrics of the reference, one interval by token. Given seconds they are the reference's to the last bit;
 * where it says 0 for want of tokens, this says null.
 */
export function requestMetrics(intervals: ArrayLike<number>): RequestMetrics {
	const tokens = intervals.length;
	if (tokens === 0) return { ttft: null, tpot: null, endToEnd: null, normalizedLatency: null, outputRate: null };
	let endToEnd = 0;
	for (let index = 0; index < tokens; index++) endToEnd += intervals[index] as number;
	return {
		ttft: intervals[0] as number,
		tpot: mean(intervals, 1),
		endToEnd,
		normalizedLatency: endToEnd / tokens,
		outputRate: endToEnd === 0 ? null : tokens / endToEnd,
	};
}
