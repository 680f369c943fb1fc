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
import type { KnownSecrets } from './app-known-secrets.ts';
import { createReports } from './app-reports.ts';
import { createRuns } from './app-runs.ts';
import { createSimulatorOnDemand } from './app-simulator.ts';
import { APP_VERSION } from './app-version.ts';
import { type StartChild, startNodeChild } from './processes/child.ts';
import { createProviders } from './providers.ts';
import type { Print } from './reports/print.ts';
import { printWithChromium } from './reports/print-with-chromium.ts';
import { createLazyStore } from './secrets/lazy-store.ts';
import type { OpenedSecretStore } from './secrets/open-secret-store.ts';
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
	/** Called once there is a provider that may have a key: its notice becomes the app's. */
	readonly openSecrets: () => Promise<OpenedSecretStore>;
	/** Learns every secret that the app is given or uses; no message of the app holds one. */
	readonly knownSecrets: KnownSecrets;
	/** How a process is started; as a Node of its own unless a shell has another way. */
	readonly startChild?: StartChild;
	/** How a page is printed; by a Chromium of this machine unless a shell has another way. */
	readonly print?: Print;
}

/** What a shell serves. Listeners must not throw. */
export interface App extends Api {
	/** As {@link Api.call}, for input that comes from outside: it is validated first. */
	callUnchecked(method: string, input: unknown): Promise<Result<unknown>>;
	/** Starts the embedded providers ahead of the first race, which takes them a second or two. */
	warmUp(): Promise<void>;
	/** Cancels what runs, closes its recording, gives reports up and ends the embedded providers. No race begins any more. */
	close(): Promise<void>;
}

/** Composes the services into the contract that every shell serves. */
export function createApp(services: AppServices): App {
	const settingsFile = openSettingsFile(join(services.folder, 'settings.json'), services.now());
	let settings = settingsFile.settings;
	let notices: readonly Problem[] = settingsFile.problem ? [settingsFile.problem] : [];
	let closed = false;
	const listeners = new Set<(event: HostEvent) => void>();
	const simulator = createSimulatorOnDemand(services.seed, services.startChild ?? startNodeChild);
	const providers = createProviders({
		environment: services.environment,
		store: {
			read: () => settings.providers,
			write: (stored) => saveSettings({ ...settings, providers: stored }),
		},
		secrets: createLazyStore(services.openSecrets, (problem) => (problem ? notice(problem) : tellState())),
		knownSecrets: services.knownSecrets,
		notice,
	});
	const runs = createRuns(join(services.folder, 'recordings'), services.now, { tell, notice });
	const reports = createReports(services.print ?? printWithChromium(services.environment, process.platform));

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

	function masked({ code, message, names, quote, cause }: Problem): Problem {
		const { redact } = services.knownSecrets;
		return {
			code,
			message: redact(message),
			...(names && {
				names: Object.fromEntries(Object.entries(names).map(([name, text]) => [name, redact(text)])),
			}),
			...(quote !== undefined && { quote: redact(quote) }),
			...(cause && { cause: masked(cause) }),
		};
	}

	function notice(problem: Problem): void {
		notices = [...notices.filter(({ code }) => code !== problem.code), masked(problem)];
		tellState();
	}

	function saveSettings(next: Settings): void {
		settings = next;
		const problem = settingsFile.save(next);
		if (problem) notice(problem);
	}

	async function begin(setup: ApiInput<'startRace'>): Promise<Result<ApiOutputs['startRace']>> {
		if (runs.running()) return RACE_RUNNING;
		const embedded = providers.needsSimulator(setup.providerIds) ? await simulator.running() : null;
		if (closed) return APP_ENDING;
		if (embedded && !embedded.ok) return embedded;
		const named = await providers.forRace(setup.providerIds, embedded?.value ?? null);
		if (!named.ok) return named;
		if (closed) return APP_ENDING;
		// Refused where another call has begun a race while the simulator started or the keychain was asked.
		const started = runs.start(named.value, setup);
		if (!started.ok) return started;
		void reports.giveUp(RACE_BEGAN);
		saveSettings({ ...settings, preferences: { ...settings.preferences, race: setup } });
		return changed(started);
	}

	function exportReport({
		runId,
		...choices
	}: ApiInput<'exportReport'>): MaybePromise<Result<ApiOutputs['exportReport']>> {
		// It would load the machine that measures.
		if (runs.running()) return RACE_RUNNING;
		const recorded = runs.exported(runId);
		return recorded.ok ? reports.make({ ...recorded.value, ...choices }) : recorded;
	}

	const methods: { [Method in ApiMethod]: (input: ApiInput<Method>) => MaybePromise<Result<ApiOutputs[Method]>> } = {
		startRace: begin,
		stopRace() {
			runs.stop();
			return done();
		},
		exportRun: ({ runId }) => runs.exported(runId),
		exportReport,
		openRun: ({ name, bytes }) => runs.open(name, bytes),
		saveProvider: async (input) => changed(await providers.save(input)),
		removeProvider: async ({ id }) => changed(await providers.remove(id)),
		setKey: async ({ providerId, key }) => changed(await providers.setKey(providerId, key)),
		useKeyVariable: async ({ providerId, variable }) => changed(await providers.useVariable(providerId, variable)),
		forgetKey: async ({ providerId }) => changed(await providers.forgetKey(providerId)),
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
		return perform(method, parsed.data as ApiInput<Method>);
	}

	async function perform<Method extends ApiMethod>(
		method: Method,
		input: ApiInput<Method>,
	): Promise<Result<ApiOutputs[Method]>> {
		const result = await methods[method](input);
		return result.ok ? result : { ok: false, problem: masked(result.problem) };
	}

	return {
		call: perform,
		async callUnchecked(method, input) {
			if (!isMethod(method)) return refused('no-such-method', 'There is no such method.');
			return dispatch(method, input);
		},
		subscribe(listener) {
			const snapshot = runs.snapshot();
			if (snapshot) listener({ type: 'run', snapshot });
			listener({ type: 'state', state: state() });
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async warmUp() {
			const started = await simulator.running();
			if (!started.ok) notice(started.problem);
		},
		async close() {
			closed = true;
			await reports.giveUp(APP_ENDING.problem);
			await runs.close();
			await simulator.close();
			listeners.clear();
		},
	};
}

const APP_ENDING = refused('app-ending', 'The app is ending.');
const RACE_RUNNING = refused('race-running', 'A race is running. Stop it first.');
const RACE_BEGAN: Problem = {
	code: 'report-given-up',
	message: 'A race began, which the report would have disturbed. Export it again when the race has ended.',
};

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
