import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiOutputs, HostEvent, Problem, RaceSetup, Result, RunResult, RunSnapshot } from '../core/api.ts';
import { encodeLists } from '../core/batch.ts';
import { DEFAULT_DEFINITION } from '../core/definition.ts';
import type { Mark } from '../core/events.ts';
import type { Recording } from '../core/recording.ts';
import { scoreRecording } from '../core/scorecard.ts';
import { msToNs } from '../core/time.ts';
import { verdictOfRecording } from '../core/verdict-of-recording.ts';
import { type RaceProvider, startRace } from './race.ts';
import { createRecordingFile, RECORDING_EXTENSION, type RecordingFile, readRecordingBytes } from './recordings/file.ts';
import type { RecordingFileProblem } from './recordings/file-problem.ts';
import { notOpened, notWritten } from './recordings/recording-problem.ts';

/** The run that is shown, one at a time: a race, or a recording that was opened. */
export interface Runs {
	/** Whether a race runs or its tokens are still being counted. */
	running(): boolean;
	/** The run as far as it is known; null where there is none. */
	snapshot(): RunSnapshot | null;
	/** Races, recorded as a file of the folder. Refused while another race runs. */
	start(providers: readonly RaceProvider[], setup: RaceSetup): Result<ApiOutputs['startRace']>;
	/** What runs ends as cancelled; nothing happens where nothing runs. */
	stop(): void;
	/** The file of a run that has ended. */
	exported(runId: string): Result<ApiOutputs['exportRun']>;
	/** Shows a recording, whole or cut. Refused while a race runs. */
	open(name: string, bytes: Uint8Array): Result<ApiOutputs['openRun']>;
	/** Cancels what runs; resolves when its recording is closed. */
	close(): Promise<void>;
}

/** Who is told of runs. Neither call may throw: it would break the race off. */
export interface RunsObserver {
	tell(event: HostEvent): void;
	notice(problem: Problem): void;
}

interface CurrentRun {
	readonly source: RunSnapshot['source'];
	recording(): Recording;
	/** The recording's file. */
	readonly name: string;
	bytes(): Result<Uint8Array<ArrayBuffer>>;
	cancel(): void;
	/** Resolves when there is a result and the recording is closed. */
	readonly finished: Promise<void>;
	/** Of the last batch that subscribers were told of; −1 before the first. */
	sequence: number;
	result: RunResult | null;
}

const LIMITS = { connectMs: 10_000, idleMs: 60_000, totalMs: 600_000, maxFrameBytes: 1_048_576 } as const;

const RACE_RUNNING: Problem = { code: 'race-running', message: 'A race is running. Stop it first.' };

/** @param folder where recordings are kept; it is made when the first race begins */
export function createRuns(folder: string, now: () => Date, { tell, notice }: RunsObserver): Runs {
	let current: CurrentRun | null = null;

	function running(): boolean {
		return current !== null && current.result === null;
	}

	/** Null, after a notice, where the race cannot be recorded: it is raced all the same. */
	function openRecordingFile(name: string): RecordingFile | null {
		const path = join(folder, name);
		const impossible = (problem: RecordingFileProblem): null => {
			const cause = notWritten(path, problem);
			notice({ code: 'recording-impossible', message: `This race is not being recorded: ${cause.message}`, cause });
			return null;
		};
		try {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
		} catch (error) {
			return impossible({ code: 'system', message: String(error), quote: String(error) });
		}
		const made = createRecordingFile(path);
		return made.ok ? made.file : impossible(made.problem);
	}

	function start(providers: readonly RaceProvider[], setup: RaceSetup): Result<ApiOutputs['startRace']> {
		if (running()) return { ok: false, problem: RACE_RUNNING };
		const name = `fluidity-${now().toISOString().replaceAll(/[:.]/g, '-')}${RECORDING_EXTENSION}`;
		const file = openRecordingFile(name);
		let complete = true;
		/** Says once that something is missing: from then on every write fails as the first did. */
		function check(written: ReturnType<RecordingFile['append']> | undefined): void {
			if (written === undefined || written.ok || !complete) return;
			complete = false;
			const cause = notWritten(file?.path ?? name, written.problem);
			notice({ code: 'recording-incomplete', message: cause.message, cause });
		}
		const race = startRace(raceOptions(providers, setup), {
			record(record) {
				check(file?.append(record));
			},
			batch(batch) {
				run.sequence = batch.sequence;
				tell({ type: 'batch', runId: race.run.id, batch });
			},
		});
		const run: CurrentRun = {
			source: 'race',
			recording: race.recording,
			name,
			bytes: () => recordedBytes(file),
			cancel: race.cancel,
			finished: finish(),
			sequence: -1,
			result: null,
		};
		current = run;
		tell({ type: 'run', snapshot: snapshotOf(run) });
		return { ok: true, value: { runId: race.run.id } };

		async function finish(): Promise<void> {
			try {
				await race.done;
			} catch (error) {
				const message = `The race broke off: ${String(error)}. What arrived until then is shown.`;
				notice({ code: 'race-broke', message });
			}
			check(file?.close());
			run.result = resultOf(race.recording());
			tell({ type: 'ended', runId: race.run.id, result: run.result });
		}
	}

	return {
		running,
		snapshot: () => (current === null ? null : snapshotOf(current)),
		start,
		stop() {
			if (running()) current?.cancel();
		},
		exported(runId) {
			if (!current || current.recording().run.id !== runId) {
				return refused('no-such-run', 'That run is not open any more.');
			}
			if (running()) return refused('race-running', 'The race is still running. Save it when it has ended.');
			const { name } = current;
			const bytes = current.bytes();
			return bytes.ok ? { ok: true, value: { name, bytes: bytes.value } } : bytes;
		},
		open(name, bytes) {
			if (running()) return { ok: false, problem: RACE_RUNNING };
			const reading = readRecordingBytes(name, bytes);
			if (!reading.ok) return { ok: false, problem: notOpened(name, reading.problem) };
			const { recording, cut } = reading;
			const kept = new Uint8Array(bytes);
			current = {
				source: 'file',
				recording: () => recording,
				name,
				bytes: () => ({ ok: true, value: kept }),
				cancel() {},
				finished: Promise.resolve(),
				sequence: 0,
				result: resultOf(recording),
			};
			if (cut) {
				const message = `${name} was cut off at line ${cut.line}. Everything before it is shown.`;
				notice({ code: 'recording-cut', message, names: { name, line: String(cut.line) } });
			}
			tell({ type: 'run', snapshot: snapshotOf(current) });
			return { ok: true, value: { runId: recording.run.id } };
		},
		async close() {
			if (running()) current?.cancel();
			await current?.finished;
		},
	};
}

function raceOptions(providers: readonly RaceProvider[], setup: RaceSetup): Parameters<typeof startRace>[0] {
	const { prompt, maxTokens, rounds, firstMs, eachMs, stallMs } = setup;
	const deadlines = { firstNs: msToNs(firstMs), eachNs: msToNs(eachMs), stallNs: msToNs(stallMs) };
	return { providers, prompt, maxTokens, rounds, deadlines, definition: DEFAULT_DEFINITION, limits: LIMITS };
}

function recordedBytes(file: RecordingFile | null): Result<Uint8Array<ArrayBuffer>> {
	if (!file) return refused('not-recorded', 'This race could not be recorded, so there is nothing to save.');
	try {
		return { ok: true, value: new Uint8Array(readFileSync(file.path)) };
	} catch (error) {
		const { path } = file;
		const message = `The recording ${path} could not be read: ${String(error)}`;
		return { ok: false, problem: { code: 'recording-gone', message, names: { path }, quote: String(error) } };
	}
}

function resultOf(recording: Recording): RunResult {
	const scorecard = scoreRecording(recording);
	return {
		scorecard,
		verdict: verdictOfRecording(recording, scorecard),
		counts: recording.requests.flatMap(({ request, commonTokens }) =>
			commonTokens === null ? [] : [{ stream: request.stream, tokens: [...commonTokens] }],
		),
	};
}

function snapshotOf(run: CurrentRun): RunSnapshot {
	const recording = run.recording();
	const arrivals = recording.requests.map((request) => request.arrivals);
	const marks = recording.requests.flatMap(({ released, sent, responded, ended }) =>
		[released, sent, responded, ended].filter((mark): mark is Mark & NonNullable<typeof mark> => mark !== null),
	);
	return {
		run: recording.run,
		requests: recording.requests.map(({ request: { stream, provider, round } }) => ({ stream, provider, round })),
		batch: encodeLists(run.sequence, arrivals, marks),
		source: run.source,
		result: run.result,
	};
}

function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem: { code, message } };
}
