import type { ChartFact } from './chart-table.ts';
import { widthOf } from './name-lines.ts';
import type { Palette } from './palette.ts';

/** What every chart's option has, besides what is its own. */
export interface FramedParts {
	readonly grid: { readonly top: number; readonly bottom: number };
	readonly legend: { readonly bottom: number; readonly data: readonly string[] };
}

/** A file's chart, and how high it is with what is written around it. */
export interface FramedChart<Option> {
	readonly option: Option;
	readonly height: number;
}

const MARGIN = 16;
const TITLE_HEIGHT = 34;
const LINE_HEIGHT = 15;
const FONT_SIZE = 11;
/** Beside a name in the legend: its sign and the gaps. */
const SIGN_WIDTH = 38;
const LEGEND_LINE_HEIGHT = 24;

/** A chart for a file that is seen alone: its title above, and what was measured how below. */
export function framedOption<Option extends FramedParts>(
	option: Option,
	{ title, facts }: { readonly title: string; readonly facts: readonly ChartFact[] },
	palette: Palette,
	size: { readonly width: number; readonly height: number },
): FramedChart<Option & { readonly title: readonly object[] }> {
	const width = size.width - 2 * MARGIN;
	const lines = facts.flatMap(({ name, value }) => wrapped(`${name}: ${value}`, width));
	const foot = lines.length * LINE_HEIGHT + MARGIN;
	const more = (legendLines(option.legend.data, width) - 1) * LEGEND_LINE_HEIGHT;
	const text = { fontFamily: palette.font, fontWeight: 'normal' as const };
	return {
		height: size.height + TITLE_HEIGHT + foot + more,
		option: {
			...option,
			grid: { ...option.grid, top: option.grid.top + TITLE_HEIGHT, bottom: option.grid.bottom + foot + more },
			// Nobody scrolls a picture.
			legend: { ...option.legend, type: 'plain', bottom: option.legend.bottom + foot },
			title: [
				{ text: title, left: MARGIN, top: 8, padding: 0, textStyle: { ...text, color: palette.ink, fontSize: 15 } },
				{
					text: lines.join('\n'),
					...{ left: MARGIN, bottom: MARGIN / 2, padding: 0 },
					textStyle: { ...text, color: palette.ink2, fontSize: FONT_SIZE, lineHeight: LINE_HEIGHT },
				},
			],
		},
	};
}

function legendLines(names: readonly string[], width: number): number {
	let [lines, used] = [1, 0];
	for (const name of names) {
		const own = SIGN_WIDTH + widthOf(name, FONT_SIZE);
		if (used > 0 && used + own > width) [lines, used] = [lines + 1, 0];
		used += own;
	}
	return lines;
}

/** Lines that fit, cut between words where there are any, and else between letters. */
function wrapped(text: string, width: number): string[] {
	const lines = [''];
	for (const piece of text.replace(/\s+/gu, ' ').match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]{1,100}\s?|\s/gu) ?? []) {
		const line = lines.at(-1) ?? '';
		if (line !== '' && widthOf(line + piece.trimEnd(), FONT_SIZE) > width) lines.push(piece);
		else lines[lines.length - 1] = line + piece;
	}
	return lines;
}
