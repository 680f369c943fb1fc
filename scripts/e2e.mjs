import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { electronProblemHere } from './choose-shell.mjs';
import { electronBinary } from './electron-binary.mjs';

// `npm run e2e -- [--shell browser|electron] [part of a file's name]`: the specs of the window alone. Where the shell that
// was asked for cannot run, that is a failure: specs that are all skipped would look like success.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
	options: { shell: { type: 'string', default: 'browser' } },
	allowPositionals: true,
});
const problem = whyNot(values.shell);
if (problem === null) {
	const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
	const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'e2e', ...positionals], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, FLUIDITY_E2E_SHELL: values.shell },
	});
	process.exitCode = status ?? 1;
} else {
	process.stderr.write(`e2e: ${problem}\n`);
	process.exitCode = 1;
}

/** @param {string} shell */
function whyNot(shell) {
	if (shell === 'browser') return null;
	if (shell !== 'electron') return `--shell must be electron or browser, not "${shell}"`;
	if (electronBinary(root, process.env, process.platform) === null) {
		return (
			'no spec was run: the Electron program is not here. `npm start` fetches it where it can; or unpack one and name ' +
			'its folder in ELECTRON_OVERRIDE_DIST_PATH.'
		);
	}
	const problem = electronProblemHere(root);
	return problem === null ? null : `no spec was run: Electron cannot run here, for ${problem}.`;
}
