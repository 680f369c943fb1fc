import { buildWhenNeeded } from './build-when-needed.mjs';

/** @type {import('./build-when-needed.mjs').Build} */
const main = {
	name: 'main',
	called: 'The app for Electron',
	inputs: [
		'src/main',
		'src/preload',
		'src/core',
		'src/report',
		'electron.vite.config.ts',
		'tsconfig.base.json',
		'package.json',
		'package-lock.json',
	],
	outputs: ['out/main/electron/main.js', 'out/preload/preload.cjs'],
	command: [
		'node_modules/electron-vite/bin/electron-vite.js',
		'build',
		'--logLevel',
		'warn',
		// It would miss the page, which is built for every shell and not by it.
		'--ignoreConfigWarning',
	],
};

/**
 * Builds out/main and out/preload, which only Electron runs, unless they were built from these very files.
 *
 * @param {string} root the project's folder
 * @param {string} node the Node to build with
 * @param {(line: string) => void} log
 * @throws {Error} where the build fails; its own words are on stderr
 */
export function buildMainWhenNeeded(root, node, log) {
	buildWhenNeeded(main, root, node, log);
}
