import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	type Api,
	type ApiInput,
	type ApiMethod,
	type ApiOutputs,
	type AppState,
	apiInputs,
	type HostEvent,
	type Problem,
	type Result,
	type RunResult,
	type RunSnapshot,
} from '../core/api.ts';
import { encodeBatch } from '../core/batch.ts';
import type { Mark } from '../core/events.ts';
import type { Recording } from '../core/recording.ts';
import { scoreRecording } from '../core/scorecard.ts';
import { msToNs } from '../core/time.ts';
import { APP_VERSION } from './app-version.ts';
import { createProviders } from './providers.ts';
import { type Race, startRace } from './race.ts';
import { createRecordingFile, RECORDING_EXTENSION, type RecordingFile, readRecordingBytes } from './recordings/file.ts';
import { openSettingsFile, type Settings } from './settings/settings-file.ts';
import { type Simulator, startSimulator } from './simulator/start-simulator.ts';

/** What the app needs of its surroundings. */
export interface AppServices {
	readonly shell: AppState['shell'];
	/** Holds the settings and a recording of every race. */
	readonly folder: string;
	readonly environment: NodeJS.ProcessEnv;
	/** Of the embedded providers. */
	readonly seed: number;
	readonly now: () => Date;
}

export interface App extends Api {
	/** As {@link Api.call}, for input that comes from outside: it is validated first. */
	callUnchecked(method: string, input: unknown): Promise<Result<unknown>>;
	/** Cancels what runs and ends the embedded providers. */
	close(): Promise<void>;
}

/** The run that is shown: one at a time. */
interface CurrentRun {
	readonly source: RunSnapshot['source'];
	readonly recording: () => Recording;
	/** Null for a run from a file. */
	readonly race: Race | null;
	/** The recording's file as bytes. */
	readonly bytes: () => Uint8Array<ArrayBuffer>;
	readonly name: string;
	/** The last batch that was sent to subscribers. */
	sequence: number;
	result: RunResult | null;
}

const LIMITS = { connectMs: 10_000, idleMs: 60_000, totalMs: 600_000, maxFrameBytes: 1_048_576 } as const;

/** Composes the services into the contract that every shell serves. */
export function createApp(services: AppServices): App {
	const settingsFile = openSettingsFile(join(services.folder, 'settings.json'), services.now());
	let settings = settingsFile.settings;
	let notices: readonly Problem[] = settingsFile.problem ? [settingsFile.problem] : [];
	let simulator: Promise<Simulator> | null = null;
	let current: CurrentRun | null = null;
	const listeners = new Set<(event: HostEvent) => void>();
	const providers = createProviders(services.environment, {
		read: () => settings.providers,
		write: (stored) => saveSettings({ ...settings, providers: stored }),
	});

	function tell(event: HostEvent): void {
		for (const listener of listeners) listener(event);
	}

	function state(): AppState {
		return {
			appVersion: APP_VERSION,
			shell: services.shell,
			providers: providers.views(),
			preferences: settings.preferences,
			notices,
		};
	}

	function notice(problem: Problem): void {
		notices = [...notices.filter(({ code }) => code !== problem.code), problem];
		tell({ type: 'state', state: state() });
	}

	function saveSettings(next: Settings): void {
		settings = next;
		const problem = settingsFile.save(next);
		if (problem) notice(problem);
	}

	function running(): boolean {
		return current !== null && current.race !== null && current.result === null;
	}

	async function begin(setup: ApiInput<'startRace'>): Promise<Result<ApiOutputs['startRace']>> {
		if (running()) return refused('race-running', 'A race is running. Stop it first.');
		if (providers.needsSimulator(setup.providerIds)) simulator ??= startSimulator({ seed: services.seed });
		let baseUrls: Simulator | null = null;
		try {
			baseUrls = await simulator;
		} catch (error) {
			simulator = null;
			return refused('simulator-failed', `The embedded providers could not start: ${String(error)}`);
		}
		// Another call may have begun a race while the simulator started.
		if (running()) return refused('race-running', 'A race is running. Stop it first.');
		const named = providers.forRace(setup.providerIds, baseUrls);
		if (!named.ok) return named;
		saveSettings({ ...settings, preferences: { ...settings.preferences, race: setup } });

		const name = `fluidity-${services.now().toISOString().replaceAll(/[:.]/g, '-')}${RECORDING_EXTENSION}`;
		const file = openRecordingFile(name);
		const race = startRace(
			{
				providers: named.value,
				prompt: setup.prompt,
				maxTokens: setup.maxTokens,
				rounds: setup.rounds,
				deadlines: {
					firstNs: msToNs(setup.firstMs),
					eachNs: msToNs(setup.eachMs),
					stallNs: msToNs(setup.stallMs),
				},
				limits: LIMITS,
			},
			{
				record(record) {
					const written = file?.append(record);
					if (written && !written.ok) notice({ code: 'recording-incomplete', message: written.problem.message });
				},
				batch(batch) {
					run.sequence = batch.sequence;
					tell({ type: 'batch', runId: race.run.id, batch });
				},
			},
		);
		const run: CurrentRun = {
			source: 'race',
			recording: race.recording,
			race,
			bytes: () => new Uint8Array(file ? readFileSync(file.path) : []),
			name,
			sequence: -1,
			result: null,
		};
		current = run;
		tell({ type: 'run', snapshot: snapshotOf(run) });
		void finish(run, race, file);
		return { ok: true, value: { runId: race.run.id } };
	}

	async function finish(run: CurrentRun, race: Race, file: RecordingFile | null): Promise<void> {
		try {
			await race.done;
		} catch (error) {
			notice({
				code: 'race-broke',
				message: `The race broke off: ${String(error)}. What arrived until then is shown.`,
			});
		}
		const closed = file?.close();
		if (closed && !closed.ok) notice({ code: 'recording-incomplete', message: closed.problem.message });
		run.result = resultOf(run.recording());
		tell({ type: 'ended', runId: race.run.id, result: run.result });
	}

	function openRecordingFile(name: string): RecordingFile | null {
		const folder = join(services.folder, 'recordings');
		try {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
		} catch (error) {
			notice({ code: 'recording-impossible', message: `This race is not being recorded: ${String(error)}` });
			return null;
		}
		const made = createRecordingFile(join(folder, name));
		if (made.ok) return made.file;
		notice({ code: 'recording-impossible', message: `This race is not being recorded: ${made.problem.message}` });
		return null;
	}

	const methods: { [Method in ApiMethod]: (input: ApiInput<Method>) => MaybePromise<Result<ApiOutputs[Method]>> } = {
		startRace: begin,
		stopRace() {
			if (running()) current?.race?.cancel();
			return done();
		},
		exportRun({ runId }) {
			if (!current || current.recording().run.id !== runId) {
				return refused('no-such-run', 'That run is not open any more.');
			}
			if (!current.result) return refused('race-running', 'The race is still running. Save it when it has ended.');
			const bytes = current.bytes();
			if (bytes.length === 0)
				return refused('not-recorded', 'This race could not be recorded, so there is nothing to save.');
			return { ok: true, value: { name: current.name, bytes } };
		},
		openRun({ name, bytes }) {
			if (running()) return refused('race-running', 'A race is running. Stop it before opening a file.');
			const reading = readRecordingBytes(name, bytes);
			if (!reading.ok) return refused('recording-damaged', reading.problem.message);
			const { recording, cut } = reading;
			const kept = new Uint8Array(bytes);
			current = {
				source: 'file',
				recording: () => recording,
				race: null,
				bytes: () => kept,
				name,
				sequence: 0,
				result: resultOf(recording),
			};
			if (cut) {
				notice({
					code: 'recording-cut',
					message: `${name} was cut off at line ${cut.line}. Everything before it is shown.`,
				});
			}
			tell({ type: 'run', snapshot: snapshotOf(current) });
			return { ok: true, value: { runId: recording.run.id } };
		},
		saveProvider(input) {
			const saved = providers.save(input);
			if (saved.ok && saved.value.keyDropped) {
				notice({
					code: 'key-dropped',
					message: `The key of ${input.name} was forgotten, because its address changed. Enter the key for the new one.`,
				});
			}
			return changed(saved.ok ? { ok: true, value: { id: saved.value.id } } : saved);
		},
		removeProvider: ({ id }) => changed(providers.remove(id)),
		setKey: ({ providerId, key }) => changed(providers.setKey(providerId, key)),
		useKeyVariable: ({ providerId, variable }) => changed(providers.useVariable(providerId, variable)),
		forgetKey: ({ providerId }) => changed(providers.forgetKey(providerId)),
		savePreferences(preferences) {
			saveSettings({ ...settings, preferences });
			return changed(done());
		},
		dismissNotice({ code }) {
			notices = notices.filter((notice_) => notice_.code !== code);
			return changed(done());
		},
	};

	/** Tells everyone of the new state where something succeeded. */
	function changed<Value>(result: Result<Value>): Result<Value> {
		if (result.ok) tell({ type: 'state', state: state() });
		return result;
	}

	return {
		async call(method, input) {
			return methods[method](input);
		},
		async callUnchecked(method, input) {
			if (!isMethod(method)) return refused('no-such-method', `There is no method ${JSON.stringify(method)}.`);
			return dispatch(method, input);
		},
		subscribe(listener) {
			listener({ type: 'state', state: state() });
			if (current) listener({ type: 'run', snapshot: snapshotOf(current) });
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async close() {
			const race = running() ? current?.race : null;
			race?.cancel();
			await race?.done.catch((error: unknown) => notice({ code: 'race-broke', message: String(error) }));
			listeners.clear();
			await (await simulator)?.close();
		},
	};

	async function dispatch<Method extends ApiMethod>(method: Method, input: unknown): Promise<Result<unknown>> {
		const parsed = apiInputs[method].safeParse(input);
		if (!parsed.success) {
			const [issue] = parsed.error.issues;
			return refused('bad-input', `${issue?.path.join('.') || method}: ${issue?.message ?? 'not valid'}`);
		}
		return methods[method](parsed.data as ApiInput<Method>);
	}
}

type MaybePromise<Value> = Value | Promise<Value>;

function isMethod(name: string): name is ApiMethod {
	return Object.hasOwn(apiInputs, name);
}

function done(): Result<null> {
	return { ok: true, value: null };
}

function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem: { code, message } };
}

function resultOf(recording: Recording): RunResult {
	return {
		scorecard: scoreRecording(recording),
		counts: recording.requests.flatMap(({ request, commonTokens }) =>
			commonTokens === null ? [] : [{ stream: request.stream, tokens: [...commonTokens] }],
		),
	};
}

function snapshotOf(run: CurrentRun): RunSnapshot {
	const recording = run.recording();
	const arrivals = recording.requests.flatMap((request) => request.arrivals);
	const marks = recording.requests.flatMap(({ released, sent, responded, ended }) =>
		[released, sent, responded, ended].filter((mark): mark is Mark & NonNullable<typeof mark> => mark !== null),
	);
	return {
		run: recording.run,
		requests: recording.requests.map(({ request: { stream, provider, round } }) => ({ stream, provider, round })),
		batch: encodeBatch(Math.max(0, run.sequence), arrivals, marks),
		source: run.source,
		result: run.result,
	};
}
