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

/** Names below a chart's bars. */
export interface NameLines {
	/** How wide a line may be, in pixels. */
	readonly width: number;
	/** In pixels. */
	readonly lineHeight: number;
	/** Over how many the longest of them goes; 1 of none. */
	readonly lines: number;
	/** Each with what has room, which most have whole. */
	readonly shown: readonly string[];
}

/** Breaks names into lines that have room below their bars: between words, else within them. */
export function nameLines(names: readonly string[], fontSize: number): NameLines {
	const width = Math.floor(ROOM / Math.max(1, names.length)) - BETWEEN;
	const shown = names.map((name) => beginningOf(name, fontSize, (width * MOST_LINES) / BROKEN));
	const longest = Math.max(0, ...shown.map((name) => widthOf(name, fontSize) / width));
	const lineHeight = fontSize + 2;
	return { width, lineHeight, lines: Math.max(1, Math.ceil(longest <= 1 ? longest : longest * BROKEN)), shown };
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
