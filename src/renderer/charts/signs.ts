import { PROVIDER_SHAPES } from '../../core/provider-shapes.ts';
import { type Palette, seriesStyle } from './palette.ts';

/** A provider as a chart names it. */
export interface ChartedProvider {
	readonly name: string;
	/** Its place in the run. */
	readonly provider: number;
}

/** The chart library's own where it has the shape: it draws those faster. */
const SYMBOLS: readonly string[] = [
	...['circle', 'rect', 'triangle', 'diamond'],
	...PROVIDER_SHAPES.slice(4).map((shape) => `path://${shape}`),
];

/** Told apart without colour: a sign for each of the first eight, the same as in a report, and dashes beyond. */
export function symbolOf({ provider }: ChartedProvider): string {
	return SYMBOLS[provider % SYMBOLS.length] ?? 'circle';
}

export function dashOf({ provider }: ChartedProvider): 'solid' | 'dashed' {
	return seriesStyle(provider).patterned ? 'dashed' : 'solid';
}

export function colourOf({ provider }: ChartedProvider, palette: Palette): string {
	return palette.series[seriesStyle(provider).colour] ?? palette.ink2;
}

/** A colour of the style sheet, as computed (`rgb(…)`), let through by a share. */
export function faded(colour: string, opacity: number): string {
	return opacity === 1 ? colour : colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}

export function stripes(palette: Palette) {
	return { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: palette.panel };
}

export function dots(palette: Palette) {
	return { symbol: 'circle', symbolSize: 0.7, dashArrayX: [6, 0], dashArrayY: [6, 0], color: palette.panel };
}

/** One for each of the first eight providers, in its own colour on a box that is empty otherwise. */
const HATCHES = [
	{ dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: 0 },
	{ dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 2 },
	{ dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
	{ dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
	{ symbol: 'circle', symbolSize: 0.7, dashArrayX: [6, 0], dashArrayY: [6, 0] },
	{ symbol: 'triangle', dashArrayX: [7, 2], dashArrayY: [7, 2] },
	{
		dashArrayX: [
			[5, 5],
			[0, 5, 5, 0],
		],
		dashArrayY: [5, 0],
	},
	{ dashArrayX: [1, 0], dashArrayY: [5, 2], rotation: 0 },
] as const;

export function hatchOf(each: ChartedProvider, palette: Palette) {
	const { symbol = 'rect', ...hatch } = HATCHES[each.provider % HATCHES.length] as (typeof HATCHES)[number] & {
		readonly symbol?: string;
	};
	return { symbol, ...hatch, color: faded(colourOf(each, palette), 0.6) };
}
