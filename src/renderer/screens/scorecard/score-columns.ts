import type { Definition } from '../../../core/definition.ts';
import { hasFewGaps } from '../../../core/scorecard.ts';
import type { ScoreColumnId, ScoreUnits } from '../../store/scorecard-store.ts';
import { estimateText, NO_NUMBER } from '../../ui/format.ts';
import type { Speech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import { between, type Certainty, noInterval } from './certainty.ts';
import { fluidRateOf, isEstimated, type ScoreRow } from './score-rows.ts';

/** One number of a cell. */
export interface Figure {
	readonly text: string;
	readonly certainty: Certainty;
	/** A quantile of too few: close to the worst that was seen. */
	readonly few?: boolean;
}

/** One column of the table. */
export interface ScoreColumn {
	readonly id: ScoreColumnId;
	readonly label: string;
	readonly explains: WordKey;
	/** The choices of a definition that change its numbers. */
	readonly follows: readonly (keyof Definition)[];
	/** What it is sorted by, and whether the best stands first when it is sorted downwards. */
	readonly sort: (row: ScoreRow) => number | string | null;
	readonly highIsGood: boolean;
	readonly figures: (row: ScoreRow) => readonly Figure[];
	/** Not computed yet. */
	readonly pending?: (row: ScoreRow) => boolean;
	/** How many it was made from, in words; null where that says nothing. */
	readonly made: (row: ScoreRow) => string | null;
}

const COUNTING = ['accounting', 'unit', 'reasoning'] as const;
const JUDGING = [...COUNTING, 'count', 'firstToken', 'ttftDeadline'] as const;

/** Every column there is, in the order of the table. */
export function scoreColumns({ t, formats }: Speech, units: ScoreUnits): readonly ScoreColumn[] {
	const unit = units.time === 'ms' ? t('draft.ms') : t('scorecard.seconds');
	const time = (ms: number | null): string =>
		units.time === 'ms' || ms === null ? formats.milliseconds(ms) : formats.exact(ms / 1_000);
	/** With more digits than the number itself, so that a narrow interval has a width. */
	const bound = (ms: number): string => (units.time === 'ms' ? formats.measured(ms) : formats.exact(ms / 1_000));
	const byTime = units.pace === 'time';
	const ofCounted: ScoreColumn['made'] = ({ n }) => t('explain.n', { count: n });
	const ofCompleted: ScoreColumn['made'] = ({ completed }) => t('explain.nCompleted', { count: completed });
	const given = (text: string): Figure => ({ text, certainty: noInterval('scorecard.isGiven') });
	const total = (text: string): Figure => ({ text, certainty: noInterval('scorecard.isTotal') });
	const columns: readonly ScoreColumn[] = [
		{
			...{ id: 'fluidity', label: t('metric.fluidity'), explains: 'explain.fluidityMean', follows: JUDGING },
			highIsGood: true,
			sort: (row) => row.fluidityIndex,
			figures: ({ fluidityIndex, intervals }) => [
				{ text: formats.index(fluidityIndex), certainty: between(intervals?.index, formats.exact) },
			],
			made: ofCounted,
		},
		{
			...{ id: 'ofCompleted', label: t('metric.ofCompleted'), explains: 'explain.ofCompleted', follows: JUDGING },
			highIsGood: true,
			sort: (row) => row.fluidityOfCompleted,
			figures: ({ fluidityOfCompleted, intervals }) => [
				{
					text: formats.index(fluidityOfCompleted),
					certainty: between(intervals?.ofCompleted, formats.exact),
				},
			],
			made: ({ nOfCompleted }) => t('explain.nCompleted', { count: nOfCompleted }),
		},
		{
			...{ id: 'fluidRate', explains: 'scorecard.fluidRateSays', follows: COUNTING, highIsGood: !byTime },
			label: t(byTime ? 'scorecard.fluidPace' : 'scorecard.fluidRate'),
			sort: ({ share }) => inverted(fluidRateOf(share), byTime),
			figures: ({ share }) => [fluidFigure(share, byTime, formats)],
			pending: ({ share }) => share === undefined,
			made: ({ share }) =>
				share === undefined || share.fluid.type === 'empty'
					? null
					: t('scorecard.fluidRateMade', {
							needed: formats.count(share.fluid.needed),
							n: formats.count(share.fluid.n),
							reference: share.reference === null ? NO_NUMBER : formats.measured(share.reference),
						}),
		},
		{
			...{ id: 'missed', label: t('metric.missedOfTotal'), explains: 'explain.missed', follows: JUDGING },
			highIsGood: false,
			sort: ({ missed, total }) => (missed === null || total === null || total === 0 ? null : missed / total),
			figures: (row) => [total(`${formats.count(row.missed)} / ${formats.count(row.total)}`)],
			made: ofCounted,
		},
		{
			...{ id: 'goodput', label: t('scorecard.goodput'), explains: 'scorecard.goodputSays', follows: JUDGING },
			highIsGood: true,
			sort: ({ goodput }) => goodput,
			figures: ({ goodput, goodputInterval }) => [
				{ text: formats.percent(goodput), certainty: between(goodputInterval, formats.percent, 'share') },
			],
			made: ({ goodputOf, goodputPerSecond: rate, goodputRateInterval: interval }) =>
				rate === null || interval === null
					? t('explain.n', { count: goodputOf })
					: t('scorecard.goodputMade', {
							n: formats.count(goodputOf),
							rate: formats.measured(rate),
							low: formats.measured(interval.low),
							high: formats.measured(interval.high),
						}),
		},
		{
			...{ id: 'ttft', label: t('scorecard.ttft', { unit }), explains: 'scorecard.ttftSays', follows: [] },
			highIsGood: false,
			sort: ({ ttftP50Ms }) => ttftP50Ms,
			figures: ({ ttftP50Ms, ttftP90Ms, fixedIntervals: facts }) => [
				{ text: time(ttftP50Ms), certainty: between(facts?.ttftP50Ms, bound, 'order') },
				{ text: time(ttftP90Ms), certainty: between(facts?.ttftP90Ms, bound, 'order') },
			],
			made: ofCompleted,
		},
		{
			...{ id: 'firstVisible', label: t('scorecard.firstVisible', { unit }), explains: 'scorecard.firstVisibleSays' },
			...{ follows: ['reasoning'], highIsGood: false },
			sort: ({ firstVisibleMs }) => firstVisibleMs,
			figures: ({ firstVisibleMs, fixedIntervals: facts }) => [
				{ text: time(firstVisibleMs), certainty: between(facts?.firstVisibleMs, bound) },
			],
			made: ofCompleted,
		},
		{
			...{ id: 'tbt', label: t('scorecard.tbt', { unit }), explains: 'scorecard.tbtSays', follows: COUNTING },
			highIsGood: false,
			sort: ({ gaps }) => gaps?.p99Ms ?? null,
			figures: ({ gaps }) => [
				{ text: time(gaps?.p50Ms ?? null), certainty: between(gaps?.p50BoundsMs, bound, 'pooled') },
				{
					text: time(gaps?.p99Ms ?? null),
					certainty: between(gaps?.p99BoundsMs, bound, 'pooled'),
					few: gaps !== undefined && hasFewGaps(gaps),
				},
			],
			pending: ({ gaps }) => gaps === undefined,
			made: ({ gaps }) => (gaps === undefined ? null : t('scorecard.nGaps', { count: gaps.n })),
		},
		{
			...{ id: 'tpot', label: t('scorecard.tpot', { unit }), explains: 'scorecard.tpotSays', follows: COUNTING },
			highIsGood: false,
			sort: ({ tpotMs }) => tpotMs,
			figures: ({ tpotMs, fixedIntervals: facts }) => [
				{ text: time(tpotMs), certainty: between(facts?.tpotMs, bound) },
			],
			made: ofCompleted,
		},
		{
			...{ id: 'rate', follows: COUNTING, highIsGood: !byTime },
			label: t(byTime ? 'scorecard.latency' : 'metric.rate'),
			explains: byTime ? 'scorecard.latencySays' : 'explain.rate',
			sort: (row) => (byTime ? row.latencyMs : row.outputTokensPerSecond),
			figures: ({ latencyMs, outputTokensPerSecond, fixedIntervals: facts }) => [
				byTime
					? { text: formats.rate(latencyMs), certainty: between(facts?.latencyMs, formats.measured) }
					: {
							text: formats.rate(outputTokensPerSecond),
							certainty: between(facts?.outputTokensPerSecond, formats.measured),
						},
			],
			made: ofCompleted,
		},
		{
			...{ id: 'stalls', label: t('metric.stalls'), explains: 'explain.stalls', follows: JUDGING },
			highIsGood: false,
			sort: ({ stalledNs }) => stalledNs,
			figures: ({ stalls, stalledNs }) => [
				total(
					stalls === 0
						? formats.count(0)
						: t('score.totalWait', { times: formats.count(stalls), wait: formats.wait(stalledNs) }),
				),
			],
			made: ofCounted,
		},
		{
			...{ id: 'errors', label: t('scorecard.errors'), explains: 'scorecard.errorsSays', follows: [] },
			highIsGood: false,
			sort: ({ errorRate }) => errorRate,
			figures: ({ errorRate, errorInterval }) => [
				{ text: formats.percent(errorRate), certainty: between(errorInterval, formats.percent, 'share') },
			],
			made: ofCounted,
		},
		{
			...{ id: 'tokens', label: t('metric.tokens'), explains: 'explain.tokens', follows: COUNTING },
			highIsGood: true,
			sort: ({ tokens }) => tokens,
			figures: ({ tokens, nativeTokens }) => [total(`${formats.count(tokens)} / ${formats.count(nativeTokens)}`)],
			made: ofCounted,
		},
		{
			...{ id: 'price', label: t('scorecard.price'), explains: 'scorecard.priceSays', follows: [] },
			highIsGood: false,
			sort: ({ price }) => price,
			figures: ({ price }) => [given(formats.dollars(price))],
			made: () => null,
		},
		{
			...{ id: 'n', label: t('scorecard.n'), explains: 'scorecard.nSays', follows: [], highIsGood: true },
			sort: ({ n }) => n,
			figures: ({ n }) => [total(formats.count(n))],
			made: () => null,
		},
		{
			...{ id: 'status', label: t('metric.status'), explains: 'explain.status', follows: [], highIsGood: true },
			sort: ({ status }) => status,
			figures: ({ status }) => [total(t(`status.${status}`))],
			made: ofCounted,
		},
	];
	return columns.map((column) =>
		column.follows.includes('accounting') ? { ...column, figures: (row) => signed(column, row) } : column,
	);
}

/** A column's numbers with the sign of an estimate where they rest on one. What failed counts 0, whoever counts. */
function signed({ id, figures }: ScoreColumn, row: ScoreRow): readonly Figure[] {
	const counts0 = row.completed === 0 && (id === 'fluidity' || id === 'goodput');
	if (!isEstimated(row) || counts0) return figures(row);
	return figures(row).map((figure) => ({ ...figure, text: estimateText(figure.text, true) }));
}

function fluidFigure(share: ScoreRow['share'], byTime: boolean, formats: Speech['formats']): Figure {
	const rate = fluidRateOf(share);
	const { low = null, high = null } = share?.intervalNs ?? {};
	const shown = (value: number | null): string => (value === Number.POSITIVE_INFINITY ? '∞' : formats.rate(value));
	const shownBound = (value: number): string => (value === Number.POSITIVE_INFINITY ? '∞' : formats.measured(value));
	const bound = (intervalNs: number | null): number | null =>
		intervalNs === null ? null : byTime ? intervalNs / 1e6 : 1e9 / intervalNs;
	const bounds = byTime ? { low: bound(low), high: bound(high) } : { low: bound(high), high: bound(low) };
	return {
		text: shown(inverted(rate, byTime)),
		certainty: between(share === undefined ? undefined : bounds, shownBound, 'order'),
		few: share !== undefined && share.fluid.type !== 'empty' && share.fluid.needed === share.fluid.n,
	};
}

/** Milliseconds by token of tokens by second. */
function inverted(rate: number | null, byTime: boolean): number | null {
	return byTime && rate !== null ? 1_000 / rate : rate;
}
