import type { Palette } from './palette.ts';

/** What a chart tells of something under the pointer. */
export interface Hovered {
	/** Its colour, as the library writes it into the text. */
	readonly marker?: unknown;
	readonly seriesName?: string;
	readonly name?: string;
	readonly value: unknown;
}

/** One line under the pointer: the higher its value, the higher it stands. */
export interface HoveredRow {
	readonly value: number;
	readonly text: string;
}

/** As many rows as a chart is high. */
const MOST_ROWS = 7;
const LONGEST_NAME = 28;

/** A chart's tooltip: drawn, so that no name is markup. */
export function tooltip(palette: Palette) {
	return {
		renderMode: 'richText' as const,
		confine: true,
		backgroundColor: palette.panel,
		borderColor: palette.line,
		padding: [5, 9],
		textStyle: { color: palette.ink, fontSize: 11, lineHeight: 15, fontFamily: palette.font },
		axisPointer: { lineStyle: { color: palette.ink3 }, shadowStyle: { opacity: 0.2 } },
	};
}

/** The highest first, and how many more there are where a chart has no room for all. */
export function hoveredRows(head: string, rows: readonly HoveredRow[], more: (count: number) => string): string {
	const sorted = rows.toSorted((one, other) => other.value - one.value).map(({ text }) => text);
	const shown = sorted.length > MOST_ROWS ? sorted.slice(0, MOST_ROWS - 1) : sorted;
	return [head, ...shown, ...(shown.length < sorted.length ? [more(sorted.length - shown.length)] : [])].join('\n');
}

/** A provider's colour and its name, which may be long. */
export function hoveredName({ marker, seriesName = '' }: Pick<Hovered, 'marker' | 'seriesName'>): string {
	const letters = [...seriesName];
	const name = letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join('')}…` : seriesName;
	return `${typeof marker === 'string' ? marker : ''}${name}`;
}

/** Of a point, its height. */
export function orDash(format: (value: number) => string): (value: unknown) => string {
	return (value) => {
		const number = Number(Array.isArray(value) ? value[1] : value);
		return Number.isFinite(number) ? format(number) : '–';
	};
}
