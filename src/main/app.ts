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
} from '../core/api.ts';
import { createRuns } from './app-runs.ts';
import { createSimulatorOnDemand } from './app-simulator.ts';
import { APP_VERSION } from './app-version.ts';
import { createProviders } from './providers.ts';
import { openSettingsFile, type Settings } from './settings/settings-file.ts';

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

/** What a shell serves. Listeners must not throw. */
export interface App extends Api {
	/** As {@link Api.call}, for input that comes from outside: it is validated first. */
	callUnchecked(method: string, input: unknown): Promise<Result<unknown>>;
	/** Starts the embedded providers ahead of the first race, which takes them a second or two. */
	warmUp(): Promise<void>;
	/** Cancels what runs, closes its recording and ends the embedded providers. No race begins any more. */
	close(): Promise<void>;
}

/** Composes the services into the contract that every shell serves. */
export function createApp(services: AppServices): App {
	const settingsFile = openSettingsFile(join(services.folder, 'settings.json'), services.now());
	let settings = settingsFile.settings;
	let notices: readonly Problem[] = settingsFile.problem ? [settingsFile.problem] : [];
	let closed = false;
	const listeners = new Set<(event: HostEvent) => void>();
	const simulator = createSimulatorOnDemand(services.seed);
	const providers = createProviders(services.environment, {
		read: () => settings.providers,
		write: (stored) => saveSettings({ ...settings, providers: stored }),
	});
	const runs = createRuns(join(services.folder, 'recordings'), services.now, { tell, notice });

	function tell(event: HostEvent): void {
		for (const listener of listeners) listener(event);
	}

	function tellState(): void {
		tell({ type: 'state', state: state() });
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
		tellState();
	}

	function saveSettings(next: Settings): void {
		settings = next;
		const problem = settingsFile.save(next);
		if (problem) notice(problem);
	}

	async function begin(setup: ApiInput<'startRace'>): Promise<Result<ApiOutputs['startRace']>> {
		if (runs.running()) return refused('race-running', 'A race is running. Stop it first.');
		const embedded = providers.needsSimulator(setup.providerIds) ? await simulator.running() : null;
		if (closed) return refused('app-ending', 'The app is ending.');
		if (embedded && !embedded.ok) return embedded;
		const named = providers.forRace(setup.providerIds, embedded?.value ?? null);
		if (!named.ok) return named;
		// Refused where another call has begun a race while the simulator started.
		const started = runs.start(named.value, setup);
		if (!started.ok) return started;
		saveSettings({ ...settings, preferences: { ...settings.preferences, race: setup } });
		return changed(started);
	}

	const methods: { [Method in ApiMethod]: (input: ApiInput<Method>) => MaybePromise<Result<ApiOutputs[Method]>> } = {
		startRace: begin,
		stopRace() {
			runs.stop();
			return done();
		},
		exportRun: ({ runId }) => runs.exported(runId),
		openRun: ({ name, bytes }) => runs.open(name, bytes),
		saveProvider(input) {
			const saved = providers.save(input);
			if (!saved.ok) return saved;
			if (saved.value.keyDropped) {
				notice({
					code: 'key-dropped',
					message: `The key of ${input.name} was forgotten, because its address changed. Enter the key for the new one.`,
				});
			}
			return changed({ ok: true, value: { id: saved.value.id } });
		},
		removeProvider: ({ id }) => changed(providers.remove(id)),
		setKey: ({ providerId, key }) => changed(providers.setKey(providerId, key)),
		useKeyVariable: ({ providerId, variable }) => changed(providers.useVariable(providerId, variable)),
		forgetKey: ({ providerId }) => changed(providers.forgetKey(providerId)),
		savePreferences(preferences) {
			saveSettings({ ...settings, preferences });
			return changed(done());
		},
		dismissNotice(dismissed) {
			notices = notices.filter(({ code }) => code !== dismissed.code);
			return changed(done());
		},
	};

	/** Tells everyone of the new state where something succeeded. */
	function changed<Value>(result: Result<Value>): Result<Value> {
		if (result.ok) tellState();
		return result;
	}

	async function dispatch<Method extends ApiMethod>(method: Method, input: unknown): Promise<Result<unknown>> {
		const parsed = apiInputs[method].safeParse(input);
		if (!parsed.success) {
			const [issue] = parsed.error.issues;
			return refused('bad-input', `${issue?.path.join('.') || method}: ${issue?.message ?? 'not valid'}`);
		}
		return methods[method](parsed.data as ApiInput<Method>);
	}

	return {
		async call(method, input) {
			return methods[method](input);
		},
		async callUnchecked(method, input) {
			if (!isMethod(method)) return refused('no-such-method', 'There is no such method.');
			return dispatch(method, input);
		},
		subscribe(listener) {
			listener({ type: 'state', state: state() });
			const snapshot = runs.snapshot();
			if (snapshot) listener({ type: 'run', snapshot });
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async warmUp() {
			const started = await simulator.running();
			if (!started.ok) notice(started.problem);
		},
		async close() {
			closed = true;
			await runs.close();
			await simulator.close();
			listeners.clear();
		},
	};
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
