import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// `npm run e2e -- [--shell browser|electron] [part of a file's name]`: the specs of the window alone.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
	options: { shell: { type: 'string', default: 'browser' } },
	allowPositionals: true,
});
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'e2e', ...positionals], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, FLUIDITY_E2E_SHELL: values.shell },
});
process.exitCode = status ?? 1;
