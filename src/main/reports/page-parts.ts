import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What a report's page is made of besides its words: the texts of its style sheet and its scripts. */
export interface PageParts {
	readonly style: string;
	/** Draws the charts, with the library that comes before it. */
	readonly script: string;
	readonly chartLibrary: string;
}

/** From this checkout and its packages. */
export function readPageParts(): PageParts {
	const source = (name: string): string => readFileSync(new URL(`../../report/${name}`, import.meta.url), 'utf8');
	const library = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js');
	return { style: source('page.css'), script: source('page.js'), chartLibrary: readFileSync(library, 'utf8') };
}
