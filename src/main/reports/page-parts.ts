import { readFileSync } from 'node:fs';

/** What a report's page is made of besides its words: the texts of its style sheet and its scripts. */
export interface PageParts {
	readonly style: string;
	/** Draws the charts, with the library that comes before it. */
	readonly script: string;
	readonly chartLibrary: string;
}

/** From this checkout and its packages. */
export function readPageParts(): PageParts {
	const text = (address: string | URL): string => readFileSync(new URL(address), 'utf8');
	return {
		style: text(new URL('../../report/page.css', import.meta.url)),
		script: text(new URL('../../report/page.js', import.meta.url)),
		chartLibrary: text(import.meta.resolve('echarts/dist/echarts.min.js')),
	};
}
