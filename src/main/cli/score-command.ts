import type { Command } from 'commander';
import type { FluidRateQuestion } from '../../core/fluidity/token-rates.ts';
import { scoreMetronResults } from '../../core/metron-results.ts';
import { scoreRecordedRequests } from '../../core/recorded-requests.ts';
import type { Recording } from '../../core/recording.ts';
import { parseScoreInput, type ScoreInput, scoreInput } from '../../core/score-input.ts';
import { definitionLabel, fluidTargetWords, isUsualTarget } from '../../core/study/method.ts';
import type { Ns } from '../../core/time.ts';
import {
	looksLikeRecording,
	RECORDING_EXTENSION,
	type RecordingFileReading,
	readRecordingBytes,
	readRecordingFile,
} from '../recordings/file.ts';
import { inputName, parseDuration, parseJsonInput, parsePositiveDuration, parseShare, readInput } from './arguments.ts';
import {
	addDefinitionOptions,
	addFluidRateOptions,
	type DefinitionOptions,
	definitionOf,
	type FluidRateOptions,
	fluidRateOf,
	givenDefinitionOptions,
	refuseIdleGrowth,
} from './definition-options.ts';
import { EXIT, UsageError } from './exit.ts';
import { isFolder, readResultsFolder } from './results-folder.ts';
import { runJson, studyOfRun } from './run-study.ts';

interface ScoreOptions extends DefinitionOptions, FluidRateOptions {
	readonly targetMissRate?: number;
	readonly ttft?: Ns;
	readonly tbt?: Ns;
}

/** `fluidity score`: scores a recording, inter-token times in JSON, or a folder of Metron's, without sending anything. */
export function addScoreCommand(program: Command, finish: (code: number) => void): void {
	const command = program
		.command('score')
		.description(
			'score a recording, {"requests": [{"interTokenTimesSeconds": [...], ...}]}, or the results folder of a Metron or Etalon run; - reads standard input',
		)
		.argument('<file>', 'a .fluidity recording, a JSON file, a results folder, or -')
		.option(
			'--target-miss-rate <share>',
			'share of missed deadlines that the minimum interval is sought for (usually 0.1): 1 less --fluid-index',
			(text) => parseShare('--target-miss-rate', text),
		)
		.option(
			'--ttft <time>',
			'of a results folder: when a first token is due (as its config.json says, or 100ms)',
			(text) => parseDuration('--ttft', text),
		)
		.option(
			'--tbt <time>',
			'of a results folder: when each next token is due (as its config.json says, or 50ms)',
			(text) => parsePositiveDuration('--tbt', text),
		);
	addFluidRateOptions(addDefinitionOptions(command)).action(async (path: string, options: ScoreOptions) => {
		const result = isFolder(path) ? scoreFolder(path, options) : await scoreFile(path, options);
		process.stdout.write(`${JSON.stringify(result)}\n`);
		finish(EXIT.fine);
	});
}

/** What is sought: the target as either option says it. */
function questionOf(options: ScoreOptions): FluidRateQuestion {
	const { targetMissRate, fluidIndex } = options;
	if (targetMissRate !== undefined && fluidIndex !== undefined) {
		throw new UsageError(
			'--fluid-index: says the same as --target-miss-rate, which is 1 less it. Give one of the two.',
		);
	}
	const question = fluidRateOf(options);
	return targetMissRate === undefined ? question : { ...question, targetMissRate };
}

function scoreFolder(path: string, options: ScoreOptions) {
	refuseDefinition(path, options, 'holds results of Metron, which has one definition');
	const question = questionOf(options);
	const { input, deadlines } = readResultsFolder(path, options);
	process.stderr.write(
		`fluidity: ${path} is scored under ${deadlines}; the fluid token rate is the pace at which ${fluidTargetWords(question)}.\n`,
	);
	const asked = isUsualTarget(question) ? {} : { asked: { fluidRate: question } };
	return { ...scoreMetronResults(input, question), ...asked };
}

async function scoreFile(path: string, options: ScoreOptions) {
	const { ttft, tbt, fluidShare } = options;
	const { targetMissRate } = questionOf(options);
	if (fluidShare !== undefined) {
		throw new UsageError(
			`--fluid-share: is for a results folder. The fluid token rate of a recording stands in its report: fluidity report ${path}.`,
		);
	}
	if (ttft !== undefined || tbt !== undefined) {
		throw new UsageError(`--ttft and --tbt are for a results folder: ${path} says its own deadlines.`);
	}
	// Never whole in memory: a recording may be large.
	if (path.endsWith(RECORDING_EXTENSION))
		return scored(path, recordingOf(path, await readRecordingFile(path)), targetMissRate, options);
	const input = readInput(path);
	const name = inputName(path);
	if (looksLikeRecording(input))
		return scored(name, recordingOf(name, readRecordingBytes(name, input)), targetMissRate, options);
	refuseDefinition(name, options, 'holds times that were counted before');
	return scoreInput(timesOf(name, input), targetMissRate);
}

function refuseDefinition(path: string, options: DefinitionOptions, why: string): void {
	const [given] = givenDefinitionOptions(options);
	if (given !== undefined) throw new UsageError(`${given}: is for a recording. ${path} ${why}.`);
}

/** What the race printed, unless its definition is moved; and each of its requests. */
function scored(path: string, recording: Recording, targetMissRate: number, options: ScoreOptions) {
	const study = studyOfRun(recording, definitionOf(options));
	const { definition } = study;
	refuseIdleGrowth(options, definition);
	if (study.exploratory) {
		process.stderr.write(
			`fluidity: ${path} is scored under a definition chosen after the run: exploratory, and no winner can be named. It is ${definitionLabel(study)}.\n`,
		);
	}
	return {
		...runJson(study),
		requests: scoreRecordedRequests(recording, targetMissRate, definition),
	};
}

function recordingOf(path: string, reading: RecordingFileReading): Recording {
	if (!reading.ok) throw new UsageError(reading.problem.message);
	if (reading.cut) {
		process.stderr.write(
			`fluidity: ${path} was cut at line ${reading.cut.line}; every whole record before it is scored.\n`,
		);
	}
	return reading.recording;
}

function timesOf(path: string, input: Uint8Array): ScoreInput {
	const parsed = parseScoreInput(parseJsonInput(path, input, 'is neither a recording nor JSON'));
	if (!parsed.ok) throw new UsageError(`${path}: ${parsed.problems.join('; ')}`);
	return parsed.input;
}
