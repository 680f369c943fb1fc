import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMainWhenNeeded } from '../../scripts/build-main.mjs';
import type { Scorecard } from '../../src/core/scorecard.ts';
import type { FromReportWorker, ToReportWorker } from '../../src/main/app-report-worker.ts';
import { recordingBytes } from '../support/reported-runs.ts';
import { studiedRun } from '../support/studied-runs.ts';

const root = join(import.meta.dirname, '..', '..');
let folder = '';

beforeAll(() => {
	buildMainWhenNeeded(root, process.execPath, () => {});
	// Without node_modules in reach: what is installed has none but the keychain's.
	folder = mkdtempSync(join(tmpdir(), 'fluidity-built-'));
	cpSync(join(root, 'out', 'main'), join(folder, 'out', 'main'), { recursive: true });
	cpSync(join(root, 'package.json'), join(folder, 'package.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the built command line, as it stands alone in its folder. */
async function run(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
	const child = spawn(process.execPath, [join(folder, 'out', 'main', 'cli', 'main.js'), ...args], {
		cwd: folder,
		env: { PATH: process.env.PATH, FLUIDITY_HOME: folder },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (piece: string) => {
		output += piece;
	});
	const [code] = await once(child, 'close');
	return { code, output };
}

/** The page that the app's own thread makes of a recording. */
async function reportOfThread(bytes: Uint8Array): Promise<string> {
	const worker = new Worker(join(folder, 'out', 'main', 'app-report-worker.js'));
	const order: ToReportWorker = { type: 'make', order: { name: 'run.fluidity', bytes, format: 'html' } };
	worker.postMessage(order);
	const [message]: FromReportWorker[] = await once(worker, 'message');
	await worker.terminate();
	if (message?.type !== 'made' || !message.result.ok) throw new Error(`no report: ${JSON.stringify(message)}`);
	return Buffer.from(message.result.value.bytes).toString('utf8');
}

// Would catch a thread or a process that the bundle looks for in the wrong place, and a package that it left out.
test('what is built for Electron races on its own: engine, tokenizer and simulator start from it', async () => {
	const { code, output } = await run('race', '--provider', 'sim:steady', '--max-tokens', '10', '--json');
	const { providers }: Scorecard = JSON.parse(output);
	expect([code, providers.map(({ outputTokens }) => outputTokens)]).toEqual([0, [10]]);
});

// Would catch a style sheet, script or chart library that only the source tree has.
test('and makes a report on its own, with what its page is made of', async () => {
	writeFileSync(join(folder, 'run.fluidity'), recordingBytes(studiedRun([{ name: 'even', stalls: 0 }], { rounds: 3 })));
	expect(await run('report', 'run.fluidity', '--format', 'html', '--out', 'report')).toMatchObject({ code: 0 });
	const page = readFileSync(join(folder, 'report', 'report.html'), 'utf8');
	expect(await reportOfThread(readFileSync(join(folder, 'run.fluidity')))).toBe(page);
	for (const file of [
		'src/report/page.css',
		'src/report/charts.css',
		'src/report/charts.js',
		'src/report/page.js',
		'node_modules/echarts/dist/echarts.min.js',
	]) {
		expect(page).toContain(readFileSync(join(root, file), 'utf8').trim().slice(-200));
	}
});
