import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
	METRON_DEADLINES,
	type MetronDeadlines,
	type Parsed,
	parseMetronConfig,
	parseMetronResults,
} from '../../core/metron-results.ts';
import type { ScoreInput } from '../../core/score-input.ts';
import type { Ns } from '../../core/time.ts';
import { parseJsonInput, readInput } from './arguments.ts';
import { UsageError } from './exit.ts';

const REQUESTS_FILE = 'request_level_metrics.json';
const CONFIG_FILE = 'config.json';

/** A results folder as read, and the deadlines it is scored by, in words. */
export interface ResultsFolder {
	readonly input: ScoreInput;
	readonly deadlines: string;
}

/** Whether the path is a folder that exists. */
export function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Reads what a Metron or Etalon run left in a folder. A deadline is the one given, else its config.json's, else Metron's
 * own.
 *
 * @throws {UsageError} where the folder is none of theirs, or a file of it cannot be read
 */
export function readResultsFolder(path: string, given: { readonly ttft?: Ns; readonly tbt?: Ns }): ResultsFolder {
	const requestsFile = join(path, REQUESTS_FILE);
	if (!existsSync(requestsFile)) {
		throw new UsageError(`${path}: holds no ${REQUESTS_FILE}. Give the folder that a Metron or Etalon run wrote into.`);
	}
	const configFile = join(path, CONFIG_FILE);
	const configured: Partial<MetronDeadlines> = existsSync(configFile)
		? understood(configFile, parseMetronConfig(readJson(configFile)))
		: {};
	const ttft = chosen(given.ttft, configured.ttftSeconds, METRON_DEADLINES.ttftSeconds);
	const tbt = chosen(given.tbt, configured.tbtSeconds, METRON_DEADLINES.tbtSeconds);
	const deadlines = { ttftSeconds: ttft.seconds, tbtSeconds: tbt.seconds };
	return {
		input: understood(requestsFile, parseMetronResults(readJson(requestsFile), deadlines)),
		deadlines: `a deadline of ${ttft.seconds} s for the first token (${ttft.from}) and ${tbt.seconds} s for each next one (${tbt.from})`,
	};
}

function chosen(
	given: Ns | undefined,
	configured: number | undefined,
	usual: number,
): { readonly seconds: number; readonly from: string } {
	if (given !== undefined) return { seconds: given / 1e9, from: 'as asked' };
	if (configured !== undefined) return { seconds: configured, from: `from its ${CONFIG_FILE}` };
	return { seconds: usual, from: 'Metron’s own, for it names none' };
}

function readJson(file: string): unknown {
	return parseJsonInput(file, readInput(file), 'is no JSON');
}

function understood<Value>(file: string, parsed: Parsed<Value>): Value {
	if (!parsed.ok) throw new UsageError(`${file}: ${parsed.problems.join('; ')}`);
	return parsed.value;
}
