/** Colours as a canvas takes them: custom properties resolved for the theme that holds. */
export interface Palette {
	readonly ink: string;
	readonly ink2: string;
	readonly ink3: string;
	readonly line: string;
	readonly panel: string;
	readonly miss: string;
	readonly missShade: string;
	readonly revised: string;
	readonly font: string;
	/** By {@link seriesIndex}. */
	readonly series: readonly string[];
}

/** Colours of the series; beyond them, the same again with a pattern. */
export const SERIES_COLOURS = 8;

/** Which colour a provider has, by its place in the run, and whether a pattern tells it from an earlier one. */
export function seriesStyle(provider: number): { readonly colour: number; readonly patterned: boolean } {
	return { colour: provider % SERIES_COLOURS, patterned: provider >= SERIES_COLOURS };
}

/** Whether so many columns are told apart by their number as well as by their colour. */
export function areNumbered(count: number): boolean {
	return count > SERIES_COLOURS;
}

/** Reads the palette of a theme from the style sheet. */
export function readPalette(theme: 'dark' | 'light'): Palette {
	const probe = document.createElement('span');
	probe.style.colorScheme = theme;
	document.body.append(probe);
	const colour = (name: string): string => {
		probe.style.color = `var(${name})`;
		return getComputedStyle(probe).color;
	};
	const palette: Palette = {
		ink: colour('--ink'),
		ink2: colour('--ink2'),
		ink3: colour('--ink3'),
		line: colour('--line'),
		panel: colour('--panel2'),
		miss: colour('--miss'),
		missShade: colour('--miss-shade'),
		revised: colour('--revised'),
		// It comes to stand in an attribute of a picture's text, which double quotes would end.
		font: getComputedStyle(document.body).fontFamily.replaceAll('"', "'"),
		series: Array.from({ length: SERIES_COLOURS }, (_, index) => colour(`--s${index + 1}`)),
	};
	probe.remove();
	return palette;
}
