import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuseE2e } from './e2e-arguments.mjs';
import { replaceProcess } from './replace-process.mjs';
import { projectNode, setUp } from './set-up.mjs';

// The door of every npm script: installs what is missing, then goes on as the task on the project's own Node 24.
// Started by whatever Node is at hand (20 or later), with or without packages.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commandLine = join(root, 'src', 'main', 'cli', 'main.ts');
const scripts = join(root, 'scripts');
const tests = join(scripts, 'test.mjs');

/**
 * What to run on the project's Node: a script and its arguments.
 * @type {Readonly<Record<string, (given: readonly string[]) => readonly string[]>>}
 */
const tasks = {
	start: (given) => [join(scripts, 'start.mjs'), ...given],
	package: (given) => [join(scripts, 'package.mjs'), ...given],
	fluidity: (given) => [commandLine, ...given],
	test: (given) => [tests, 'all', ...given],
	check: (given) => [tests, 'quick', ...given],
	e2e: endToEnd,
	screenshots: (given) => [join(scripts, 'screenshots.ts'), ...given],
	bench: benchmark,
	dev: (given) => [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), '--open', '/?demo', ...given],
	format: (given) => [join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '--write', ...given],
};

const [name = '', ...given] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) stop(`there is no task "${name}"; there are: ${Object.keys(tasks).join(', ')}`, 2);
const command = task(given);
try {
	setUp(root, { forTests: name === 'test' || name === 'e2e' });
} catch (error) {
	stop(error instanceof Error ? error.message : String(error), 1);
}
replaceProcess(projectNode(root), command);

/** @param {readonly string[]} given */
function benchmark([name, ...given]) {
	const folder = join(root, 'bench');
	const names = existsSync(folder)
		? readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))
		: [];
	if (name !== undefined && names.includes(name)) return [join(folder, `${name}.ts`), ...given];
	process.stdout.write(`npm run bench -- NAME, where NAME is one of:\n${names.map((each) => `  ${each}\n`).join('')}`);
	process.exit(name === undefined ? 0 : 2);
}

/** @param {readonly string[]} given */
function endToEnd(given) {
	try {
		refuseE2e(root, given);
	} catch (error) {
		stop(`e2e: ${error instanceof Error ? error.message : String(error)}`, 1);
	}
	return [join(scripts, 'e2e.mjs'), ...given];
}

/**
 * @param {string} message
 * @param {number} exitCode
 * @returns {never}
 */
function stop(message, exitCode) {
	process.stderr.write(`${message}\n`);
	process.exit(exitCode);
}
