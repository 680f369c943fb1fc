import type { ProviderStatus, ScoredFailure } from '../../../core/scorecard.ts';
import type { Interval } from '../../../core/stats/bootstrap.ts';
import { mean } from '../../../core/stats/mean.ts';
import { quantile } from '../../../core/stats/quantile.ts';
import type { CountedRow, CountedRun, RowAccounting } from './counting.ts';
import type { ReScore } from './rescore.ts';
import {
	type FixedIntervals,
	type GapFacts,
	latencyOf,
	numbersOf,
	type ScoreIntervals,
	type ShareFacts,
	wholeRows,
} from './slow-facts.ts';

/** A provider's numbers that no slider moves, quick to have. */
export interface FixedFacts {
	readonly completed: number;
	readonly ttftP50Ms: number | null;
	readonly ttftP90Ms: number | null;
	readonly firstVisibleMs: number | null;
	readonly tpotMs: number | null;
	/** End to end by token. */
	readonly latencyMs: number | null;
	readonly outputTokensPerSecond: number | null;
	readonly tokens: number;
	/** Whose tokens: `mixed` where some requests had no native count, and `part-estimated` where those were never counted. */
	readonly accounting: RowAccounting | 'mixed' | 'part-estimated';
}

/** Everything in a row of the table. Undefined: not computed yet. */
export interface ScoreRow extends ReScore, FixedFacts {
	readonly provider: number;
	readonly name: string;
	readonly model: string;
	readonly status: ProviderStatus;
	readonly failures: readonly ScoredFailure[];
	/** Of the requests that count, those that were not completed. */
	readonly errorRate: number | null;
	readonly errorInterval: Interval | null;
	readonly goodputInterval: Interval | null;
	readonly goodputRateInterval: Interval | null;
	/** US dollars for a million output tokens. */
	readonly price: number | null;
	readonly nativeTokens: number | null;
	readonly intervals: ScoreIntervals | undefined;
	readonly fixedIntervals: FixedIntervals | undefined;
	readonly gaps: GapFacts | undefined;
	readonly share: ShareFacts | undefined;
}

/** What no deadline changes, of one provider. */
export function fixedFacts(counted: CountedRun, provider: number): FixedFacts {
	const whole = wholeRows(counted, provider);
	const ttft = Float64Array.from(numbersOf(whole, ({ ttftNs }) => ttftNs)).sort();
	const seen = counted.rows.filter(
		(row) => row.provider === provider && (row.standing === 'whole' || row.standing === 'partial'),
	);
	return {
		completed: whole.length,
		ttftP50Ms: inMs(quantile(ttft, 0.5)),
		ttftP90Ms: inMs(quantile(ttft, 0.9)),
		firstVisibleMs: inMs(mean(numbersOf(whole, ({ firstVisibleNs }) => firstVisibleNs))),
		tpotMs: inMs(mean(numbersOf(whole, ({ tpotNs }) => tpotNs))),
		latencyMs: inMs(mean(numbersOf(whole, latencyOf))),
		outputTokensPerSecond: mean(numbersOf(whole, (row) => row.outputTokensPerSecond)),
		tokens: seen.reduce((sum, { from, to }) => sum + to - from, 0),
		accounting: sharedAccounting(counted, seen),
	};
}

/** Of requests without a token there is nothing to tell. */
function sharedAccounting(counted: CountedRun, seen: readonly CountedRow[]): FixedFacts['accounting'] {
	const used = new Set(seen.flatMap(({ accounting, from, to }) => (to > from ? accounting : [])));
	const [only = counted.accounting] = used;
	if (used.size <= 1) return only;
	return used.has('estimate') ? 'part-estimated' : 'mixed';
}

/** Whether a provider's numbers rest on tokens that were only estimated. */
export function isEstimated({ accounting, tokens }: Pick<FixedFacts, 'accounting' | 'tokens'>): boolean {
	return tokens > 0 && (accounting === 'estimate' || accounting === 'part-estimated');
}

function inMs(value: number | null): number | null {
	return value === null ? null : value / 1e6;
}

/** The fluid rate as a number: null where there is none, infinite where every pace is kept. */
export function fluidRateOf(share: ShareFacts | undefined): number | null {
	if (share === undefined || share.fluid.type === 'empty') return null;
	return share.fluid.type === 'any' ? Number.POSITIVE_INFINITY : share.fluid.tokensPerSecond;
}

/** Rows in another order; those without a number stand last either way, level ones as they stood. */
export function sortedRows<Row>(
	rows: readonly Row[],
	value: (row: Row) => number | string | null,
	descending: boolean,
): Row[] {
	return rows.toSorted((one, other) => {
		const [left, right] = [value(one), value(other)];
		if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0);
		const order =
			typeof left === 'string' || typeof right === 'string'
				? String(left).localeCompare(String(right))
				: left < right
					? -1
					: left > right
						? 1
						: 0;
		return descending ? -order : order;
	});
}
