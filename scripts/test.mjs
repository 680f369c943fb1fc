import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary } from './electron-binary.mjs';
import { closingLines, exitCodeOf, nothing, sum, tallyAfterCrash, tallyOfMany, tallyOfOne } from './tally.mjs';

// `test.mjs quick` is `npm run check`, `test.mjs all` is `npm test`. One step after the other: tests that measure time
// must not share the processor with a type check.

/** @typedef {import('./tally.mjs').Tally} Tally */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, 'node_modules');
const biome = join(packages, '@biomejs', 'biome', 'bin', 'biome');
const typescript = join(packages, 'typescript', 'bin', 'tsc');
const vitest = join(packages, 'vitest', 'vitest.mjs');

/** @type {readonly (() => Promise<Tally>)[]} */
const quick = [
	() => one('format and lint', [biome, 'check', '--error-on-warnings']),
	() => one('types', [typescript, '--build']),
	() => many('unit tests', 'unit*'),
];
const all = [
	...quick,
	() => many('integration tests', 'integration'),
	// Programs nobody here wrote, on the other end of the wire. Where they are not installed, their tests skip themselves.
	() => many('tests against independent peers', 'peers'),
	() => endToEnd('browser'),
	() => endToEnd('electron'),
];

const scope = process.argv[2];
if (scope !== 'quick' && scope !== 'all') throw new Error('usage: test.mjs quick|all');
const tallies = [];
for (const step of scope === 'quick' ? quick : all) tallies.push(await step());
const total = sum(tallies);
process.stdout.write(`${closingLines(total).join('\n')}\n`);
process.exitCode = exitCodeOf(total);

/**
 * The specs of the window, in one shell.
 * @param {'browser' | 'electron'} shell
 * @returns {Promise<Tally>}
 */
async function endToEnd(shell) {
	const name = `end to end, ${shell}`;
	if (shell === 'electron' && electronBinary(root, process.env, process.platform) === null) {
		const reason = 'the Electron program is not here: the same specs ran in the browser';
		return { ...nothing, skipped: [{ name, reason }] };
	}
	return many(name, 'e2e', { FLUIDITY_E2E_SHELL: shell });
}

/**
 * A step that counts as one test.
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<Tally>}
 */
async function one(name, args) {
	return tallyOfOne(name, await run(name, args, {}));
}

/**
 * A step of many tests: one project of vitest.config.ts, or those of a pattern.
 * @param {string} name
 * @param {string} project
 * @param {Readonly<Record<string, string>>} environment
 * @returns {Promise<Tally>}
 */
async function many(name, project, environment = {}) {
	const { exitCode, report } = await runTests(name, ['--project', project], environment);
	if (report === null || report.crashed.length === 0) return tallyOfMany(name, exitCode, report);
	const again = `${name}, what had crashed`;
	const second = await runTests(again, ['--project', project, ...report.crashed], environment);
	return tallyAfterCrash(report, tallyOfMany(again, second.exitCode, second.report));
}

/**
 * @param {string} name
 * @param {readonly string[]} which projects and files
 * @param {Readonly<Record<string, string>>} environment
 * @returns {Promise<{ exitCode: number | null, report: import('./tally.mjs').Report | null }>}
 */
async function runTests(name, which, environment) {
	const folder = mkdtempSync(join(tmpdir(), 'fluidity-test-'));
	const path = join(folder, 'report.json');
	const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts', 'test-report.mjs')}`];
	const exitCode = await run(name, [vitest, 'run', ...which, ...reporters], {
		...environment,
		FLUIDITY_TEST_REPORT: path,
	});
	const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
	rmSync(folder, { recursive: true });
	return { exitCode, report };
}

/**
 * Runs a script on this Node and shows what it wrote if it failed.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} environment
 * @returns {Promise<number | null>} its exit code; null when a signal ended it
 */
async function run(name, args, environment) {
	const started = performance.now();
	const child = spawn(process.execPath, args, {
		cwd: root,
		env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}), ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	/** @type {Buffer[]} */
	const output = [];
	child.stdout.on('data', (chunk) => output.push(chunk));
	child.stderr.on('data', (chunk) => output.push(chunk));
	/** @type {number | null} */
	const exitCode = await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	process.stdout.write(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
	if (exitCode !== 0) process.stdout.write(Buffer.concat(output));
	return exitCode;
}
