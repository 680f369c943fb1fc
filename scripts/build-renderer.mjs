import { buildWhenNeeded } from './build-when-needed.mjs';

/** @type {import('./build-when-needed.mjs').Build} */
const renderer = {
	name: 'renderer',
	called: 'The page',
	inputs: ['src/renderer', 'src/core', 'vite.config.ts', 'tsconfig.base.json', 'package.json', 'package-lock.json'],
	outputs: ['out/renderer/index.html'],
	command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
};

/**
 * Builds out/renderer, which every shell shows, unless it was built from these very files.
 *
 * @param {string} root the project's folder
 * @param {string} node the Node to build with
 * @param {(line: string) => void} log
 * @throws {Error} where the build fails; its own words are on stderr
 */
export function buildRendererWhenNeeded(root, node, log) {
	buildWhenNeeded(renderer, root, node, log);
}
