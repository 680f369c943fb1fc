import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { View } from '../live/text-view.ts';
import { createPacedView } from './paced-view.ts';
import type { Palette } from './palette.ts';
import { type ChartWords, type TokensOverTime, tokensOverTimeOption } from './tokens-over-time.ts';

echarts.use([LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

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
		const observer = new ResizeObserver(() => {
			chart.resize();
			requestFrame();
		});
		observer.observe(element);
		// Below the fold nobody sees it.
		let visible = true;
		const intersection = new IntersectionObserver(([entry]) => {
			visible = entry?.isIntersecting ?? true;
			if (visible) requestFrame();
		});
		intersection.observe(element);
		const detach = attach({
			column: 0,
			...createPacedView({
				read,
				isVisible: () => visible,
				draw(data) {
					chart.setOption(
						tokensOverTimeOption(data, palette, words, () => chart.getWidth()),
						{ notMerge: true, lazyUpdate: false },
					);
				},
			}),
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
