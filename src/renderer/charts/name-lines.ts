import { areNumbered } from './palette.ts';
import type { ChartedProvider } from './signs.ts';

/** Of a chart's axis, in pixels. */
export const FONT_SIZE = 10;
/** Of the font's size: no Latin letter is wider on average, and no other than a full square. */
const NARROW = 0.6;
/** Below a chart's bars, together, in pixels: a narrower chart than the screen's is not drawn. */
const ROOM = 390;
const BETWEEN = 6;
/** More would leave no room for the bars. */
const MOST_LINES = 4;
/** A line that ends with a whole word leaves a part of it empty. */
const BROKEN = 1.3;

/** How wide a text is at most, in pixels. */
export function widthOf(text: string, fontSize: number): number {
	return [...text].reduce((sum, letter) => sum + fontSize * (letter < '\u2e80' ? NARROW : 1), 0);
}

/**
 * Names below groups of bars, broken into lines that have room there: between words, else within them. Of many providers
 * only their numbers.
 */
export function namesBelow(providers: readonly ChartedProvider[]) {
	const width = widthBelow(providers.length);
	const lineHeight = FONT_SIZE + 2;
	const numbered = haveNumbers(providers);
	const shown = providers.map(({ name, provider }) => (numbered ? String(provider + 1) : name));
	const longest = Math.max(0, ...shown.map((name) => widthOf(name, FONT_SIZE) / width));
	const lines = Math.max(1, Math.ceil(longest <= 1 ? longest : longest * BROKEN));
	return {
		/** Of the highest of them, in pixels. */
		height: lines * lineHeight,
		/** For the labels of an axis whose places are the providers. */
		label: {
			...{ width, lineHeight, overflow: 'break' as const },
			formatter: (_name: string, place: number) => shown[place] ?? '',
		},
	};
}

/** Providers' names in charts, with their numbers where they {@link haveNumbers}. */
export function labelsOf(providers: readonly ChartedProvider[]): string[] {
	const numbered = haveNumbers(providers);
	return providers.map(({ name, provider }) => (numbered ? `${provider + 1} ${name}` : name));
}

/** Whether providers are numbered beside their names: there are many, or a name has no room below its bars. */
export function haveNumbers(providers: readonly Pick<ChartedProvider, 'name'>[]): boolean {
	const room = (widthBelow(providers.length) * MOST_LINES) / BROKEN;
	return areNumbered(providers.length) || providers.some(({ name }) => widthOf(name, FONT_SIZE) > room);
}

function widthBelow(count: number): number {
	return Math.floor(ROOM / Math.max(1, count)) - BETWEEN;
}
