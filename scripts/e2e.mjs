import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readE2eArguments } from './e2e-arguments.mjs';

// `npm run e2e -- [--shell browser|electron] [part of a file's name]`: the specs of the window alone.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { shell, parts } = readE2eArguments(process.argv.slice(2));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'e2e', ...parts], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, FLUIDITY_E2E_SHELL: shell },
});
process.exitCode = status ?? 1;
