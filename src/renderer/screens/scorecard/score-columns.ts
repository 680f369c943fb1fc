import { NO_NUMBER } from '../../ui/format.ts';
import type { Speech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import { fluidRateOf, type ScoreRow } from './score-rows.ts';

export type ScoreColumnId =
	| 'fluidity'
	| 'ofCompleted'
	| 'fluidRate'
	| 'missed'
	| 'goodput'
	| 'ttft'
	| 'firstVisible'
	| 'tbt'
	| 'tpot'
	| 'rate'
	| 'stalls'
	| 'errors'
	| 'tokens'
	| 'price'
	| 'n'
	| 'status';

/** One column of the table. */
export interface ScoreColumn {
	readonly id: ScoreColumnId;
	readonly label: WordKey;
	readonly explains: WordKey;
	/** What it is sorted by, and whether the best stands first when it is sorted downwards. */
	readonly sort: (row: ScoreRow) => number | string | null;
	readonly highIsGood: boolean;
	readonly text: (row: ScoreRow, speech: Speech) => string;
	/** Not computed yet. */
	readonly pending?: (row: ScoreRow) => boolean;
	/** How many it was made from, in words; null where that says nothing. */
	readonly made: (row: ScoreRow, speech: Speech) => string | null;
}

const ofCounted: ScoreColumn['made'] = ({ n }, { t }) => t('explain.n', { count: n });
const ofCompleted: ScoreColumn['made'] = ({ completed }, { t }) => t('explain.nCompleted', { count: completed });
const ofGaps: ScoreColumn['made'] = ({ gaps }, { t }) =>
	gaps === undefined ? null : t('scorecard.nGaps', { count: gaps.n });

/** Every column there is, in the order of the table. */
export const SCORE_COLUMNS: readonly ScoreColumn[] = [
	{
		...{ id: 'fluidity', label: 'metric.fluidity', explains: 'explain.fluidityMean', highIsGood: true },
		sort: (row) => row.fluidityIndex,
		text: (row, { formats }) => formats.index(row.fluidityIndex),
		made: ofCounted,
	},
	{
		...{ id: 'ofCompleted', label: 'metric.ofCompleted', explains: 'explain.ofCompleted', highIsGood: true },
		sort: (row) => row.fluidityOfCompleted,
		text: (row, { formats }) => formats.index(row.fluidityOfCompleted),
		made: ({ nOfCompleted }, { t }) => t('explain.nCompleted', { count: nOfCompleted }),
	},
	{
		...{ id: 'fluidRate', label: 'scorecard.fluidRate', explains: 'scorecard.fluidRateSays', highIsGood: true },
		sort: ({ share }) => fluidRateOf(share),
		text({ share }, { formats }) {
			const rate = fluidRateOf(share);
			return rate === Number.POSITIVE_INFINITY ? '∞' : formats.rate(rate);
		},
		pending: ({ share }) => share === undefined,
		made: ({ share }, { t, formats }) =>
			share === undefined || share.fluid.type === 'empty'
				? null
				: t('scorecard.fluidRateMade', {
						needed: formats.count(share.fluid.needed),
						n: formats.count(share.fluid.n),
						reference: share.reference === null ? NO_NUMBER : formats.figure(share.reference),
					}),
	},
	{
		...{ id: 'missed', label: 'metric.missedOfTotal', explains: 'explain.missed', highIsGood: false },
		sort: ({ missed, total }) => (missed === null || total === null || total === 0 ? null : missed / total),
		text: ({ missed, total }, { formats }) => `${formats.count(missed)} / ${formats.count(total)}`,
		made: ofCounted,
	},
	{
		...{ id: 'goodput', label: 'scorecard.goodput', explains: 'scorecard.goodputSays', highIsGood: true },
		sort: ({ goodput }) => goodput,
		text: ({ goodput }, { formats }) => formats.percent(goodput),
		made: ofCounted,
	},
	{
		...{ id: 'ttft', label: 'scorecard.ttft', explains: 'explain.ttft', highIsGood: false },
		sort: ({ ttftP50Ms }) => ttftP50Ms,
		text: ({ ttftP50Ms, ttftP90Ms }, { formats }) =>
			`${formats.milliseconds(ttftP50Ms)} / ${formats.milliseconds(ttftP90Ms)}`,
		made: ofCompleted,
	},
	{
		...{ id: 'firstVisible', label: 'metric.firstVisible', explains: 'explain.firstVisible', highIsGood: false },
		sort: ({ firstVisibleMs }) => firstVisibleMs,
		text: ({ firstVisibleMs }, { formats }) => formats.milliseconds(firstVisibleMs),
		made: ofCompleted,
	},
	{
		...{ id: 'tbt', label: 'metric.tbt', explains: 'explain.tbt', highIsGood: false },
		sort: ({ gaps }) => gaps?.p99Ms ?? null,
		text: ({ gaps }, { formats }) =>
			`${formats.milliseconds(gaps?.p50Ms ?? null)} / ${formats.milliseconds(gaps?.p99Ms ?? null)}`,
		pending: ({ gaps }) => gaps === undefined,
		made: ofGaps,
	},
	{
		...{ id: 'tpot', label: 'metric.tpot', explains: 'explain.tpot', highIsGood: false },
		sort: ({ tpotMs }) => tpotMs,
		text: ({ tpotMs }, { formats }) => formats.milliseconds(tpotMs),
		made: ofCompleted,
	},
	{
		...{ id: 'rate', label: 'metric.rate', explains: 'explain.rate', highIsGood: true },
		sort: (row) => row.outputTokensPerSecond,
		text: (row, { formats }) => formats.rate(row.outputTokensPerSecond),
		made: ofCompleted,
	},
	{
		...{ id: 'stalls', label: 'metric.stalls', explains: 'explain.stalls', highIsGood: false },
		sort: ({ stalledNs }) => stalledNs,
		text: ({ stalls, stalledNs }, { t, formats }) =>
			stalls === 0
				? formats.count(0)
				: t('score.totalWait', { times: formats.count(stalls), wait: formats.wait(stalledNs) }),
		made: ofCounted,
	},
	{
		...{ id: 'errors', label: 'scorecard.errors', explains: 'scorecard.errorsSays', highIsGood: false },
		sort: ({ errorRate }) => errorRate,
		text: ({ errorRate }, { formats }) => formats.percent(errorRate),
		made: ofCounted,
	},
	{
		...{ id: 'tokens', label: 'metric.tokens', explains: 'explain.tokens', highIsGood: true },
		sort: ({ tokens }) => tokens,
		text: ({ tokens, nativeTokens }, { formats }) => `${formats.count(tokens)} / ${formats.count(nativeTokens)}`,
		made: ofCounted,
	},
	{
		...{ id: 'price', label: 'scorecard.price', explains: 'scorecard.priceSays', highIsGood: false },
		sort: ({ price }) => price,
		text: ({ price }, { formats }) => formats.dollars(price),
		made: () => null,
	},
	{
		...{ id: 'n', label: 'scorecard.n', explains: 'scorecard.nSays', highIsGood: true },
		sort: ({ n }) => n,
		text: ({ n }, { formats }) => formats.count(n),
		made: () => null,
	},
	{
		...{ id: 'status', label: 'metric.status', explains: 'explain.status', highIsGood: true },
		sort: ({ status }) => status,
		text: ({ status }, { t }) => t(`status.${status}`),
		made: ofCounted,
	},
];
