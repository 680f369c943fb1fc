import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Page } from 'playwright-core';
import { settingsOrExit, wholeWithin } from './command/arguments.ts';
import { type Criterion, linesOf } from './command/criterion.ts';
import { judge, type RenderMeasurements } from './render/criteria.ts';
import { type FrameFigures, figuresOf, joinFigures } from './render/frames.ts';
import { PACES, TOKENS_PER_SECOND } from './render/paces.ts';
import { heldBytes, readProbe, type Stage, setStage, startProbe, waitForIdle } from './render/stage.ts';

// Can the page show sixteen fast streams that stall? The app's own page takes turns with an empty one that receives and
// decodes the same messages from the same host, in the same Chromium, so that a slow machine slows both.

const COLUMNS = 16;
/** A reader a little slower than the streams: whoever freezes is late now and then. */
const EACH_MS = 5.2;
const LONG_COLUMN_TOKENS = 100_000;
const SCROLLED_COLUMNS = [0, 5, 10, 15] as const;
const SCROLL_MS = 2_500;

/** What `--json` prints. */
export interface RenderReport {
	readonly date: string;
	readonly chromium: string;
	readonly processor: string;
	readonly cores: number;
	/** Of the machine when it began: others at work make every number worse. */
	readonly load: number;
	readonly settings: Settings;
	readonly measurements: RenderMeasurements;
	readonly criteria: readonly Criterion[];
}

interface Settings {
	readonly rounds: number;
	readonly seconds: number;
	readonly scroll: boolean;
	readonly json: boolean;
}

const columnPaces = Array.from(
	{ length: COLUMNS },
	(_, column) => Object.keys(PACES)[column % Object.keys(PACES).length] ?? '',
);

async function measureRound(stage: Stage, page: Page, seconds: number): Promise<FrameFigures> {
	await startProbe(page);
	await stage.start({ paces: columnPaces, tokens: seconds * TOKENS_PER_SECOND, eachMs: EACH_MS });
	const figures = figuresOf(await readProbe(page, seconds * 1_000), seconds * 1_000);
	await waitForIdle(page);
	return figures;
}

/** Leaves the host with a run of hardly anything, so that a page which opens next begins with hardly anything. */
async function clearRun(stage: Stage): Promise<void> {
	const page = await stage.open('app');
	await stage.start({ paces: columnPaces, tokens: 1, eachMs: EACH_MS });
	await page.locator('main[data-phase="ended"]').waitFor();
	await waitForIdle(page);
	await page.close();
}

async function measureAll({
	rounds,
	seconds,
	scroll,
}: Settings): Promise<{ measurements: RenderMeasurements; version: string }> {
	const stage = await setStage();
	try {
		const figures: Record<'app' | 'empty', FrameFigures[]> = { app: [], empty: [] };
		let bytesPerToken = 0;
		let version = '';
		for (let round = 0; round < rounds; round++) {
			for (const name of round % 2 === 0 ? (['empty', 'app'] as const) : (['app', 'empty'] as const)) {
				say(`round ${round + 1} of ${rounds}, ${name === 'app' ? 'the app’s page' : 'the empty page'}`);
				await clearRun(stage);
				const page = await stage.open(name);
				version = page.context().browser()?.version() ?? '';
				const before = await heldBytes(page);
				figures[name].push(await measureRound(stage, page, seconds));
				if (name === 'app') {
					bytesPerToken = ((await heldBytes(page)) - before) / (COLUMNS * seconds * TOKENS_PER_SECOND);
				}
				await page.close();
			}
		}
		return {
			version,
			measurements: {
				empty: joinFigures(figures.empty),
				app: joinFigures(figures.app),
				bytesPerToken,
				scrolling: scroll ? await measureScrolling(stage) : null,
			},
		};
	} finally {
		await stage.close();
	}
}

/** Fills every column with a hundred thousand tokens and scrolls some of them from their beginning to their end. */
async function measureScrolling(stage: Stage): Promise<FrameFigures> {
	say(`filling ${COLUMNS} columns with ${LONG_COLUMN_TOKENS} tokens each`);
	await clearRun(stage);
	const page = await stage.open('app');
	const paces = Array.from({ length: COLUMNS }, () => 'flood');
	await stage.start({ paces, tokens: LONG_COLUMN_TOKENS, eachMs: EACH_MS });
	await page.locator('main[data-phase="ended"]').waitFor();
	await waitForIdle(page);
	const figures: FrameFigures[] = [];
	for (const column of SCROLLED_COLUMNS) {
		await startProbe(page);
		await page.evaluate(
			async ([place, lengthMs]) => {
				const scroller = document.querySelector(`.column[data-provider="${place}"] .text`);
				if (scroller === null) throw new Error(`column ${place} is not shown`);
				scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
				const startMs = performance.now();
				await new Promise<void>((resolve) => {
					requestAnimationFrame(function frame(nowMs) {
						const share = Math.max(0, Math.min(1, (nowMs - startMs) / lengthMs));
						scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
						if (share < 1) requestAnimationFrame(frame);
						else resolve();
					});
				});
			},
			[column, SCROLL_MS] as const,
		);
		figures.push(figuresOf(await readProbe(page, SCROLL_MS), SCROLL_MS));
	}
	return joinFigures(figures);
}

function print({ measurements, criteria, settings, ...report }: RenderReport): void {
	if (settings.json) {
		process.stdout.write(`${JSON.stringify({ ...report, settings, measurements, criteria }, null, '\t')}\n`);
		return;
	}
	const table = new Table({
		head: ['page', 'frames/s', 'p50 ms', 'p99 ms', 'max ms', 'longest task ms'],
		colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	const { app, empty, scrolling, bytesPerToken } = measurements;
	const rows: [string, FrameFigures | null][] = [
		['empty', empty],
		['app', app],
		['scrolling', scrolling],
	];
	for (const [name, figures] of rows) {
		if (figures === null) continue;
		const { meanFps, p50Ms, p99Ms, maxMs, longestTaskMs } = figures;
		table.push([name, ...[meanFps, p50Ms, p99Ms, maxMs].map((value) => value.toFixed(1)), longestTaskMs.toFixed(0)]);
	}
	process.stdout.write(
		[
			table.toString(),
			'',
			`${COLUMNS} streams of ${TOKENS_PER_SECOND} tokens/s in view at once, half of them freezing, for ${settings.seconds} s;`,
			`${settings.rounds} rounds in turn with the empty page: mean rates, otherwise the worst round. A long task has 50 ms or more.`,
			`The page holds ${bytesPerToken.toFixed(0)} bytes for each token after a collection.`,
			`${report.date}, Chromium ${report.chromium}, ${report.cores} cores (${report.processor}), load ${report.load.toFixed(1)}.`,
			'',
			...linesOf(criteria),
			'',
		].join('\n'),
	);
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

function settingsOf(given: readonly string[]): Settings {
	return settingsOrExit('npm run bench -- render [--rounds 2] [--seconds 20] [--no-scroll] [--json]', () => {
		const { values } = parseArgs({
			args: [...given],
			options: {
				rounds: { type: 'string', default: '2' },
				seconds: { type: 'string', default: '20' },
				'no-scroll': { type: 'boolean', default: false },
				json: { type: 'boolean', default: false },
			},
		});
		return {
			rounds: wholeWithin('--rounds', values.rounds, 1, 20),
			seconds: wholeWithin('--seconds', values.seconds, 3, 300),
			scroll: !values['no-scroll'],
			json: values.json,
		};
	});
}

const settings = settingsOf(process.argv.slice(2));
const [load = 0] = loadavg();
const { measurements, version } = await measureAll(settings);
const report: RenderReport = {
	date: new Date().toISOString(),
	chromium: version,
	processor: cpus()[0]?.model ?? 'unknown',
	cores: availableParallelism(),
	load,
	settings,
	measurements,
	criteria: judge(measurements),
};
print(report);
process.exitCode = report.criteria.every(({ holds }) => holds) ? 0 : 1;
