import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Page } from 'playwright-core';
import { recordingBytes } from '../test/support/reported-runs.ts';
import { studiedRun } from '../test/support/studied-runs.ts';
import { settingsOrExit, wholeWithin } from './command/arguments.ts';
import { linesOf, withinLimits } from './command/criterion.ts';
import { setStage, waitForIdle } from './render/stage.ts';
import { type MoveTimes, moveSlider, openScorecard } from './rescore-page/moves.ts';

// Can a slider be moved over a million tokens where people move it? The built page in Chromium, opened on a recording;
// `bench -- rescore` measures the same code alone.

const PROVIDERS = 16;
const REQUESTS_EACH = 1_000;
const MOST_MS = { table: 16, charts: 100, intervals: 1_000, open: 2_000 } as const;

/** One measurement, in milliseconds. */
export interface Cell {
	readonly what: string;
	readonly ms: number;
	/** The worst of those that `ms` is the median of. */
	readonly worstMs: number;
	/** What it must not take longer than; null where it is only told. */
	readonly mostMs: number | null;
}

/** What `--json` prints. */
export interface RescorePageReport {
	readonly date: string;
	readonly chromium: string;
	readonly processor: string;
	readonly cores: number;
	/** Of the machine when it began: others at work make every number worse. */
	readonly load: number;
	readonly tokens: number;
	readonly moves: number;
	readonly cells: readonly Cell[];
	readonly criteria: readonly { readonly text: string; readonly holds: boolean }[];
}

interface Settings {
	readonly moves: number;
	readonly tokens: number;
	readonly json: boolean;
}

/** A recording with steady and stalling providers. */
function drawRecording(tokensPerRequest: number): { readonly bytes: Buffer; readonly tokens: number } {
	const recording = studiedRun(
		Array.from({ length: PROVIDERS }, (_, provider) => ({
			name: `provider ${provider}`,
			stalls: 0.01 * (provider % 4),
		})),
		// A fifth of the pieces are two tokens.
		{ rounds: REQUESTS_EACH, tokens: Math.round(tokensPerRequest / 1.2) },
	);
	const tokens = recording.requests.reduce(
		(sum, { commonTokens }) => (commonTokens ?? []).reduce((own, count) => own + count, sum),
		0,
	);
	return { bytes: recordingBytes(recording), tokens };
}

async function openFile(page: Page, path: string): Promise<number> {
	await page.evaluate(() => {
		addEventListener('change', () => performance.mark('file-chosen'), { capture: true, once: true });
	});
	await page.locator('.files input[type="file"]').setInputFiles(path);
	await page.locator('main[data-phase="ended"]').waitFor();
	await waitForIdle(page);
	return page.evaluate(() => performance.now() - (performance.getEntriesByName('file-chosen')[0]?.startTime ?? 0));
}

async function measureAll({ moves, tokens: tokensPerRequest }: Settings) {
	const folder = mkdtempSync(join(tmpdir(), 'fluidity-rescore-'));
	const path = join(folder, 'bench.fluidity');
	const { bytes, tokens } = drawRecording(tokensPerRequest);
	writeFileSync(path, bytes);
	const stage = await setStage();
	try {
		const page = await stage.open('app');
		const file = await openFile(page, path);
		const opened = await openScorecard(page);
		await page.locator('.score-screen[data-pending="false"]').waitFor();
		await page.locator('.score-chart .chart-canvas canvas').nth(3).waitFor();
		// A hand that drags a slider makes dozens of moves; the first of them, with code not yet compiled, is in the worst.
		const pace = await several(moves, (move) =>
			moveSlider(page, { label: 'Then every', position: 500 + move * 7, intervals: true }),
		);
		const share = await several(moves, (move) =>
			moveSlider(page, { label: 'Share of requests', position: 700 + (move % 14) * 20, intervals: false }),
		);
		const chromium = page.context().browser()?.version() ?? '';
		return {
			tokens,
			chromium,
			cells: cellsOf(file, opened, pace, share),
			pendingSeen: pace.every((m) => m.pendingSeen),
		};
	} finally {
		await stage.close();
		rmSync(folder, { recursive: true });
	}
}

/** One more than asked for, of which the first, in which code is still being compiled, is not counted. */
async function several(count: number, move: (place: number) => Promise<MoveTimes>): Promise<MoveTimes[]> {
	const times: MoveTimes[] = [];
	for (let place = 0; place <= count; place++) times.push(await move(place));
	return times.slice(1);
}

function cellsOf(
	file: number,
	opened: Awaited<ReturnType<typeof openScorecard>>,
	pace: readonly MoveTimes[],
	share: readonly MoveTimes[],
): Cell[] {
	const once = (what: string, ms: number, mostMs: number | null): Cell => ({ what, ms, worstMs: ms, mostMs });
	const median = (what: string, times: readonly number[], mostMs: number): Cell => {
		const sorted = times.toSorted((one, other) => one - other);
		const ms = sorted[Math.floor(sorted.length / 2)] as number;
		return { what, ms, worstMs: sorted.at(-1) as number, mostMs };
	};
	return [
		once('a file: sent to the host, read, scored, sent back and shown in the race', file, null),
		once('the scorecard opens: its table is there', opened.table, MOST_MS.open),
		once('the scorecard opens: the first chart is there', opened.firstChart, null),
		median('interval moved: the table', times(pace, 'table'), MOST_MS.table),
		median('interval moved: the charts', times(pace, 'charts'), MOST_MS.charts),
		median(
			'interval moved: every interval',
			pace.flatMap(({ intervals }) => intervals ?? []),
			MOST_MS.intervals,
		),
		median('share moved: the table', times(share, 'table'), MOST_MS.table),
		median('share moved: the charts', times(share, 'charts'), MOST_MS.charts),
	];
}

function times(moves: readonly MoveTimes[], name: 'table' | 'charts'): number[] {
	return moves.map((move) => move[name]);
}

function print(report: RescorePageReport, json: boolean): void {
	if (json) {
		process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
		return;
	}
	const table = new Table({
		head: ['what', 'ms', 'worst', 'at most'],
		colAligns: ['left', 'right', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	for (const { what, ms, worstMs, mostMs } of report.cells) {
		table.push([what, ms.toFixed(1), worstMs.toFixed(1), mostMs ?? '']);
	}
	process.stdout.write(
		[
			table.toString(),
			'',
			`${PROVIDERS} providers × ${REQUESTS_EACH} requests, ${report.tokens} tokens. The median of ${report.moves} moves; what opens, opens once.`,
			`${report.date}, Chromium ${report.chromium} (${report.processor}, ${report.cores} cores, load ${report.load.toFixed(1)}).`,
			'',
			...linesOf(report.criteria),
			'',
		].join('\n'),
	);
}

function settingsOf(given: readonly string[]): Settings {
	return settingsOrExit('npm run bench -- rescore-page [--moves 21] [--tokens 63] [--json]', () => {
		const { values } = parseArgs({
			args: [...given],
			options: {
				moves: { type: 'string', default: '21' },
				tokens: { type: 'string', default: '63' },
				json: { type: 'boolean', default: false },
			},
		});
		return {
			moves: wholeWithin('--moves', values.moves, 5, 40),
			tokens: wholeWithin('--tokens', values.tokens, 10, 200),
			json: values.json,
		};
	});
}

const settings = settingsOf(process.argv.slice(2));
const load = loadavg()[0] ?? 0;
const { cells, tokens, chromium, pendingSeen } = await measureAll(settings);
const report: RescorePageReport = {
	date: new Date().toISOString(),
	chromium,
	processor: cpus()[0]?.model ?? 'unknown',
	cores: availableParallelism(),
	load,
	tokens,
	moves: settings.moves,
	cells,
	criteria: [...withinLimits(cells), { text: 'while intervals are missing, the page says so', holds: pendingSeen }],
};
print(report, settings.json);
process.exitCode = report.criteria.every(({ holds }) => holds) ? 0 : 1;
