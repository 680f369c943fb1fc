import { createHash } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { Deadlines } from '../../core/recording.ts';
import type { ReportFormat } from '../../core/report-formats.ts';
import { DEFAULT_RESAMPLES } from '../../core/stats/bootstrap.ts';
import { DEFAULT_SEED } from '../../core/stats/random.ts';
import { definitionLabel } from '../../core/study/method.ts';
import { type StudySource, scoreStudy } from '../../core/study.ts';
import type { Ns } from '../../core/time.ts';
import { readRecordingBytes } from '../recordings/file.ts';
import { makeReport } from '../reports/make-report.ts';
import { readPageParts } from '../reports/page-parts.ts';
import { printWithChromium } from '../reports/print-with-chromium.ts';
import { writeFiles } from '../reports/write-files.ts';
import { parseDuration, parsePositiveDuration, parseWhole, readInput } from './arguments.ts';
import {
	addDefinitionOptions,
	addFluidRateOptions,
	type DefinitionOptions,
	definitionOf,
	type FluidRateOptions,
	fluidRateOf,
	refuseIdleGrowth,
} from './definition-options.ts';
import { EXIT, RunError, UsageError } from './exit.ts';

interface ReportOptions extends DefinitionOptions, FluidRateOptions {
	readonly out: string;
	readonly format: readonly ReportFormat[];
	readonly ttft?: Ns;
	readonly tbt?: Ns;
	readonly stall?: Ns;
	readonly seed: number;
	readonly resamples: number;
	readonly overwrite?: boolean;
}

const MOST_SEED = 2 ** 31 - 1;

/** A format as it is asked for, and what is made of it. */
const FORMATS: ReadonlyMap<string, readonly ReportFormat[]> = new Map([
	['html', ['html']],
	['pdf', ['pdf-a4', 'pdf-letter']],
	['csv', ['csv']],
	['json', ['json']],
	['metron', ['metron']],
]);
const FORMAT_NAMES = [...FORMATS.keys()];

/** `fluidity report`: what one recording says, or several together, as files to hand on. It sends nothing. */
export function addReportCommand(program: Command, finish: (code: number) => void): void {
	const command = program
		.command('report')
		.description('write a report of one recording, or of several scored together')
		.argument('<file...>', '.fluidity recordings')
		.requiredOption('--out <folder>', 'where to write; it is made if it is not there')
		.addOption(
			new Option('--format <formats>', `some of ${FORMAT_NAMES.join(',')}`)
				.argParser(parseFormats)
				.default(parseFormats('html'), 'html'),
		)
		.option('--ttft <time>', 'score by another first deadline; then exploratory', (text) =>
			parseDuration('--ttft', text),
		)
		.option('--tbt <time>', 'score by another interval; then exploratory', (text) =>
			parsePositiveDuration('--tbt', text),
		)
		.option('--stall <time>', 'a wait of at least this is a stall', (text) => parsePositiveDuration('--stall', text))
		.option('--seed <n>', 'of intervals and p-values', (text) => parseWhole('--seed', text, 0, MOST_SEED), DEFAULT_SEED)
		.option(
			'--resamples <n>',
			'B, of intervals of means',
			(text) => parseWhole('--resamples', text, 100, 1_000_000),
			DEFAULT_RESAMPLES,
		)
		.option('--overwrite', 'replace what is there');
	addFluidRateOptions(addDefinitionOptions(command)).action(
		async (paths: readonly string[], options: ReportOptions) => {
			await report(paths, options);
			finish(EXIT.fine);
		},
	);
}

/** `html,csv`: each once, in the order given. */
function parseFormats(text: string): ReportFormat[] {
	const formats = text.split(',').flatMap((name) => {
		const made = FORMATS.get(name.trim().toLowerCase());
		if (made === undefined) {
			throw new UsageError(`--format: there is no format "${name}". There are ${FORMAT_NAMES.join(', ')}.`);
		}
		return made;
	});
	return [...new Set(formats)];
}

async function report(paths: readonly string[], options: ReportOptions): Promise<void> {
	if (options.out.trim() === '') throw new UsageError('--out: write the name of a folder, such as report.');
	const sources = paths.map(sourceOf);
	const scored = scoreStudy(sources, {
		seed: options.seed,
		resamples: options.resamples,
		fluidRate: fluidRateOf(options),
		definition: definitionOf(options),
		deadlines: chosenDeadlines(options),
	});
	if (!scored.ok) throw new UsageError(`${paths.join(', ')}: ${scored.message}.`);
	const { study } = scored;
	const whole = study.whole();
	refuseIdleGrowth(options, whole.definition);
	if (whole.exploratory) {
		process.stderr.write(
			`fluidity: scored under deadlines or a definition chosen after the run: exploratory, and no winner is named. It is ${definitionLabel(whole)}.\n`,
		);
	}
	const print = printWithChromium(process.env, process.platform);
	const made = await makeReport(whole, study, options.format, { parts: readPageParts, print });
	if (!made.ok) throw new RunError(made.problem.message);
	const written = writeFiles(options.out, made.files, options.overwrite ?? false);
	if (!written.ok) throw new UsageError(`--out: ${written.message}`);
	process.stdout.write(written.paths.map((path) => `${path}\n`).join(''));
}

function sourceOf(path: string): StudySource {
	const bytes = readInput(path);
	const reading = readRecordingBytes(path, bytes);
	if (!reading.ok) throw new UsageError(reading.problem.message);
	if (reading.cut) {
		process.stderr.write(
			`fluidity: ${path} was cut at line ${reading.cut.line}; every whole record before it counts.\n`,
		);
	}
	return { recording: reading.recording, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Of what is left out, the runs' own holds. */
function chosenDeadlines({ ttft, tbt, stall }: ReportOptions): Partial<Deadlines> {
	return {
		...(ttft !== undefined && { firstNs: ttft }),
		...(tbt !== undefined && { eachNs: tbt }),
		...(stall !== undefined && { stallNs: stall }),
	};
}
