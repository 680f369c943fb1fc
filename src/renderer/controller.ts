import { createContext, use } from 'react';
import {
	type Api,
	type ApiInput,
	type ApiMethod,
	type ApiOutputs,
	type HostEvent,
	MOST_RECORDING_BYTES,
	type Problem,
	type Result,
} from '../core/api.ts';
import type { ReportFormat } from '../core/report-formats.ts';
import type { Command } from '../core/shortcuts.ts';
import { createLiveSession, type LiveSession } from './live/live-session.ts';
import { draftProblem, useAppStore, withAppState, withRun, withWideToggled } from './store/app-store.ts';
import { saveFile } from './ui/save-file.ts';

/** What a report differs in from the run's own deadlines and the usual choices. */
export type ReportChoices = Omit<ApiInput<'exportReport'>, 'runId' | 'format'>;

/** What the page can do. The screens know this and the store, and nothing of the host. */
export interface Controller {
	readonly session: LiveSession;
	/** Asks the host. A refusal is shown to the person as well as returned; what the host itself throws is thrown on. */
	call<Method extends ApiMethod>(method: Method, input: ApiInput<Method>): Promise<Result<ApiOutputs[Method]>>;
	race(): Promise<void>;
	stop(): Promise<void>;
	save(): Promise<void>;
	/** Hands a report of the run that has ended to the person, one at a time. */
	exportReport(format: ReportFormat, choices: ReportChoices): Promise<void>;
	open(file: File): Promise<void>;
	/** Runs a command of the keyboard; false where it means nothing now. */
	command(command: Command): boolean;
	/** The host is there: events are taken from now on. */
	connect(api: Api): void;
}

/** Joins the store, the live path and, once it is there, the host. */
export function createController(): Controller {
	let api: Api | null = null;
	const session = createLiveSession(
		(run) => useAppStore.setState((facts) => withRun(facts, run), true),
		() => exposeIdle(),
	);

	/** For tests: true when no race runs, everything received has been painted and no call is open. */
	function exposeIdle(): void {
		const { pending, connection, app } = useAppStore.getState();
		const idle = session.idle && pending === 0 && app !== null && connection === 'open';
		document.documentElement.dataset.idle = String(idle);
	}
	useAppStore.subscribe(exposeIdle);

	function receive(event: HostEvent): void {
		if (event.type === 'state') useAppStore.setState((facts) => withAppState(facts, event.state), true);
		session.receive(event);
	}

	/** Counts as an open call from the first moment until the task has settled, and shows what it is refused for. */
	async function attempt<Value>(task: (api: Api) => Promise<Result<Value>>): Promise<Result<Value>> {
		if (api === null)
			return { ok: false, problem: { code: 'not-connected', message: 'The app is not connected yet.' } };
		useAppStore.setState((facts) => ({ pending: facts.pending + 1, problem: null }));
		let problem: Problem | null = null;
		try {
			const result = await task(api);
			if (!result.ok) problem = result.problem;
			return result;
		} finally {
			useAppStore.setState((facts) => ({ pending: facts.pending - 1, problem: problem ?? facts.problem }));
		}
	}

	function call<Method extends ApiMethod>(
		method: Method,
		input: ApiInput<Method>,
	): Promise<Result<ApiOutputs[Method]>> {
		return attempt((host) => host.call(method, input));
	}

	function isRunning(): boolean {
		const { run } = useAppStore.getState();
		return run !== null && run.phase !== 'ended';
	}

	const controller: Controller = {
		session,
		call,
		async race() {
			const { draft, pending, connection } = useAppStore.getState();
			if (draft === null || pending > 0 || connection !== 'open' || isRunning() || draftProblem(draft) !== null) return;
			useAppStore.setState({ screen: 'race' });
			await call('startRace', draft);
		},
		async stop() {
			if (isRunning()) await call('stopRace', {});
		},
		async save() {
			const { run } = useAppStore.getState();
			if (run === null || run.phase !== 'ended') return;
			const result = await call('exportRun', { runId: run.run.id });
			if (result.ok) saveBytes(result.value);
		},
		async exportReport(format, choices) {
			const { run, making } = useAppStore.getState();
			if (run === null || run.phase !== 'ended' || making !== null) return;
			useAppStore.setState({ making: format });
			try {
				const result = await call('exportReport', { runId: run.run.id, format, ...choices });
				if (result.ok) saveBytes(result.value);
			} finally {
				useAppStore.setState({ making: null });
			}
		},
		async open(file) {
			// Before it is read: the host would refuse it, after it took as much memory and a closed connection.
			if (file.size > MOST_RECORDING_BYTES) {
				useAppStore.setState({ problem: { code: 'recording-too-large', message: file.name } });
				return;
			}
			const result = await attempt(async (host) => {
				let bytes: Uint8Array<ArrayBuffer>;
				try {
					bytes = new Uint8Array(await file.arrayBuffer());
				} catch {
					// Deleted since it was chosen, or not allowed to be read: the browser's own words say no more.
					return { ok: false, problem: { code: 'file-unreadable', message: file.name } };
				}
				return host.call('openRun', { name: file.name, bytes });
			});
			if (result.ok) useAppStore.setState({ screen: 'race' });
		},
		command(command) {
			switch (command.type) {
				case 'run':
					void controller.race();
					return true;
				case 'stop': {
					const { wide } = useAppStore.getState();
					if (wide !== null) useAppStore.setState({ wide: null });
					else if (isRunning()) void controller.stop();
					else return false;
					return true;
				}
				case 'toggle-column':
					useAppStore.setState((facts) => withWideToggled(facts, command.column), true);
					return true;
				case 'export': {
					const { run, screen } = useAppStore.getState();
					if (run?.phase !== 'ended' || screen === 'providers') return false;
					useAppStore.setState(({ exportOpen }) => ({ exportOpen: !exportOpen }));
					return true;
				}
				case 'help':
					useAppStore.setState((facts) => ({ helpOpen: !facts.helpOpen }));
					return true;
			}
		},
		connect(connected) {
			api = connected;
			connected.subscribe(receive);
		},
	};
	return controller;
}

function saveBytes({ name, bytes }: ApiOutputs['exportRun']): void {
	saveFile(name, new Blob([bytes], { type: 'application/octet-stream' }));
}

/** The page's controller, for every component below {@link ControllerContext}. */
export const ControllerContext = createContext<Controller | null>(null);

/** @throws where it is used outside of the page */
export function useController(): Controller {
	const controller = use(ControllerContext);
	if (controller === null) throw new Error('no controller: this component stands outside of the page');
	return controller;
}
