import { BarChart, BoxplotChart, LineChart, ScatterChart } from 'echarts/charts';
import {
	AriaComponent,
	GridComponent,
	LegendComponent,
	MarkLineComponent,
	TitleComponent,
	TooltipComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { Table2 } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useSpeech } from '../ui/language.ts';
import { markShown } from '../ui/marks.ts';
import { saveFile } from '../ui/save-file.ts';
import { type ChartFact, type ChartTable, csvOfTable, decimalsOf } from './chart-table.ts';
import { type FramedChart, type FramedParts, framedOption } from './framed.ts';
import { createLineAcross, type LineAcross, lineAcrossOption } from './line-across.ts';
import type { Palette } from './palette.ts';

echarts.use([
	...[BarChart, BoxplotChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent],
	...[TitleComponent, TooltipComponent, AriaComponent, CanvasRenderer, SVGRenderer],
]);

type Option = Parameters<ReturnType<typeof echarts.init>['setOption']>[0] & FramedParts;

/** A chart's file, without what is written around it. */
const FILE = { width: 960, height: 480 } as const;

export interface ScoreChartProps {
	/** Of its files. */
	readonly name: string;
	/** Of the chart, for whoever cannot see which one it is. */
	readonly spoken: string;
	readonly title: ReactNode;
	/** The same object until something changed; null while it is not known. */
	readonly option: Option | null;
	/** Where on the horizontal axis a line stands across; null or absent: nowhere. */
	readonly across?: number | null;
	/** Asked when it is shown or saved. */
	readonly table: () => ChartTable;
	/** What its numbers are, for its files. Asked when one is saved. */
	readonly facts: () => readonly ChartFact[];
	readonly palette: Palette;
	/** What it shows, in words. */
	readonly label: string;
	readonly caption: string;
}

/** A chart on a canvas, the same as a table, and both as files. */
export function ScoreChart(props: ScoreChartProps) {
	const { name, spoken, title, option, across = null, table, facts, palette, label, caption } = props;
	const { t } = useSpeech();
	const [asTable, setAsTable] = useState(false);
	const heading = useId();
	const save = (kind: 'png' | 'svg' | 'csv'): void => {
		if (option === null) return;
		if (kind === 'csv') {
			saveFile(`${name}.csv`, new Blob([csvOfTable(table(), facts())], { type: 'text/csv' }));
			return;
		}
		const framed = framedOption(
			lineAcrossOption(option, across, palette),
			{ title: spoken, facts: facts() },
			palette,
			FILE,
		);
		if (kind === 'svg') saveFile(`${name}.svg`, svgOf(framed, palette));
		else pngOf(framed, palette, (png) => saveFile(`${name}.png`, png));
	};
	return (
		<section className="card score-chart" aria-labelledby={heading} data-chart={name}>
			<header>
				<h2 id={heading}>{title}</h2>
				<button
					type="button"
					className="quiet icon-button"
					aria-pressed={asTable}
					aria-label={t('scorecard.asTable', { chart: spoken })}
					title={t('scorecard.asTableShort')}
					onClick={() => setAsTable(!asTable)}
				>
					<Table2 size={15} aria-hidden="true" />
				</button>
				{(['png', 'svg', 'csv'] as const).map((kind) => (
					<button
						key={kind}
						type="button"
						className="quiet score-save"
						disabled={option === null}
						aria-label={t('scorecard.saveChart', { chart: spoken, kind: kind.toUpperCase() })}
						title={t('scorecard.saveShort', { kind: kind.toUpperCase() })}
						onClick={() => save(kind)}
					>
						{kind.toUpperCase()}
					</button>
				))}
			</header>
			{asTable ? <TableView table={table()} label={label} /> : <Canvas {...{ option, across, palette, label }} />}
			<p className="hint">{option === null ? t('scorecard.computing') : caption}</p>
		</section>
	);
}

function Canvas({
	option,
	across,
	palette,
	label,
}: Pick<ScoreChartProps, 'option' | 'palette' | 'label'> & { readonly across: number | null }) {
	const host = useRef<HTMLDivElement>(null);
	const drawn = useRef<{ readonly chart: ReturnType<typeof echarts.init>; readonly line: LineAcross } | null>(null);
	useEffect(() => {
		if (host.current === null) return;
		const chart = echarts.init(host.current, null, { renderer: 'canvas' });
		const line = createLineAcross(chart);
		drawn.current = { chart, line };
		const observer = new ResizeObserver(() => {
			chart.resize();
			line.place();
		});
		observer.observe(host.current);
		return () => {
			observer.disconnect();
			chart.dispose();
			drawn.current = null;
		};
	}, []);
	useEffect(() => {
		if (option === null || drawn.current === null) return;
		drawn.current.chart.setOption(option, { notMerge: true, lazyUpdate: false });
		markShown('scorecard-chart');
	}, [option]);
	useEffect(() => {
		if (option === null || drawn.current === null) return;
		drawn.current.line.move(across, option.grid, palette);
		markShown('scorecard-chart');
	}, [option, across, palette]);
	return <div ref={host} className="chart-canvas" role="img" aria-label={label} />;
}

function TableView({ table, label }: { readonly table: ChartTable; readonly label: string }) {
	const { language } = useSpeech();
	const formats = decimalsOf(table).map(
		(decimals) => new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
	);
	return (
		<section className="score-chart-table" aria-label={label} ref={focusable}>
			<table>
				<thead>
					<tr>
						{table.head.map((cell) => (
							<th key={cell} scope="col">
								{cell}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{table.rows.map((row) => (
						<tr key={row.join('/')}>
							{row.map((cell, index) => (
								<td key={table.head[index]} className="number">
									{typeof cell === 'number' ? figureOf(cell, formats[index]) : (cell ?? '–')}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}

/** A rate at which any pace is kept, as the main table says it. */
function figureOf(value: number, format: Intl.NumberFormat | undefined): string {
	return value === Number.POSITIVE_INFINITY ? '∞' : (format?.format(value) ?? '');
}

/** Whoever has no pointer scrolls with the arrow keys. */
function focusable(element: HTMLElement | null): void {
	if (element !== null) element.tabIndex = 0;
}

function svgOf({ option, height }: FramedChart<Option>, palette: Palette): Blob {
	const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: FILE.width, height });
	chart.setOption({ ...option, backgroundColor: palette.panel });
	const svg = chart.renderToSVGString();
	chart.dispose();
	return new Blob([xmlOf(svg)], { type: 'image/svg+xml' });
}

/** Characters that no XML file may hold, such as NUL in a provider's name, as the sign for what cannot be shown. */
function xmlOf(markup: string): string {
	return markup.toWellFormed().replaceAll(NOT_IN_XML, '\ufffd');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is there to find them
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function pngOf({ option, height }: FramedChart<Option>, palette: Palette, then: (png: Blob) => void): void {
	const canvas = document.createElement('canvas');
	canvas.width = FILE.width;
	canvas.height = height;
	const chart = echarts.init(canvas, null, { renderer: 'canvas', width: FILE.width, height });
	chart.setOption({ ...option, backgroundColor: palette.panel });
	const drawn = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: palette.panel });
	chart.dispose();
	drawn.toBlob((png) => {
		if (png === null) throw new Error('the browser made no picture of the chart');
		then(png);
	}, 'image/png');
}
