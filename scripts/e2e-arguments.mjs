import { parseArgs } from 'node:util';
import { electronProblemHere } from './choose-shell.mjs';
import { electronBinary } from './electron-binary.mjs';

/**
 * Reads what `npm run e2e` was given.
 *
 * @param {readonly string[]} given
 * @returns {{ shell: 'browser' | 'electron', parts: readonly string[] }} `parts` of the names of the files to run
 * @throws {Error} where an option is wrong
 */
export function readE2eArguments(given) {
	const { values, positionals } = parseArgs({
		args: [...given],
		options: { shell: { type: 'string', default: 'browser' } },
		allowPositionals: true,
	});
	const { shell } = values;
	if (shell !== 'browser' && shell !== 'electron') {
		throw new Error(`--shell must be electron or browser, not "${shell}"`);
	}
	return { shell, parts: positionals };
}

/**
 * Refuses what cannot be run, which is a failure: specs that are all skipped would look like success. Needs no packages, so
 * that none are installed in vain.
 *
 * @param {string} root the project's folder
 * @param {readonly string[]} given to `npm run e2e`
 * @throws {Error} that says what is wrong and what would be right
 */
export function refuseE2e(root, given) {
	const { shell } = readE2eArguments(given);
	if (shell === 'browser') return;
	if (electronBinary(root, process.env, process.platform) === null) {
		throw new Error(
			'no spec was run: the Electron program is not here. `npm start` fetches it where it can; or unpack one and name ' +
				'its folder in ELECTRON_OVERRIDE_DIST_PATH.',
		);
	}
	const problem = electronProblemHere(root);
	if (problem !== null) throw new Error(`no spec was run: Electron cannot run here, for ${problem}.`);
}
