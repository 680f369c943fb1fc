import type { Command } from 'commander';
import { DEFAULT_TARGET_MISS_RATE } from '../../core/fluidity/minimum-interval.ts';
import { scoreMetronResults } from '../../core/metron-results.ts';
import { scoreRecordedRequests } from '../../core/recorded-requests.ts';
import type { Recording } from '../../core/recording.ts';
import { parseScoreInput, type ScoreInput, scoreInput } from '../../core/score-input.ts';
import { scoreRecording } from '../../core/scorecard.ts';
import type { Ns } from '../../core/time.ts';
import {
	looksLikeRecording,
	RECORDING_EXTENSION,
	type RecordingFileReading,
	readRecordingBytes,
	readRecordingFile,
} from '../recordings/file.ts';
import { parseDuration, parseJsonInput, parsePositiveDuration, parseShare, readInput } from './arguments.ts';
import { EXIT, UsageError } from './exit.ts';
import { isFolder, readResultsFolder } from './results-folder.ts';

interface ScoreOptions {
	readonly targetMissRate: number;
	readonly ttft?: Ns;
	readonly tbt?: Ns;
}

/** `fluidity score`: scores a recording, inter-token times in JSON, or a folder of Metron's, without sending anything. */
export function addScoreCommand(program: Command, finish: (code: number) => void): void {
	program
		.command('score')
		.description(
			'score a recording, {"requests": [{"interTokenTimesSeconds": [...], ...}]}, or the results folder of a Metron or Etalon run; - reads standard input',
		)
		.argument('<file>', 'a .fluidity recording, a JSON file, a results folder, or -')
		.option(
			'--target-miss-rate <share>',
			'share of missed deadlines that the minimum interval is sought for',
			(text) => parseShare('--target-miss-rate', text),
			DEFAULT_TARGET_MISS_RATE,
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
		)
		.action(async (path: string, options: ScoreOptions) => {
			const result = isFolder(path) ? scoreFolder(path, options) : await scoreFile(path, options);
			process.stdout.write(`${JSON.stringify(result)}\n`);
			finish(EXIT.fine);
		});
}

function scoreFolder(path: string, { targetMissRate, ttft, tbt }: ScoreOptions) {
	const { input, deadlines } = readResultsFolder(path, { ttft, tbt });
	process.stderr.write(`fluidity: ${path} is scored under ${deadlines}.\n`);
	return scoreMetronResults(input, targetMissRate);
}

async function scoreFile(path: string, { targetMissRate, ttft, tbt }: ScoreOptions) {
	if (ttft !== undefined || tbt !== undefined) {
		throw new UsageError(`--ttft and --tbt are for a results folder: ${path} says its own deadlines.`);
	}
	// Never whole in memory: a recording may be large.
	if (path.endsWith(RECORDING_EXTENSION))
		return scored(recordingOf(path, await readRecordingFile(path)), targetMissRate);
	const input = readInput(path);
	return looksLikeRecording(input)
		? scored(recordingOf(path, readRecordingBytes(path, input)), targetMissRate)
		: scoreInput(timesOf(path, input), targetMissRate);
}

/** What the race printed, and each of its requests. */
function scored(recording: Recording, targetMissRate: number) {
	return { ...scoreRecording(recording), requests: scoreRecordedRequests(recording, targetMissRate) };
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
