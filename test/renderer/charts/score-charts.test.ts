import { describe, expect, test } from 'vitest';
import { csvOfTable, decimalsOf } from '../../../src/renderer/charts/chart-table.ts';
import { framedOption } from '../../../src/renderer/charts/framed.ts';
import { lineAcrossOption } from '../../../src/renderer/charts/line-across.ts';
import type { Palette } from '../../../src/renderer/charts/palette.ts';
import {
	firstTokenBoxesOption,
	firstTokenRoundsOption,
	fluidityOption,
	gapsOption,
	type ScoreChartWords,
	targetOnAxis,
	tokenRatesOption,
} from '../../../src/renderer/charts/score-charts.ts';

const palette: Palette = {
	...{ ink: '#1', ink2: '#2', ink3: '#3', line: '#4', panel: '#5', miss: '#6', missShade: '#7', revised: '#8' },
	font: 'Inter',
	series: ['rgb(1, 2, 3)', '#b', '#c', '#d', '#e', '#f', '#0', '#9'],
};
const words: ScoreChartWords = {
	...{ tpotRate: 'tpot', tailRate: 'tail', fluidRate: 'fluid', target: 'target', round: 'round' },
	...{ gridRate: 'grid', median: 'median' },
	number: (value) => `${value}`,
	share: (value) => `${value}`,
	index: (value) => value.toFixed(2),
	ms: (value) => `${value}`,
	time: (value) => `${value} ms`,
	more: (count) => `${count} more`,
	prompt: (tokens) => `${tokens} tokens`,
};
const line = (provider: number, ...points: (readonly [number, number])[]) => ({
	name: `P${provider}`,
	provider,
	points,
});
const box = (group: number) => ({ group, n: 9, p5: 1, p25: 2, p50: 3, p75: 4, p95: 5 });

describe('the charts of a scorecard', () => {
	const rates = [
		{ name: 'A', provider: 0, tpotBased: 32, tbtBased: 26, fluid: 29, grid: 28 },
		{ name: 'B', provider: 8, tpotBased: 20, tbtBased: 1.4, fluid: null, grid: null },
	];
	const options = [
		tokenRatesOption(rates, palette, words),
		fluidityOption([line(0, [1, 0], [100, 1])], [line(0, [1, 0.5], [100, 1])], palette, words),
		gapsOption([line(0, [0, 0], [400, 1])], palette, words),
		firstTokenBoxesOption([{ name: 'A', provider: 0, boxes: [box(256), box(1024)] }], palette, words),
		firstTokenRoundsOption([line(0, [1, 260], [2, 270])], palette, words),
	];

	// Would catch markup of a provider's name in a tooltip.
	test('draw their tooltips instead of writing markup, name everybody in a legend, and move nothing', () => {
		for (const option of options) {
			expect(option.tooltip.renderMode).toBe('richText');
			expect(option.animation).toBe(false);
			expect(option.legend.data.length).toBeGreaterThan(0);
		}
	});

	test('tell providers apart without colour: by a sign, and by dashes from the ninth on', () => {
		const { series } = gapsOption([line(0, [1, 1]), line(1, [1, 1]), line(8, [1, 1])], palette, words);
		expect(series.map(({ symbol, lineStyle }) => [symbol, lineStyle.type])).toEqual([
			['circle', 'solid'],
			['rect', 'solid'],
			['circle', 'dashed'],
		]);
	});

	// Would catch two of eight providers with signs that nobody tells apart.
	test('eight providers have eight signs', () => {
		const eight = Array.from({ length: 8 }, (_, provider) => line(provider, [1, 1]));
		expect(new Set(gapsOption(eight, palette, words).series.map(({ symbol }) => symbol)).size).toBe(8);
	});

	// Would catch rows below the chart's edge, which nobody sees.
	test('what stands over a target is one row for each provider, the highest first, as many as there is room for', () => {
		const sixteen = Array.from({ length: 16 }, (_, provider) => line(provider, [25, provider / 16]));
		const medians = sixteen.map((each) => ({ ...each, points: [[25, 1]] as const }));
		const hover = (count: number): string[] =>
			fluidityOption(sixteen.slice(0, count), medians.slice(0, count), palette, words)
				.tooltip.formatter([{ seriesName: 'P1', marker: '* ', value: [25, 1 / 16] }])
				.split('\n');
		expect(hover(2)).toEqual(['25 ms', '* P1  0.06 · median 1.00', 'P0  0.00 · median 1.00']);
		expect([hover(16)[1], hover(16)[7], hover(16).length]).toEqual(['16 P15  0.94 · median 1.00', '10 more', 8]);
	});

	// Would catch whiskers that are called least and most, as the library calls them.
	test('a box is told by its quantiles', () => {
		const { tooltip } = firstTokenBoxesOption([{ name: 'A', provider: 0, boxes: [box(256)] }], palette, words);
		expect(tooltip.formatter({ seriesName: 'A', name: '256 tokens', value: [0, 1, 2, 3, 4, 5] }).split('\n')).toEqual([
			...['A', '256 tokens', 'P95  5 ms', 'P75  4 ms', 'P50  3 ms', 'P25  2 ms', 'P5  1 ms'],
		]);
	});

	test('three rates are three shades, the middle one striped, and the reference’s figure dotted; a rate that is not there has no bar', () => {
		const { series } = tokenRatesOption(rates, palette, words);
		expect(series.map(({ name, data, itemStyle }) => [name, data[0]?.itemStyle.color, 'decal' in itemStyle])).toEqual([
			['tpot', 'rgba(1, 2, 3, 0.35)', false],
			['tail', 'rgba(1, 2, 3, 0.6)', true],
			['fluid', 'rgb(1, 2, 3)', false],
			['grid', 'rgba(1, 2, 3, 0.6)', true],
		]);
		expect(series[2]?.data[1]?.value).toBe('-');
	});

	// Would catch a name cut to its beginning, which several providers may share.
	test('names stand whole below their bars, over lines that have room; of many or too long ones, numbers, and the names in the tooltip', () => {
		const named = (names: readonly string[]) =>
			tokenRatesOption(
				names.map((name, provider) => ({ name, provider, tpotBased: 1, tbtBased: 1, fluid: 1, grid: 1 })),
				palette,
				words,
			);
		const long = 'a provider whose name is long, in Frankfurt';
		const [few, more] = [named(['A', 'B', 'C', 'D']), named([long, 'B', '名字很长的服务商，法兰克福节点', 'D'])];
		expect(more.xAxis.axisLabel.overflow).toBe('break');
		expect(more.xAxis.axisLabel.formatter('', 0)).toBe(long);
		expect(more.grid.bottom - few.grid.bottom).toBe(36);
		const wide = named([long.repeat(5), 'B']);
		expect([0, 1].map((place) => wide.xAxis.axisLabel.formatter('', place))).toEqual(['1', '2']);
		expect(wide.xAxis.data).toEqual([`1 ${long.repeat(5)}`, '2 B']);
		const many = named(Array.from({ length: 16 }, (_, place) => `${long} ${place}`));
		expect(many.xAxis.data[15]).toBe(`16 ${long} 15`);
		expect(many.xAxis.axisLabel.formatter('', 15)).toBe('16');
		expect(many.grid.bottom).toBe(few.grid.bottom);
	});

	// Would catch a rate without bound that looks like one that is not known.
	test('a provider that keeps any pace has its sign in place of a bar', () => {
		const [any] = [{ name: 'A', provider: 0, tpotBased: 9, tbtBased: 9, fluid: Number.POSITIVE_INFINITY, grid: null }];
		const { series } = tokenRatesOption([any], palette, words);
		expect(series[2]?.data[0]).toMatchObject({ value: 0, label: { show: true, formatter: '∞' } });
		expect(series.map(({ tooltip }, kind) => tooltip.valueFormatter([9, 9, 0, '-'][kind], 0))).toEqual([
			...['9', '9', '∞', '–'],
		]);
	});

	test('the median request’s curve is dotted beside the provider’s own, and has its sign', () => {
		const { series } = fluidityOption([line(1, [1, 0])], [line(1, [1, 0.5])], palette, words);
		expect(series.map(({ name, symbol, lineStyle }) => [name, symbol, lineStyle.type])).toEqual([
			['P1', 'rect', 'solid'],
			['P1, median', 'rect', 'dotted'],
		]);
	});

	// Would catch boxes that only their colour tells apart.
	test('boxes of eight providers have eight patterns, and the ninth one a dashed edge', () => {
		const nine = Array.from({ length: 9 }, (_, provider) => ({ name: `P${provider}`, provider, boxes: [box(256)] }));
		const { series, legend } = firstTokenBoxesOption(nine, palette, words);
		const styles = series.map(({ itemStyle }) => itemStyle);
		// A legend filled with the colour would hide its patterns.
		expect(legend.itemStyle.color).toBe('transparent');
		const shapes = styles.map(({ decal: { color, ...shape } }) => JSON.stringify(shape));
		expect(new Set(shapes.slice(0, 8)).size).toBe(8);
		expect(shapes[8]).toBe(shapes[0]);
		expect([styles[0]?.borderType, styles[8]?.borderType]).toEqual(['solid', 'dashed']);
	});

	test('the interval on the rail stands across the curve only where the axis reaches it, and in its files too', () => {
		expect([50, 300, 0.5].map(targetOnAxis)).toEqual([50, null, null]);
		const option = fluidityOption([line(0, [1, 0])], [line(0, [1, 0.5])], palette, words);
		const marked = (x: number | null) =>
			lineAcrossOption(option, x, palette).series.map((one) => ('markLine' in one ? one.markLine : null));
		expect(marked(50)).toEqual([expect.objectContaining({ data: [{ xAxis: 50 }] }), null]);
		expect(marked(null)).toEqual([null, null]);
	});

	test('gaps of 0 stand at the left edge of the logarithmic axis, which ends at a power of ten', () => {
		const option = gapsOption([line(0, [0, 0], [468, 1])], palette, words);
		expect(option.series[0]?.data[0]).toEqual([1, 0]);
		expect(option.xAxis).toMatchObject({ type: 'log', min: 1, max: 1000 });
	});

	test('a prompt length that a provider was not asked leaves its place empty', () => {
		const given = [
			{ name: 'A', provider: 0, boxes: [box(256), box(1024)] },
			{ name: 'B', provider: 1, boxes: [box(1024)] },
		];
		const option = firstTokenBoxesOption(given, palette, words);
		expect(option.xAxis.data).toEqual(['256 tokens', '1024 tokens']);
		expect(option.series[1]?.data).toEqual([[], [1, 2, 3, 4, 5]]);
	});
});

// Would catch a provider's name that runs as a formula in whoever's spreadsheet opens the file.
test('a chart’s CSV keeps every digit, quotes what needs it, and lets no cell be a formula', () => {
	const table = { head: ['target ms', '=HYPERLINK("x")', 'a, b'], rows: [[0.1 + 0.2, null, ' ＝1+1']] };
	expect(csvOfTable(table, [])).toBe(
		`\ufefftarget ms,"'=HYPERLINK(""x"")","a, b"\r\n0.30000000000000004,,"' ＝1+1"\r\n`,
	);
});

// Would catch a column of 0.022, 0.3 and 43, which no eye compares.
test('the numbers of a shown table’s column have as many decimals as each other', () => {
	const rows = [
		['A', 1, 0.02257, 79.391, null],
		['B', 2, 0.3, 43, Number.POSITIVE_INFINITY],
	];
	expect(decimalsOf({ head: ['provider', 'n', 'share', 'rate', 'any'], rows })).toEqual([0, 0, 3, 1, 0]);
});

// Would catch a picture in a slide that nobody can tell the deadlines of.
test('a saved chart says what it is: in every row of its CSV, and around its picture', () => {
	const facts = [
		{ name: 'Scored by', value: 'missed deadlines counted, then every 25 ms' },
		{ name: 'n', value: '=A 10' },
	];
	const table = {
		head: ['target ms', 'A'],
		rows: [
			[1, 0.5],
			[2, 0.6],
		],
	};
	expect(csvOfTable(table, facts)).toBe(
		'\ufefftarget ms,A,Scored by,n\r\n' +
			[1, 2].map((ms) => `${ms},0.${ms + 4},"missed deadlines counted, then every 25 ms","'=A 10"\r\n`).join(''),
	);
	const option = gapsOption([line(0, [1, 1])], palette, words);
	const framed = framedOption(option, { title: 'Gaps', facts }, palette, { width: 960, height: 480 });
	expect(framed.option.title).toMatchObject([
		{ text: 'Gaps' },
		{ text: 'Scored by: missed deadlines counted, then every 25 ms\nn: =A 10' },
	]);
	const plot = framed.height - framed.option.grid.top - framed.option.grid.bottom;
	expect(plot).toBe(480 - option.grid.top - option.grid.bottom);
	expect(framed.option.legend.bottom).toBeGreaterThan(2 * 15);
});

// Would catch a picture in a slide whose legend names the first few of sixteen.
test('a saved chart has room for its whole legend, and its plot is as high as ever', () => {
	const sixteen = Array.from({ length: 16 }, (_, place) => ({ ...line(place, [1, 1]), name: `A long name ${place}` }));
	const framed = (count: number) =>
		framedOption(gapsOption(sixteen.slice(0, count), palette, words), { title: '', facts: [] }, palette, {
			...{ width: 960, height: 480 },
		});
	expect(framed(16).option.legend.type).toBe('plain');
	expect(framed(16).height).toBeGreaterThanOrEqual(framed(2).height + 2 * 20);
	const plots = [2, 16].map(framed).map(({ height, option: { grid } }) => height - grid.top - grid.bottom);
	expect(plots[1]).toBe(plots[0]);
});

test('what is written below a saved chart is cut into lines that fit, and nothing of it is lost', () => {
	const option = gapsOption([line(0, [1, 1])], palette, words);
	for (const value of ['Provider 12 '.repeat(40).trim(), '流畅度指数'.repeat(40), 'x'.repeat(300)]) {
		const { option: framed } = framedOption(option, { title: '', facts: [{ name: 'n', value }] }, palette, {
			...{ width: 400, height: 300 },
		});
		const { text } = framed.title[1] as { text: string };
		expect(text.split('\n').length).toBeGreaterThan(3);
		expect(text.replaceAll('\n', '')).toBe(`n: ${value}`);
	}
});
