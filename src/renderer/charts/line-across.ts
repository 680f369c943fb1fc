import type { EChartsType } from 'echarts/core';
import { graphic } from 'echarts/core';
import type { FramedParts } from './framed.ts';
import type { Palette } from './palette.ts';

/**
 * A vertical line across a shown chart that moves without the chart: a chart told of a new place draws all it has
 * again, which takes longer than a hand that moves a slider waits.
 */
export interface LineAcross {
	/** @param x on the horizontal axis, in its unit; null: no line. @param grid as the chart was told of it */
	move(x: number | null, grid: FramedParts['grid'], palette: Palette): void;
	/** Puts it where it belongs after the chart's own layout has changed. */
	place(): void;
}

const WIDTH = 1.5;
/** A layer of its own: to move it paints nothing else. */
const LAYER = 1;

/** @param chart with one grid; owns the line and ends with it */
export function createLineAcross(chart: EChartsType): LineAcross {
	const line = new graphic.Line({ silent: true, invisible: true, zlevel: LAYER });
	const zr = chart.getZr();
	zr.add(line as Parameters<typeof zr.add>[0]);
	let shown: { readonly x: number | null; readonly grid: FramedParts['grid'] } | null = null;

	function place(): void {
		if (shown === null) return;
		const { x, grid } = shown;
		const at = x === null ? Number.NaN : Number(chart.convertToPixel({ xAxisIndex: 0 }, x));
		line.attr({
			invisible: !Number.isFinite(at),
			shape: { x1: at, x2: at, y1: grid.top, y2: chart.getHeight() - grid.bottom },
		});
	}

	return {
		move(x, grid, palette) {
			shown = { x, grid };
			line.attr({ style: { stroke: palette.revised, lineWidth: WIDTH } });
			place();
			zr.flush();
		},
		place,
	};
}

/** The chart with the line as a part of it: for its files. */
export function lineAcrossOption<Option extends object>(option: Option, x: number | null, palette: Palette): Option {
	const { series } = option as { readonly series?: readonly object[] };
	if (x === null || series === undefined) return option;
	const markLine = {
		...{ symbol: 'none', silent: true, label: { show: false } },
		lineStyle: { color: palette.revised, width: WIDTH, type: 'solid' },
		data: [{ xAxis: x }],
	};
	return { ...option, series: series.map((one, index) => (index === 0 ? { ...one, markLine } : one)) };
}
