import { FONT_SIZE } from './name-lines.ts';
import type { Palette } from './palette.ts';

/** Of every chart: nothing in it moves by itself. */
export function common(palette: Palette) {
	return { animation: false, textStyle: { fontFamily: palette.font } };
}

/** One line, which scrolls where it is too long. */
export function legend(palette: Palette) {
	return {
		type: 'scroll' as const,
		bottom: 0,
		left: 8,
		right: 8,
		itemWidth: 22,
		itemHeight: 9,
		pageIconSize: 9,
		pageIconColor: palette.ink2,
		pageIconInactiveColor: palette.line,
		pageTextStyle: { color: palette.ink2, fontSize: 10 },
		textStyle: { color: palette.ink2, fontSize: 11, fontFamily: palette.font },
	};
}

export function axisLabel(palette: Palette) {
	return { color: palette.ink3, fontSize: FONT_SIZE, fontFamily: palette.font };
}

/** From 0 on. */
export function valueAxis(palette: Palette) {
	return {
		type: 'value' as const,
		min: 0,
		axisLine: { show: false },
		axisTick: { show: false },
		splitLine: { lineStyle: { color: palette.line } },
		axisLabel: axisLabel(palette),
	};
}
