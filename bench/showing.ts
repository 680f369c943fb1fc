import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { buildRendererWhenNeeded } from '../scripts/build-renderer.mjs';
import { type Scorecard, scoreRecording } from '../src/core/scorecard.ts';
import { readRecordingBytes } from '../src/main/recordings/file.ts';
import type { PersonaId } from '../src/main/simulator/personas.ts';
import { createAppPage } from '../test/e2e/harness/app-page.ts';
import { launchBrowserShell } from '../test/e2e/harness/browser-shell.ts';
import { closeSharedChromium } from '../test/e2e/harness/chromium.ts';
import { USUAL_OPTIONS } from '../test/e2e/harness/launched-app.ts';
import { settingsOrExit, wholeWithin } from './command/arguments.ts';
import { linesOf } from './command/criterion.ts';

// Does the showing touch the measuring? The same seeded race twice: on the command line with nothing to show, and in the
// app with sixteen columns in view. Both meet the same streams, so their scores must agree.

const COLUMNS = 16;
const MOST_DIFFERENCE = 0.005;
const STREAMING: readonly PersonaId[] = ['steady', 'bursty', 'stalling', 'slow-first', 'chunked', 'speculative'];

/** What `--json` prints. */
export interface ShowingReport {
	readonly date: string;
	readonly processor: string;
	readonly cores: number;
	/** Of the machine when it began. */
	readonly load: number;
	readonly settings: Settings;
	readonly providers: readonly {
		readonly name: string;
		readonly commandLine: number | null;
		readonly app: number | null;
	}[];
	readonly loopDelayP99Ms: { readonly commandLine: number | null; readonly app: number | null };
	readonly criteria: readonly { readonly text: string; readonly holds: boolean }[];
}

interface Settings {
	readonly seed: number;
	readonly tokens: number;
	readonly rounds: number;
	readonly json: boolean;
}

const personas = Array.from({ length: COLUMNS }, (_, column) => STREAMING[column % STREAMING.length] ?? 'steady');

/** The race on the command line. */
async function raceWithoutWindow({ seed, tokens, rounds }: Settings): Promise<Scorecard> {
	const given = [
		...personas.flatMap((persona) => ['--provider', `sim:${persona}`]),
		...['--seed', String(seed), '--max-tokens', String(tokens), '--rounds', String(rounds), '--json'],
	];
	const program = join(import.meta.dirname, '../src/main/cli/main.ts');
	const child = spawn(process.execPath, [program, 'race', ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
	const ended = once(child, 'close');
	const printed = await text(child.stdout);
	const [code] = await ended;
	if (code !== 0) throw new Error(`fluidity race ended with code ${code}`);
	return JSON.parse(printed);
}

/** The same race in the app, as its page saves it. */
async function raceInWindow({ seed, tokens, rounds }: Settings): Promise<Scorecard> {
	const launched = await launchBrowserShell({ ...USUAL_OPTIONS, seed });
	try {
		// Rounds of many streams take minutes.
		launched.page.setDefaultTimeout(30 * 60_000);
		const app = createAppPage(launched.page);
		await app.waitForIdle();
		await app.chooseProviders(personas);
		await app.setUp({ maxTokens: tokens, rounds });
		await app.raceToEnd();
		const path = join(launched.home, 'showing.fluidity');
		await app.save(path);
		const reading = readRecordingBytes(path, readFileSync(path));
		rmSync(path);
		if (!reading.ok) throw new Error(reading.problem.message);
		return scoreRecording(reading.recording);
	} finally {
		await launched.close();
		await closeSharedChromium();
	}
}

function judge(
	providers: ShowingReport['providers'],
	healths: Readonly<Record<'command line' | 'app', Scorecard['health']>>,
): ShowingReport['criteria'] {
	const differences = providers.map(({ commandLine, app }) =>
		commandLine === null || app === null ? Number.POSITIVE_INFINITY : Math.abs(commandLine - app),
	);
	const worst = Math.max(...differences);
	return [
		{
			text: `fluidity-index the same within ${MOST_DIFFERENCE} for each of ${providers.length}: ${worst.toFixed(4)} at the most`,
			holds: worst <= MOST_DIFFERENCE,
		},
		...Object.entries(healths).map(([where, health]) => ({
			text: `the measurement is healthy, ${where}: loop delay p99 ${health?.loopDelayP99Ms?.toFixed(2) ?? 'unknown'} ms, limit ${health?.loopDelayLimitMs ?? 'unknown'} ms`,
			holds: health?.healthy ?? false,
		})),
	];
}

async function run(settings: Settings): Promise<ShowingReport> {
	const [load = 0] = loadavg();
	const root = join(import.meta.dirname, '..');
	buildRendererWhenNeeded(root, process.execPath, (line) => process.stderr.write(`${line}\n`));
	process.stderr.write('the command line\n');
	const commandLine = await raceWithoutWindow(settings);
	process.stderr.write(`the app, ${COLUMNS} columns in view\n`);
	const app = await raceInWindow(settings);
	const providers = commandLine.providers.map(({ fluidityIndex }, index) => ({
		name: `${index + 1} ${personas[index]}`,
		commandLine: fluidityIndex,
		app: app.providers[index]?.fluidityIndex ?? null,
	}));
	return {
		date: new Date().toISOString(),
		processor: cpus()[0]?.model ?? 'unknown',
		cores: availableParallelism(),
		load,
		settings,
		providers,
		loopDelayP99Ms: {
			commandLine: commandLine.health?.loopDelayP99Ms ?? null,
			app: app.health?.loopDelayP99Ms ?? null,
		},
		criteria: judge(providers, { 'command line': commandLine.health, app: app.health }),
	};
}

function print(report: ShowingReport): void {
	if (report.settings.json) {
		process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
		return;
	}
	const table = new Table({
		head: ['provider', 'command line', 'app', 'difference'],
		colAligns: ['left', 'right', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	const shown = (value: number | null): string => value?.toFixed(4) ?? '–';
	for (const { name, commandLine, app } of report.providers) {
		table.push([name, shown(commandLine), shown(app), shown(Math.abs((commandLine ?? 0) - (app ?? 0)))]);
	}
	const { tokens, rounds, seed } = report.settings;
	process.stdout.write(
		[
			table.toString(),
			'',
			`Fluidity-index of the same race, seed ${seed}: ${rounds} rounds of ${tokens} tokens from each of ${COLUMNS} providers.`,
			`${report.date}, ${report.cores} cores (${report.processor}), load ${report.load.toFixed(1)}.`,
			'',
			...linesOf(report.criteria),
			'',
		].join('\n'),
	);
}

function settingsOf(given: readonly string[]): Settings {
	return settingsOrExit('npm run bench -- showing [--seed 7] [--tokens 256] [--rounds 3] [--json]', () => {
		const { values } = parseArgs({
			args: [...given],
			options: {
				seed: { type: 'string', default: '7' },
				tokens: { type: 'string', default: '256' },
				rounds: { type: 'string', default: '3' },
				json: { type: 'boolean', default: false },
			},
		});
		return {
			seed: wholeWithin('--seed', values.seed, 0, 1_000_000),
			tokens: wholeWithin('--tokens', values.tokens, 1, 10_000),
			rounds: wholeWithin('--rounds', values.rounds, 1, 100),
			json: values.json,
		};
	});
}

const report = await run(settingsOf(process.argv.slice(2)));
print(report);
process.exitCode = report.criteria.every(({ holds }) => holds) ? 0 : 1;
