import { areNumbered } from './palette.ts';
import type { ChartedProvider } from './signs.ts';

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
export function namesBelow(providers: readonly ChartedProvider[], fontSize: number) {
	const width = Math.floor(ROOM / Math.max(1, providers.length)) - BETWEEN;
	const lineHeight = fontSize + 2;
	const shown = providers.map(({ name, provider }) =>
		areNumbered(providers.length) ? String(provider + 1) : beginningOf(name, fontSize, (width * MOST_LINES) / BROKEN),
	);
	const longest = Math.max(0, ...shown.map((name) => widthOf(name, fontSize) / width));
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

/** Cut, where it has to be, between what people see as characters. */
function beginningOf(name: string, fontSize: number, room: number): string {
	if (widthOf(name, fontSize) <= room) return name;
	let shown = '';
	for (const { segment } of new Intl.Segmenter().segment(name)) {
		if (widthOf(`${shown}${segment}…`, fontSize) > room) break;
		shown += segment;
	}
	return `${shown}…`;
}
