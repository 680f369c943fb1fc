import { describe, expect, test } from 'vitest';
import { ns } from '../../../src/core/time.ts';
import type { Palette } from '../../../src/renderer/charts/palette.ts';
import {
	cumulativePoints,
	pacePoints,
	stallPoints,
	tokensOverTimeOption,
} from '../../../src/renderer/charts/tokens-over-time.ts';

const palette: Palette = {
	...{ ink: '#1', ink2: '#2', ink3: '#3', line: '#4', panel: '#5', miss: '#6', missShade: '#7', revised: '#8' },
	font: 'Inter',
	series: ['#a', '#b', '#c', '#d', '#e', '#f', '#0', '#9'],
};
const words = { pace: 'pace', seconds: (seconds: number) => `${seconds}s`, tokens: (count: number) => `${count} tok` };

describe('tokens over time', () => {
	test('begins at the first arrival with no token, and gives one point for tokens of one read', () => {
		expect(cumulativePoints([300e6, 0, 0, 100e6], 99)).toEqual([
			[0.3, 0],
			[0.3, 3],
			[0.4, 4],
		]);
	});

	test('keeps both ends when it is thinned, so that no line ends early', () => {
		const points = cumulativePoints(
			Array.from({ length: 5_000 }, () => 10e6),
			100,
		);
		expect(points).toHaveLength(100);
		expect(points[0]).toEqual([0.01, 0]);
		expect(points.at(-1)?.[1]).toBe(5_000);
	});

	test('nothing arrived, nothing is drawn', () => {
		expect(cumulativePoints([], 10)).toEqual([]);
	});

	test('the reading pace starts at the first deadline', () => {
		expect(pacePoints({ firstNs: 400e6, eachNs: 50e6, spanNs: 1_400e6 })).toEqual([
			[0.4, 0],
			[1.4, 20],
		]);
		expect(pacePoints({ firstNs: 400e6, eachNs: 50e6, spanNs: 100e6 })).toEqual([]);
	});

	test('a dot stands only where a wait reached the limit', () => {
		const late = (token: number, waitMs: number) => ({ token, atNs: ns(1e9), waitNs: ns(waitMs * 1e6), missed: 1 });
		expect(stallPoints([late(3, 199), late(8, 200)], 200e6)).toEqual([[1, 8, 200e6]]);
	});

	test('the option moves nothing, makes no markup, and tells a ninth provider by a dash', () => {
		const series = [0, 8].map((provider) => ({ name: `P${provider}`, provider, intervalsNs: [1e8], lateTokens: [] }));
		const data = { series, firstNs: 4e8, eachNs: 5e7, stallNs: 2e8, spanNs: 8e9, mostPoints: 10, pointNs: null };
		const option = tokensOverTimeOption(data, palette, words, () => 800);
		expect(option.animation).toBe(false);
		expect(option.tooltip.renderMode).toBe('richText');
		const lines = option.series.filter(({ type }) => type === 'line').slice(1);
		expect(lines.map((line) => 'lineStyle' in line && [line.lineStyle.color, line.lineStyle.type])).toEqual([
			['#a', 'solid'],
			['#a', [6, 3]],
		]);
	});

	test('labels stand right of the plot, where no line runs, and are moved apart; no emoji is cut in two', () => {
		const name = `${'🙂'.repeat(30)}`;
		const series = [{ name, provider: 0, intervalsNs: [1e8], lateTokens: [] }];
		const data = { series, firstNs: 4e8, eachNs: 5e7, stallNs: 2e8, spanNs: 8e9, mostPoints: 10, pointNs: null };
		const { grid, series: drawn } = tokensOverTimeOption(data, palette, words, () => 800);
		const line = drawn[1];
		if (line === undefined || !('labelLayout' in line)) throw new Error('the line has no label');
		expect(line.labelLayout().x).toBeGreaterThan(800 - grid.right);
		expect(line.labelLayout().moveOverlap).toBe('shiftY');
		expect(() => encodeURIComponent(line.endLabel.formatter)).not.toThrow();
	});
});

// Would catch a stall of the list that leads to a chart that does not say where.
test('a moment that is pointed at is a line across the chart, there and nowhere else', () => {
	const linesAt = (pointNs: number | null) => {
		const data = { series: [], firstNs: 4e8, eachNs: 5e7, stallNs: 2e8, spanNs: 8e9, mostPoints: 10, pointNs };
		return tokensOverTimeOption(data, palette, words, () => 900).series.flatMap((series) =>
			'markLine' in series ? series.markLine.data : [],
		);
	};
	expect(linesAt(2.5e9)).toEqual([{ xAxis: 2.5 }]);
	expect(linesAt(0)).toEqual([{ xAxis: 0 }]);
	expect(linesAt(null)).toEqual([]);
});
