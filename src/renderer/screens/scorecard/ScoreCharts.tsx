import { memo, useDeferredValue, useMemo } from 'react';
import { TARGETS_NS } from '../../../core/fluidity/acceptance-curve.ts';
import { ScoreChart } from '../../charts/ScoreChart.tsx';
import {
	firstTokenBoxesOption,
	firstTokenRoundsOption,
	fluidityOption,
	gapsOption,
	type ProviderLine,
	type ScoreChartWords,
	targetOnAxis,
	tokenRatesOption,
} from '../../charts/score-charts.ts';
import type { ChartedProvider } from '../../charts/signs.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { type Speech, useSpeech } from '../../ui/language.ts';
import { usePalette } from '../../ui/theme.ts';
import type { WordKey } from '../../ui/words/words.ts';
import { chartFacts } from './chart-facts.ts';
import type { CountedRun } from './counting.ts';
import { fluidRateOf } from './score-rows.ts';
import { fluidityCurve, shareFacts, wholeRows } from './slow-facts.ts';
import type { SlowFacts } from './use-slow-facts.ts';

const TARGETS_MS = TARGETS_NS.map((ns) => ns / 1e6);
const MEDIAN = 0.5;

interface ChartProps {
	/** The same object as long as the run is. */
	readonly providers: readonly ChartedProvider[];
	readonly settings: RescoreSettings;
	readonly counted: CountedRun;
	readonly slow: SlowFacts;
	readonly exploratory: boolean;
}

/** The four charts, each with its numbers as a table. They follow the table while a slider moves. */
export function ScoreCharts(given: ChartProps) {
	const settings = useDeferredValue(given.settings);
	const slow = useDeferredValue(given.slow);
	const counted = useDeferredValue(given.counted);
	const exploratory = useDeferredValue(given.exploratory);
	return <Charts {...{ providers: given.providers, settings, slow, counted, exploratory }} />;
}

const Charts = memo((shown: ChartProps) => (
	<div className="score-charts">
		<RatesChart {...shown} />
		<FluidityChart {...shown} />
		<GapsChart {...shown} />
		<FirstTokenChart {...shown} />
	</div>
));

function useChartWords(): ScoreChartWords {
	const { t, formats } = useSpeech();
	return useMemo(
		() => ({
			tpotRate: t('scorecard.tpotRate'),
			tailRate: t('scorecard.tailRate'),
			fluidRate: t('scorecard.fluidRate'),
			gridRate: t('scorecard.gridRate'),
			median: t('scorecard.medianRequest'),
			target: t('scorecard.target'),
			round: t('scorecard.round'),
			number: (value) => formats.rate(value),
			share: (value) => formats.figure(value),
			index: (value) => formats.index(value),
			ms: (value) => formats.figure(value),
			time: (ms) => `${formats.measured(ms)} ${t('draft.ms')}`,
			more: (count) => t('names.more', { count }),
			prompt: (tokens) =>
				tokens === 0
					? t('scorecard.promptUnknown')
					: t('scorecard.promptTokens', { count: tokens, tokens: formats.count(tokens) }),
		}),
		[t, formats],
	);
}

function Title({ text, sub }: { readonly text: string; readonly sub: string }) {
	return (
		<>
			{text} <span className="hint">{sub}</span>
		</>
	);
}

function RatesChart(shown: ChartProps) {
	const {
		providers,
		settings: { share },
		slow: { facts, pace },
	} = shown;
	const speech = useSpeech();
	const { t } = speech;
	const palette = usePalette();
	const words = useChartWords();
	const rates = useMemo(
		() =>
			facts.size < providers.length || pace.size < providers.length
				? null
				: providers.map((each) => {
						const own = pace.get(each.provider);
						const asked = own && shareFacts(own, share);
						const known = facts.get(each.provider)?.rates;
						return {
							...{ ...each, tpotBased: known?.tpotBased ?? null, tbtBased: known?.tbtBased ?? null },
							...{ fluid: fluidRateOf(asked), grid: asked?.reference ?? null },
						};
					}),
		[providers, facts, pace, share],
	);
	const option = useMemo(() => rates && tokenRatesOption(rates, palette, words), [rates, palette, words]);
	return (
		<ScoreChart
			name="token-rate"
			spoken={t('scorecard.rates')}
			title={<Title text={t('scorecard.rates')} sub={t('scorecard.ratesSub')} />}
			option={option}
			palette={palette}
			label={t('scorecard.ratesLabel')}
			caption={captionOf(shown, 'scorecard.ratesSays', t)}
			facts={() => chartFacts(shown, `${t('scorecard.ratesSub')} · ${t('scorecard.ratesSays')}`, speech)}
			table={() => ({
				head: [t('metric.provider'), words.tpotRate, words.tailRate, words.fluidRate, words.gridRate],
				rows: (rates ?? []).map(({ name, tpotBased, tbtBased, fluid, grid }) => [
					name,
					tpotBased,
					tbtBased,
					fluid,
					grid,
				]),
			})}
		/>
	);
}

function FluidityChart(shown: ChartProps) {
	const {
		providers,
		settings: { share, eachMs },
		slow: { facts },
	} = shown;
	const speech = useSpeech();
	const { t, formats } = speech;
	const palette = usePalette();
	const words = useChartWords();
	const [lines, medians] = useMemo(
		() =>
			[share, MEDIAN].map((quantile) =>
				linesOf(providers, facts.size, (provider) => {
					const known = facts.get(provider);
					return known === undefined ? [] : pointsOf(TARGETS_MS, fluidityCurve(known.missRates, quantile));
				}),
			) as [ProviderLine[] | null, ProviderLine[] | null],
		[providers, facts, share],
	);
	const option = useMemo(
		() => lines && medians && fluidityOption(lines, medians, palette, words),
		[lines, medians, palette, words],
	);
	return (
		<ScoreChart
			name="fluidity-by-target"
			spoken={t('scorecard.fluidity')}
			title={
				<Title text={t('scorecard.fluidity')} sub={t('scorecard.fluiditySub', { share: formats.percent(share) })} />
			}
			option={option}
			across={targetOnAxis(eachMs)}
			palette={palette}
			label={t('scorecard.fluidityLabel')}
			caption={captionOf(shown, 'scorecard.fluiditySays', t)}
			facts={() =>
				chartFacts(
					shown,
					`${t('scorecard.fluiditySub', { share: formats.percent(share) })} · ${t('scorecard.fluiditySays')}`,
					speech,
				)
			}
			table={() =>
				tableOfLines(words.target, [
					...(lines ?? []),
					...(medians ?? []).map((line) => ({ ...line, name: `${line.name}, ${words.median}` })),
				])
			}
		/>
	);
}

function GapsChart(shown: ChartProps) {
	const {
		providers,
		slow: { facts },
	} = shown;
	const speech = useSpeech();
	const { t } = speech;
	const palette = usePalette();
	const words = useChartWords();
	const lines = useMemo(
		() =>
			linesOf(providers, facts.size, (provider) => {
				const cdfMs = facts.get(provider)?.gaps.cdfMs ?? [];
				return cdfMs.map((ms, index) => [ms, index / (cdfMs.length - 1)] as const);
			}),
		[providers, facts],
	);
	const option = useMemo(() => lines && gapsOption(lines, palette, words), [lines, palette, words]);
	return (
		<ScoreChart
			name="time-between-tokens"
			spoken={t('scorecard.gaps')}
			title={<Title text={t('scorecard.gaps')} sub={t('scorecard.gapsSub')} />}
			option={option}
			palette={palette}
			label={t('scorecard.gapsLabel')}
			caption={captionOf(shown, 'scorecard.gapsSays', t)}
			facts={() => chartFacts(shown, `${t('scorecard.gapsSub')} · ${t('scorecard.gapsSays')}`, speech)}
			table={() =>
				tableOfLines(
					t('scorecard.quantile'),
					(lines ?? []).map((line) => ({ ...line, points: line.points.map(([ms, share]) => [share, ms] as const) })),
				)
			}
		/>
	);
}

function FirstTokenChart(shown: ChartProps) {
	const {
		providers,
		counted,
		slow: { facts },
	} = shown;
	const speech = useSpeech();
	const { t } = speech;
	const palette = usePalette();
	const words = useChartWords();
	const boxes = useMemo(
		() => providers.map((each) => ({ ...each, boxes: facts.get(each.provider)?.ttft ?? [] })),
		[providers, facts],
	);
	const byPrompt = new Set(boxes.flatMap((each) => each.boxes.map(({ group }) => group))).size > 1;
	const lines = useMemo(
		() =>
			providers.map(
				(each): ProviderLine => ({
					...each,
					points: wholeRows(counted, each.provider).flatMap(({ round, ttftNs }) =>
						ttftNs === null ? [] : [[round, ttftNs / 1e6] as const],
					),
				}),
			),
		[providers, counted],
	);
	const option = useMemo(
		() => (byPrompt ? firstTokenBoxesOption(boxes, palette, words) : firstTokenRoundsOption(lines, palette, words)),
		[byPrompt, boxes, lines, palette, words],
	);
	const [title, sub, says] = byPrompt
		? ([`scorecard.ttftByPrompt`, `scorecard.ttftByPromptSub`, `scorecard.ttftByPromptSays`] as const)
		: ([`scorecard.ttftByRound`, `scorecard.ttftByRoundSub`, `scorecard.ttftByRoundSays`] as const);
	return (
		<ScoreChart
			name="time-to-first-token"
			spoken={t(title)}
			title={<Title text={t(title)} sub={t(sub)} />}
			option={option}
			palette={palette}
			label={t('scorecard.ttftLabel')}
			caption={saysOrNone(shown, says, t)}
			facts={() => chartFacts(shown, `${t(sub)} · ${t(says)}`, speech)}
			table={() =>
				byPrompt
					? {
							head: [t('metric.provider'), t('scorecard.promptLength'), 'n', 'P5', 'P25', 'P50', 'P75', 'P95'],
							rows: boxes.flatMap((each) =>
								each.boxes.map(({ group, n, p5, p25, p50, p75, p95 }) => [each.name, group, n, p5, p25, p50, p75, p95]),
							),
						}
					: tableOfLines(words.round, lines)
			}
		/>
	);
}

/** What a chart of tokens says of itself, estimates among it, or why it is empty. */
function captionOf(shown: Pick<ChartProps, 'counted'>, says: WordKey, t: Speech['t']): string {
	const estimated = shown.counted.accounting === 'estimate' && isDrawn(shown);
	return estimated ? `${t(says)} · ${t('scorecard.estimated')}` : saysOrNone(shown, says, t);
}

function saysOrNone(shown: Pick<ChartProps, 'counted'>, says: WordKey, t: Speech['t']): string {
	return t(isDrawn(shown) ? says : 'scorecard.noneCompleted');
}

function isDrawn({ counted }: Pick<ChartProps, 'counted'>): boolean {
	return counted.rows.some(({ standing }) => standing === 'whole');
}

/** Null until every provider's facts are there. */
function linesOf(
	providers: readonly ChartedProvider[],
	known: number,
	points: (provider: number) => ProviderLine['points'],
): ProviderLine[] | null {
	if (known < providers.length) return null;
	return providers.map((each) => ({ ...each, points: points(each.provider) }));
}

function pointsOf(xs: readonly number[], ys: readonly (number | null)[]): ProviderLine['points'] {
	return xs.flatMap((x, index) => {
		const y = ys[index] ?? null;
		return y === null ? [] : [[x, y] as const];
	});
}

/** One row for each place on the axis, one column for each provider. */
function tableOfLines(axis: string, lines: readonly ProviderLine[]) {
	const places = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].sort((one, other) => one - other);
	const columns = lines.map(({ points }) => new Map(points));
	return {
		head: [axis, ...lines.map(({ name }) => name)],
		rows: places.map((x) => [x, ...columns.map((column) => column.get(x) ?? null)]),
	};
}
