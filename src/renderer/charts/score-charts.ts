import { axisLabel, common, legend, valueAxis } from './chart-parts.ts';
import { type Hovered, hoveredName, hoveredRows, orDash, tooltip } from './hover.ts';
import { labelsOf, namesBelow } from './name-lines.ts';
import type { Palette } from './palette.ts';
import { type ChartedProvider, colourOf, dashOf, dots, faded, hatchOf, stripes, symbolOf } from './signs.ts';

/** What the charts say in words. */
export interface ScoreChartWords {
	readonly tpotRate: string;
	readonly tailRate: string;
	readonly fluidRate: string;
	readonly gridRate: string;
	readonly median: string;
	readonly target: string;
	readonly round: string;
	number(value: number): string;
	share(value: number): string;
	/** A fluidity-index. */
	index(value: number): string;
	/** On an axis. */
	ms(value: number): string;
	/** With its unit. */
	time(ms: number): string;
	/** So many that there is no room for. */
	more(count: number): string;
	prompt(tokens: number): string;
}

/** Rates in tokens by second. Null: there is no such rate; infinite: any pace is kept. */
export interface ProviderRates extends ChartedProvider {
	readonly tpotBased: number | null;
	readonly tbtBased: number | null;
	readonly fluid: number | null;
	/** The fluid rate as the reference's search in steps has it. */
	readonly grid: number | null;
}

/** One line of values over values. */
export interface ProviderLine extends ChartedProvider {
	readonly points: readonly (readonly [x: number, y: number])[];
}

/** Five numbers of a distribution, in milliseconds. */
export interface Box {
	/** A prompt's length in tokens, or a round; null: all together. */
	readonly group: number | null;
	readonly n: number;
	readonly p5: number;
	readonly p25: number;
	readonly p50: number;
	readonly p75: number;
	readonly p95: number;
}

/** Boxes of one provider, by group. */
export interface ProviderBoxes extends ChartedProvider {
	readonly boxes: readonly Box[];
}

const SYMBOLS_ON_A_LINE = 8;
const LOG_FROM_MS = 1;
const LONGEST_TARGET_MS = 100;
/** Where targets are looked up; the chart library would name the decades only. */
const NAMED_TARGETS_MS = [1, 2, 5, 10, 20, 50, 100];
/** Beyond so many rounds a line between them would hide them. */
const MOST_JOINED_ROUNDS = 60;
/** Beyond so many providers there is no room for a number above each bar. */
const MOST_WITH_VALUES = 4;
const ANY_PACE = '∞';
const QUANTILES = ['P5', 'P25', 'P50', 'P75', 'P95'];

/** Token rate three ways: a group of bars for each provider, from the flattering one to the one that a reader can keep, with the reference's figure for it. */
export function tokenRatesOption(rates: readonly ProviderRates[], palette: Palette, words: ScoreChartWords) {
	const kinds = [
		{ name: words.tpotRate, of: ({ tpotBased }: ProviderRates) => tpotBased, opacity: 0.35, pattern: {} },
		{
			name: words.tailRate,
			of: ({ tbtBased }: ProviderRates) => tbtBased,
			opacity: 0.6,
			pattern: { decal: stripes(palette) },
		},
		{ name: words.fluidRate, of: ({ fluid }: ProviderRates) => fluid, opacity: 1, pattern: {} },
		{ name: words.gridRate, of: ({ grid }: ProviderRates) => grid, opacity: 0.6, pattern: { decal: dots(palette) } },
	];
	const below = namesBelow(rates);
	return {
		...common(palette),
		tooltip: { ...tooltip(palette), trigger: 'axis' as const, valueFormatter: orDash(words.number) },
		legend: { ...legend(palette), data: kinds.map(({ name }) => name) },
		grid: { left: 40, right: 12, top: 22, bottom: 40 + below.height },
		xAxis: {
			type: 'category' as const,
			// The tooltip says the whole of it.
			data: labelsOf(rates),
			axisTick: { show: false },
			axisLine: { lineStyle: { color: palette.line } },
			axisLabel: {
				...axisLabel(palette),
				interval: 0,
				...below.label,
			},
		},
		yAxis: valueAxis(palette),
		series: kinds.map(({ name, of, opacity, pattern }) => ({
			type: 'bar' as const,
			name,
			tooltip: {
				valueFormatter: (value: unknown, index: number) =>
					isAny(rates[index] && of(rates[index])) ? ANY_PACE : orDash(words.number)(value),
			},
			barGap: '12%',
			barMaxWidth: 38,
			// The pattern is the whole series': each bar with one of its own would have it painted again.
			itemStyle: { color: faded(palette.ink2, opacity), borderRadius: [2, 2, 0, 0], ...pattern },
			label: {
				show: rates.length <= MOST_WITH_VALUES,
				position: 'top' as const,
				color: palette.ink2,
				fontSize: 10,
				formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? words.number(value) : ''),
			},
			data: rates.map((each) => ({
				value: isAny(of(each)) ? 0 : (of(each) ?? '-'),
				...(isAny(of(each)) ? { label: { show: true, formatter: ANY_PACE } } : {}),
				itemStyle: { color: faded(colourOf(each, palette), opacity) },
			})),
		})),
	};
}

/** Fluidity that the asked share of requests reaches, and dotted what half of them do, against the target. */
export function fluidityOption(
	lines: readonly ProviderLine[],
	medians: readonly ProviderLine[],
	palette: Palette,
	words: ScoreChartWords,
) {
	return {
		...common(palette),
		tooltip: {
			...tooltip(palette),
			trigger: 'axis' as const,
			formatter: (hovered: readonly Hovered[]) => fluidityWords(hovered, lines, medians, words),
		},
		legend: { ...legend(palette), data: labelsOf(lines) },
		grid: { left: 40, right: 16, top: 12, bottom: 52 },
		xAxis: logAxis(palette, words, LONGEST_TARGET_MS, NAMED_TARGETS_MS),
		yAxis: { ...valueAxis(palette), max: 1, splitNumber: 2 },
		series: [
			...lineSeries(lines, palette),
			...lineSeries(medians, palette).map((line) => ({
				...line,
				name: `${line.name}, ${words.median}`,
				lineStyle: { ...line.lineStyle, width: 1, type: 'dotted' as const },
			})),
		],
	};
}

/** Over a target: what the asked share of each provider's requests reaches, and the median one. */
function fluidityWords(
	hovered: readonly Hovered[],
	lines: readonly ProviderLine[],
	medians: readonly ProviderLine[],
	words: ScoreChartWords,
): string {
	const target = Number(([] as unknown[]).concat(hovered[0]?.value)[0]);
	const at = (line: ProviderLine | undefined): number | undefined => line?.points.find(([x]) => x === target)?.[1];
	const labels = labelsOf(lines);
	const rows = lines.flatMap((line, index) => {
		const [own, median] = [at(line), at(medians[index])];
		const seriesName = labels[index] ?? '';
		const marker = hovered.find((each) => each.seriesName === seriesName)?.marker;
		if (own === undefined || median === undefined) return [];
		const text = `${hoveredName({ marker, seriesName })}  ${words.index(own)} · ${words.median} ${words.index(median)}`;
		return [{ value: own, text }];
	});
	return hoveredRows(words.time(target), rows, words.more);
}

/** Where the interval that holds stands on the axis of targets, in milliseconds; null where the axis does not reach it. */
export function targetOnAxis(eachMs: number): number | null {
	return eachMs >= LOG_FROM_MS && eachMs <= LONGEST_TARGET_MS ? eachMs : null;
}

/** The share of gaps up to a length. Gaps of 0 stand at the left edge: the axis is logarithmic. */
export function gapsOption(lines: readonly ProviderLine[], palette: Palette, words: ScoreChartWords) {
	const longest = Math.max(10, ...lines.map(({ points }) => points.at(-1)?.[0] ?? 0));
	return {
		...common(palette),
		tooltip: {
			...tooltip(palette),
			trigger: 'item' as const,
			formatter: (hovered: Hovered) =>
				Array.isArray(hovered.value)
					? `${hoveredName(hovered)}\n${words.share(Number(hovered.value[1]))} ≤ ${words.time(Number(hovered.value[0]))}`
					: '',
		},
		legend: { ...legend(palette), data: labelsOf(lines) },
		grid: { left: 40, right: 16, top: 12, bottom: 52 },
		xAxis: logAxis(palette, words, 10 ** Math.ceil(Math.log10(longest))),
		yAxis: { ...valueAxis(palette), max: 1, splitNumber: 2 },
		series: lineSeries(
			lines.map((line) => ({
				...line,
				points: line.points.map(([ms, share]) => [Math.max(LOG_FROM_MS, ms), share] as const),
			})),
			palette,
		),
	};
}

/** Time to first token by the prompt's length: box P25 to P75, whiskers P5 and P95. */
export function firstTokenBoxesOption(providers: readonly ProviderBoxes[], palette: Palette, words: ScoreChartWords) {
	const groups = [...new Set(providers.flatMap(({ boxes }) => boxes.map(({ group }) => group ?? 0)))].sort(
		(one, other) => one - other,
	);
	const labels = labelsOf(providers);
	return {
		...common(palette),
		tooltip: { ...tooltip(palette), trigger: 'item' as const, formatter: (box: Hovered) => boxWords(box, words) },
		legend: {
			...legend(palette),
			data: labels,
			// Empty but for its pattern, as the box is.
			...{ itemHeight: 14, itemStyle: { color: 'transparent', borderWidth: 1.6 } },
		},
		grid: { left: 46, right: 12, top: 12, bottom: 52 },
		xAxis: {
			type: 'category' as const,
			data: groups.map((tokens) => words.prompt(tokens)),
			axisTick: { show: false },
			axisLine: { lineStyle: { color: palette.line } },
			axisLabel: axisLabel(palette),
		},
		yAxis: { ...valueAxis(palette), axisLabel: { ...axisLabel(palette), formatter: words.ms } },
		series: providers.map((each, index) => ({
			type: 'boxplot' as const,
			name: labels[index],
			itemStyle: {
				color: 'transparent',
				borderColor: colourOf(each, palette),
				borderWidth: 1.6,
				borderType: dashOf(each),
				decal: hatchOf(each, palette),
			},
			data: groups.map((group) => {
				const box = each.boxes.find((candidate) => (candidate.group ?? 0) === group);
				return box === undefined ? [] : [box.p5, box.p25, box.p50, box.p75, box.p95];
			}),
		})),
	};
}

/** A box by its quantiles: its whiskers end at no extreme. */
function boxWords(box: Hovered, { time }: ScoreChartWords): string {
	const values = Array.isArray(box.value) ? box.value.slice(-QUANTILES.length).map(Number) : [];
	const rows = QUANTILES.map((name, index) => `${name}  ${time(values[index] ?? Number.NaN)}`);
	return [hoveredName(box), box.name ?? '', ...rows.reverse()].join('\n');
}

/** Time to first token of every round, where all have one prompt. */
export function firstTokenRoundsOption(lines: readonly ProviderLine[], palette: Palette, words: ScoreChartWords) {
	const labels = labelsOf(lines);
	const rounds = Math.max(1, ...lines.map(({ points }) => points.at(-1)?.[0] ?? 1));
	return {
		...common(palette),
		tooltip: { ...tooltip(palette), trigger: 'item' as const, valueFormatter: orDash(words.time) },
		legend: { ...legend(palette), data: labelsOf(lines) },
		grid: { left: 52, right: 16, top: 12, bottom: 52 },
		xAxis: {
			type: 'value' as const,
			min: rounds === 1 ? 0 : 1,
			max: rounds === 1 ? 2 : rounds,
			minInterval: 1,
			splitLine: { show: false },
			axisLine: { lineStyle: { color: palette.line } },
			axisTick: { show: false },
			axisLabel: {
				...axisLabel(palette),
				formatter: (value: number) => (rounds === 1 && value !== 1 ? '' : `${words.round} ${value}`),
			},
		},
		yAxis: { ...valueAxis(palette), axisLabel: { ...axisLabel(palette), formatter: words.ms } },
		series: lines.map((line, index) => ({
			...(rounds > MOST_JOINED_ROUNDS
				? // Thousands of points are one shape for each provider, else each is an object of its own.
					{ type: 'scatter' as const, large: true, largeThreshold: MOST_JOINED_ROUNDS, symbolSize: 3 }
				: {
						...{ type: 'line' as const, symbolSize: 6 },
						lineStyle: { color: colourOf(line, palette), width: 1, opacity: 0.5, type: dashOf(line) },
					}),
			name: labels[index],
			symbol: symbolOf(line),
			itemStyle: { color: colourOf(line, palette) },
			data: line.points.map((point) => [...point]),
			emphasis: { disabled: true },
		})),
	};
}

function lineSeries(lines: readonly ProviderLine[], palette: Palette) {
	const labels = labelsOf(lines);
	return lines.map((line, index) => ({
		type: 'line' as const,
		name: labels[index],
		symbol: symbolOf(line),
		symbolSize: 7,
		showAllSymbol: true,
		lineStyle: { color: colourOf(line, palette), width: 2, type: dashOf(line) },
		itemStyle: { color: colourOf(line, palette) },
		data: pointsWithFewSigns(line, index),
		emphasis: { disabled: true },
	}));
}

/** Every sign is a shape of its own to the chart: a thousand of them take it longer than all its lines. */
function pointsWithFewSigns({ points }: ProviderLine, place: number) {
	const every = Math.max(1, Math.ceil(points.length / SYMBOLS_ON_A_LINE));
	return points.map(([x, y], index) =>
		(index + place * 2) % every === 0 ? [x, y] : { value: [x, y], symbol: 'none' as const },
	);
}

function logAxis(palette: Palette, words: ScoreChartWords, max: number, named?: readonly number[]) {
	return {
		type: 'log' as const,
		min: LOG_FROM_MS,
		max,
		axisLine: { lineStyle: { color: palette.line } },
		axisTick: { show: false, ...(named && { customValues: [...named] }) },
		splitLine: { lineStyle: { color: palette.line } },
		axisLabel: { ...axisLabel(palette), formatter: words.ms, ...(named && { customValues: [...named] }) },
		axisPointer: { label: { formatter: ({ value }: { value: unknown }) => words.ms(Number(value)) } },
	};
}

/** A bar cannot be so long: it has a sign in its place. */
function isAny(rate: number | null | undefined): boolean {
	return rate === Number.POSITIVE_INFINITY;
}
