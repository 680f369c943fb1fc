import type { Command } from 'commander';
import { DEFAULT_TARGET_MISS_RATE } from '../../core/fluidity/minimum-interval.ts';
import { scoreRecordedRequests } from '../../core/recorded-requests.ts';
import type { Recording } from '../../core/recording.ts';
import { parseScoreInput, type ScoreInput, scoreInput } from '../../core/score-input.ts';
import { scoreRecording } from '../../core/scorecard.ts';
import { looksLikeRecording, readRecordingBytes } from '../recordings/file.ts';
import { parseShare, readInput } from './arguments.ts';
import { EXIT, UsageError } from './exit.ts';

/** `fluidity score`: scores a recording, or inter-token times in JSON, without sending anything. */
export function addScoreCommand(program: Command, finish: (code: number) => void): void {
	program
		.command('score')
		.description('score a recording, or {"requests": [{"interTokenTimesSeconds": [...], ...}]}; - reads standard input')
		.argument('<file>', 'a .fluidity recording, a JSON file, or -')
		.option(
			'--target-miss-rate <share>',
			'share of missed deadlines that the minimum interval is sought for',
			(text) => parseShare('--target-miss-rate', text),
			DEFAULT_TARGET_MISS_RATE,
		)
		.action((path: string, { targetMissRate }: { targetMissRate: number }) => {
			const input = readInput(path);
			const result = looksLikeRecording(input)
				? scored(recordingOf(path, input), targetMissRate)
				: scoreInput(timesOf(path, input), targetMissRate);
			process.stdout.write(`${JSON.stringify(result)}\n`);
			finish(EXIT.fine);
		});
}

/** What the race printed, and each of its requests. */
function scored(recording: Recording, targetMissRate: number) {
	return { ...scoreRecording(recording), requests: scoreRecordedRequests(recording, targetMissRate) };
}

function recordingOf(path: string, input: Uint8Array): Recording {
	const reading = readRecordingBytes(path, input);
	if (!reading.ok) throw new UsageError(reading.problem.message);
	if (reading.cut) {
		process.stderr.write(
			`fluidity: ${path} was cut at line ${reading.cut.line}; every whole record before it is scored.\n`,
		);
	}
	return reading.recording;
}

function timesOf(path: string, input: Uint8Array): ScoreInput {
	let data: unknown;
	try {
		data = JSON.parse(new TextDecoder().decode(input));
	} catch (error) {
		throw new UsageError(
			`${path}: is neither a recording nor JSON (${error instanceof Error ? error.message : String(error)}).`,
		);
	}
	return parsedTimes(path, data);
}

function parsedTimes(path: string, data: unknown): ScoreInput {
	const parsed = parseScoreInput(data);
	if (!parsed.ok) throw new UsageError(`${path}: ${parsed.problems.join('; ')}`);
	return parsed.input;
}
