import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { View } from '../live/text-view.ts';
import type { Palette } from './palette.ts';
import { type ChartWords, type TokensOverTime, tokensOverTimeOption } from './tokens-over-time.ts';

echarts.use([LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

/** Drawing all lines anew takes long beside a frame: at most four times a second while they grow. */
const EVERY_MS = 250;

export interface TokensChartProps {
	/** What to draw now; the same object as before where nothing changed. */
	readonly read: () => TokensOverTime;
	readonly palette: Palette;
	readonly words: ChartWords;
	readonly attach: (view: View) => () => void;
	readonly requestFrame: () => void;
	readonly label: string;
}

/** Tokens over time, drawn on a canvas outside React. */
export function TokensChart({ read, palette, words, attach, requestFrame, label }: TokensChartProps) {
	const host = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const element = host.current;
		if (element === null) return;
		const chart = echarts.init(element, null, { renderer: 'canvas' });
		let drawn: TokensOverTime | null = null;
		let drawnAtMs = Number.NEGATIVE_INFINITY;
		const observer = new ResizeObserver(() => {
			chart.resize();
			requestFrame();
		});
		observer.observe(element);
		// Below the fold nobody sees it, and the columns above need the time.
		let visible = true;
		const intersection = new IntersectionObserver(([entry]) => {
			visible = entry?.isIntersecting ?? true;
			if (visible) requestFrame();
		});
		intersection.observe(element);
		const detach = attach({
			column: 0,
			paint(nowMs) {
				if (!visible) return false;
				if (nowMs - drawnAtMs < EVERY_MS) return true;
				const next = read();
				if (next === drawn) return false;
				drawnAtMs = nowMs;
				drawn = next;
				chart.setOption(
					tokensOverTimeOption(next, palette, words, () => chart.getWidth()),
					{ notMerge: true, lazyUpdate: false },
				);
				return false;
			},
			detach() {
				observer.disconnect();
				intersection.disconnect();
				chart.dispose();
			},
		});
		return detach;
	}, [read, palette, words, attach, requestFrame]);
	return <div ref={host} className="chart-canvas" role="img" aria-label={label} />;
}
