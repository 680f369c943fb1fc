import { readFileSync } from 'node:fs';

/** What a report's page is made of besides its words: the texts of its style sheet and its scripts. */
export interface PageParts {
	readonly style: string;
	/** Draws the charts, with the library that comes before it. */
	readonly script: string;
	readonly chartLibrary: string;
}

/** In this order: later rules win. */
const STYLES = [
	new URL('../../report/page.css', import.meta.url),
	new URL('../../report/charts.css', import.meta.url),
	new URL('../../report/print.css', import.meta.url),
];
/** In this order: each knows the ones before it. */
const SCRIPTS = [
	new URL('../../report/chart-parts.js', import.meta.url),
	new URL('../../report/charts.js', import.meta.url),
	new URL('../../report/page.js', import.meta.url),
];

/** From this checkout and its packages. */
export function readPageParts(): PageParts {
	const text = (address: URL): string => readFileSync(address, 'utf8');
	return {
		style: STYLES.map(text).join('\n'),
		script: asOneScript(SCRIPTS.map(text).join('\n')),
		chartLibrary: text(new URL(import.meta.resolve('echarts/dist/echarts.min.js'))),
	};
}

/**
 * Modules that follow those they import from, as the one script that a page may hold by its hash.
 *
 * @throws {Error} where one imports from elsewhere
 */
function asOneScript(modules: string): string {
	const script = modules.replaceAll(/^import \{[^}]*\} from '\.\/[a-z-]+\.js';\r?$/gm, '').replaceAll(/^export /gm, '');
	if (/^(?:import|export)\b/m.test(script)) throw new Error('a script of the page imports from elsewhere');
	return `(() => {\n${script}})();\n`;
}
