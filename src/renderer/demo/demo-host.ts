import type {
	Api,
	ApiInput,
	ApiMethod,
	ApiOutputs,
	AppState,
	HostEvent,
	ProviderView,
	Result,
	RunSnapshot,
} from '../../core/api.ts';
import { DEMO_PERSONAS, type DemoPersona } from './demo-personas.ts';
import { createDemoRace, type DemoRace } from './demo-race.ts';

const STEP_MS = 16;
const COUNTING_MS = 300;

type Methods = { [Method in ApiMethod]: (input: ApiInput<Method>) => Result<ApiOutputs[Method]> };

/**
 * A host without an app: every screen on recorded data. The address says what: `?demo=4` for four columns (or names,
 * `?demo=steady,cut`), `rate=200` for tokens a second, `tokens=4000`, `rounds=3`, `first=400`, `language`, `theme`,
 * `ended` for a run that is there already, `unhealthy` for one whose measurement is in doubt.
 */
export function createDemoHost(query: URLSearchParams): Api {
	const listeners = new Set<(event: HostEvent) => void>();
	const rate = query.has('rate') ? Number(query.get('rate')) : null;
	let race: DemoRace | null = null;
	let timer = 0;
	let state = firstState(query);

	function tell(event: HostEvent): void {
		for (const listener of listeners) listener(event);
	}

	function change(changed: Partial<AppState>): Result<null> {
		state = { ...state, ...changed };
		tell({ type: 'state', state });
		return { ok: true, value: null };
	}

	function step(running: DemoRace): void {
		const { id } = running.snapshot.run;
		const batch = running.step(performance.now());
		if (batch !== null) tell({ type: 'batch', runId: id, batch });
		if (running.done) finish(running);
	}

	function finish(running: DemoRace): void {
		clearInterval(timer);
		setTimeout(() => {
			if (race === running) race = null;
			tell({ type: 'ended', runId: running.snapshot.run.id, result: running.result() });
		}, COUNTING_MS);
	}

	const methods: Methods = {
		startRace(setup) {
			if (race !== null) return refused('race-running', 'A race is running. Stop it first.');
			const personas = setup.providerIds.flatMap((id) => personaOf(id) ?? []);
			const running = createDemoRace(setup, personas, rate, performance.now(), new Date().toISOString());
			race = running;
			tell({ type: 'run', snapshot: running.snapshot });
			timer = window.setInterval(() => step(running), STEP_MS);
			return { ok: true, value: { runId: running.snapshot.run.id } };
		},
		stopRace() {
			if (race !== null && !race.done) {
				tell({ type: 'batch', runId: race.snapshot.run.id, batch: race.cancel(performance.now()) });
				finish(race);
			}
			return { ok: true, value: null };
		},
		exportRun: () => refused('demo', 'The demonstration cannot save a run.'),
		exportReport: () => refused('demo', 'The demonstration cannot make a report.'),
		openRun: () => refused('demo', 'The demonstration cannot open a run.'),
		saveProvider(input) {
			const id = input.id ?? `own-${state.providers.length}`;
			const provider: ProviderView = { ...input, id, key: { type: 'none' }, persona: null };
			const others = state.providers.filter((other) => other.id !== id);
			change({ providers: [...others, provider] });
			return { ok: true, value: { id } };
		},
		removeProvider: ({ id }) => change({ providers: state.providers.filter((provider) => provider.id !== id) }),
		setKey: ({ providerId, key }) =>
			setKey(providerId, { type: 'memory', lastFour: key.length >= 16 ? key.slice(-4) : null }),
		useKeyVariable: ({ providerId, variable }) => setKey(providerId, { type: 'variable', name: variable, set: false }),
		forgetKey: ({ providerId }) => setKey(providerId, { type: 'none' }),
		savePreferences: (preferences) => change({ preferences }),
		dismissNotice: ({ code }) => change({ notices: state.notices.filter((notice) => notice.code !== code) }),
	};

	function setKey(id: string, key: ProviderView['key']): Result<null> {
		return change({
			providers: state.providers.map((provider) => (provider.id === id ? { ...provider, key } : provider)),
		});
	}

	return {
		call: async (method, input) => methods[method](input),
		subscribe(listener) {
			listeners.add(listener);
			if (query.has('ended')) listener({ type: 'run', snapshot: endedRun(state, query) });
			listener({ type: 'state', state });
			return () => listeners.delete(listener);
		},
	};
}

/** A run as it would have gone. */
function endedRun({ preferences }: AppState, query: URLSearchParams): RunSnapshot {
	const personas = preferences.race.providerIds.flatMap((id) => personaOf(id) ?? []);
	const rate = query.has('rate') ? Number(query.get('rate')) : null;
	const startedAt = new Date().toISOString();
	return createDemoRace(preferences.race, personas, rate, 0, startedAt, !query.has('unhealthy')).whole();
}

function firstState(query: URLSearchParams): AppState {
	const wanted = query.get('demo') ?? '';
	const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);
	const names = /^\d+$/.test(wanted)
		? everyone(Number(wanted))
		: wanted.split(',').filter((name) => personaOf(`sim:${name}`));
	const theme = query.get('theme');
	const language = query.get('language');
	return {
		appVersion: 'demo',
		shell: 'browser',
		providers: DEMO_PERSONAS.map(providerView),
		preferences: {
			theme: theme === 'dark' || theme === 'light' ? theme : 'system',
			language: language === 'en' || language === 'zh-CN' ? language : 'system',
			race: {
				providerIds: (names.length > 0 ? names : everyone(3)).map((name) => `sim:${name}`),
				prompt: 'Explain why averages hide stalls, in about 200 words.',
				maxTokens: number('tokens', 200),
				rounds: number('rounds', 1),
				firstMs: number('first', 400),
				eachMs: number('each', 50),
				stallMs: 200,
			},
		},
		notices: [],
	};
}

function everyone(count: number): string[] {
	const streaming = DEMO_PERSONAS.filter(({ breaks }) => breaks === undefined);
	return Array.from({ length: count }, (_, index) => streaming[index % streaming.length]?.id ?? 'steady');
}

function personaOf(id: string): DemoPersona | undefined {
	return DEMO_PERSONAS.find((persona) => `sim:${persona.id}` === id);
}

function providerView({ id, name }: DemoPersona): ProviderView {
	return {
		...{ id: `sim:${id}`, name, model: 'sim-70b', persona: id },
		...{ baseUrl: '', headers: [], price: null, key: { type: 'none' } },
	};
}

function refused(
	code: string,
	message: string,
): { readonly ok: false; readonly problem: { code: string; message: string } } {
	return { ok: false, problem: { code, message } };
}
