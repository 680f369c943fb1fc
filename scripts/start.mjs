import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMainWhenNeeded } from './build-main.mjs';
import { buildRendererWhenNeeded } from './build-renderer.mjs';
import { electronProblemHere, takeShell } from './choose-shell.mjs';
import { electronBinary } from './electron-binary.mjs';
import { fetchElectron } from './fetch-electron.mjs';
import { replaceProcess } from './replace-process.mjs';

// `npm start`: the app in Electron where that can run, else in the browser, with one line that says why.

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
	const { asked, by, rest } = takeShell(process.argv.slice(2));
	if (by !== null) log(`in the browser, not in Electron: ${by} asks for the browser`);
	const binary = asked === 'browser' ? null : await electronOrWhyNot(asked === 'electron');
	buildRendererWhenNeeded(root, process.execPath, log);
	if (binary === null) {
		replaceProcess(process.execPath, [join(root, 'src', 'main', 'browser', 'main.ts'), ...rest]);
	} else {
		buildMainWhenNeeded(root, process.execPath, log);
		// Under it Electron is a Node, and opens no window. Editors that are made of Electron hand it down.
		delete process.env.ELECTRON_RUN_AS_NODE;
		replaceProcess(binary, [root, ...rest]);
	}
} catch (error) {
	log(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}

/**
 * Electron's program; null, after one line that says why, where the browser takes its place.
 * @param {boolean} insist
 * @throws {Error} where it was insisted on in vain
 */
async function electronOrWhyNot(insist) {
	const problem = await whyNotElectron(insist);
	if (problem === null) return electronBinary(root, process.env, process.platform);
	if (insist) throw new Error(`not in Electron: ${problem}`);
	log(`in the browser, not in Electron: ${problem}`);
	return null;
}

/** @param {boolean} insist */
async function whyNotElectron(insist) {
	const problem = electronProblemHere(root);
	if (problem !== null || electronBinary(root, process.env, process.platform) !== null) return problem;
	return fetchElectron(root, process.env, { now: Date.now(), log, insist });
}

/** @param {string} line */
function log(line) {
	process.stderr.write(`start: ${line}\n`);
}
