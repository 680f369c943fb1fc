import type { LateToken } from '../../core/request-score.ts';
import type { Palette } from './palette.ts';
import { areNumbered, seriesStyle } from './palette.ts';

/** One provider's line. */
export interface TokenSeries {
	readonly name: string;
	/** Its place in the run. */
	readonly provider: number;
	/** One per visible token, in nanoseconds: the first one's wait, then the gaps. */
	readonly intervalsNs: ArrayLike<number>;
	readonly lateTokens: readonly LateToken[];
}

export interface TokensOverTime {
	readonly series: readonly TokenSeries[];
	readonly firstNs: number;
	readonly eachNs: number;
	readonly stallNs: number;
	/** The end of the time axis, from t₀. */
	readonly spanNs: number;
	/** At most this many points for one line. */
	readonly mostPoints: number;
	/** A moment that is pointed at, from t₀; null: none. */
	readonly pointNs: number | null;
}

const LONGEST_LABEL = 18;
/** Right of the plot, for the labels: there no line can run through them. */
const GUTTER = 150;

/** What the chart says in words. */
export interface ChartWords {
	readonly pace: string;
	seconds(seconds: number): string;
	tokens(count: number): string;
}

export type Point = readonly [seconds: number, tokens: number];

/**
 * The count of tokens as it grows, one point for each arrival, thinned to `most`. The first point is the first arrival
 * with no token before it, the last is the last arrival, whatever is left out between.
 */
export function cumulativePoints(intervalsNs: ArrayLike<number>, most: number): Point[] {
	const points: Point[] = [];
	let atNs = 0;
	for (let token = 0; token < intervalsNs.length; token++) {
		const interval = intervalsNs[token] ?? 0;
		atNs += interval;
		if (token === 0) points.push([atNs / 1e9, 0]);
		if (interval === 0 && points.length > 1) points.pop();
		points.push([atNs / 1e9, token + 1]);
	}
	return thinned(points, most);
}

function thinned(points: Point[], most: number): Point[] {
	if (points.length <= most) return points;
	const step = (points.length - 1) / (most - 1);
	return Array.from({ length: most }, (_, index) => points[Math.round(index * step)] as Point);
}

/** Where a reader's pace has come to by the end of the axis: from the first deadline on, one token each. */
export function pacePoints({
	firstNs,
	eachNs,
	spanNs,
}: Pick<TokensOverTime, 'firstNs' | 'eachNs' | 'spanNs'>): Point[] {
	if (spanNs <= firstNs) return [];
	return [
		[firstNs / 1e9, 0],
		[spanNs / 1e9, (spanNs - firstNs) / eachNs],
	];
}

/** Labels stand in the gutter, each at the height of its line's end, moved apart where they would touch. */
function labelStyle(palette: Palette, width: () => number) {
	return (name: string, colour: string, line: 'solid' | 'dashed' | 'dotted') => ({
		endLabel: {
			show: true,
			formatter: `${{ solid: '{long|}', dashed: '{short|}{gap|}{short|}', dotted: '{dot|}{gap|}{dot|}{gap|}{dot|}' }[line]}  ${shortened(name)}`,
			color: palette.ink2,
			fontSize: 11,
			lineHeight: 13,
			fontWeight: 500,
			align: 'left' as const,
			rich: {
				long: { ...SWATCH, width: 14, backgroundColor: colour },
				short: { ...SWATCH, width: 6, backgroundColor: colour },
				dot: { ...SWATCH, height: 2, width: 3.3, backgroundColor: colour },
				gap: { ...SWATCH, width: 2 },
			},
		},
		labelLayout: () => ({ x: width() - GUTTER + 10, moveOverlap: 'shiftY' as const }),
	});
}

type LabelStyle = ReturnType<typeof labelStyle>;

const SWATCH = { height: 3, borderRadius: 1, lineHeight: 13 } as const;

/** Whole characters, so that no emoji is cut in two. */
function shortened(name: string): string {
	const letters = [...name];
	return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : name;
}

/** The dots: each stall at its token's arrival, at the height that was reached before it. */
export function stallPoints(lateTokens: readonly LateToken[], stallNs: number): (readonly [number, number, number])[] {
	return lateTokens
		.filter(({ waitNs }) => waitNs >= stallNs)
		.map(({ atNs, token, waitNs }) => [atNs / 1e9, token, waitNs] as const);
}

/**
 * The chart's option for echarts. Nothing in it moves by itself, and its tooltip is drawn, not markup.
 *
 * @param width of the canvas, asked whenever the labels are set
 */
export function tokensOverTimeOption(data: TokensOverTime, palette: Palette, words: ChartWords, width: () => number) {
	const labels = labelStyle(palette, width);
	const axis = {
		axisLine: { show: false },
		axisTick: { show: false },
		splitLine: { lineStyle: { color: palette.line } },
		axisLabel: { color: palette.ink3, fontSize: 10, fontFamily: palette.font },
	};
	return {
		animation: false,
		textStyle: { fontFamily: palette.font },
		grid: { left: 44, right: GUTTER, top: 10, bottom: 22 },
		tooltip: {
			trigger: 'axis' as const,
			renderMode: 'richText' as const,
			backgroundColor: palette.panel,
			borderColor: palette.line,
			textStyle: { color: palette.ink, fontSize: 11, fontFamily: palette.font },
			axisPointer: { lineStyle: { color: palette.ink3 } },
			order: 'valueDesc' as const,
			valueFormatter: (value: unknown) => words.tokens(Math.round(Number(value))),
		},
		xAxis: {
			type: 'value' as const,
			min: 0,
			max: data.spanNs / 1e9,
			...axis,
			axisLabel: { ...axis.axisLabel, formatter: (value: number) => words.seconds(value) },
			axisPointer: { label: { formatter: ({ value }: { value: unknown }) => words.seconds(Number(value)) } },
		},
		yAxis: { type: 'value' as const, min: 0, minInterval: 1, ...axis, splitLine: { show: false } },
		series: [
			{
				type: 'line' as const,
				name: words.pace,
				data: pacePoints(data).map((point) => [...point]),
				symbol: 'none',
				lineStyle: { color: palette.ink3, width: 1, type: [5, 4] },
				itemStyle: { color: palette.ink3 },
				...labels(words.pace, palette.ink3, 'dotted'),
				clip: true,
				silent: true,
				z: 1,
				markLine: {
					symbol: 'none',
					silent: true,
					label: { show: false },
					lineStyle: { color: palette.miss, width: 1.5, type: 'solid' as const },
					data: data.pointNs === null ? [] : [{ xAxis: data.pointNs / 1e9 }],
				},
			},
			...data.series.flatMap((series) => seriesOf(series, data, palette, words, labels)),
		],
	};
}

function seriesOf(
	series: TokenSeries,
	{ mostPoints, stallNs, series: all }: TokensOverTime,
	palette: Palette,
	words: ChartWords,
	labels: LabelStyle,
) {
	const { colour, patterned } = seriesStyle(series.provider);
	const label = areNumbered(all.length) ? `${series.provider + 1} ${series.name}` : series.name;
	const fill = palette.series[colour] ?? palette.ink2;
	return [
		{
			type: 'line' as const,
			name: series.name,
			step: 'end' as const,
			data: cumulativePoints(series.intervalsNs, mostPoints).map((point) => [...point]),
			symbol: 'none',
			lineStyle: { color: fill, width: 2, type: patterned ? [6, 3] : ('solid' as const) },
			itemStyle: { color: fill },
			...labels(label, fill, patterned ? 'dashed' : 'solid'),
			emphasis: { disabled: true },
			z: 2,
		},
		{
			type: 'scatter' as const,
			name: series.name,
			data: stallPoints(series.lateTokens, stallNs).map((point) => [...point]),
			symbolSize: 7,
			itemStyle: { color: palette.miss },
			tooltip: { valueFormatter: (value: unknown) => words.tokens(Number(value)) },
			silent: true,
			emphasis: { disabled: true },
			z: 3,
		},
	];
}
