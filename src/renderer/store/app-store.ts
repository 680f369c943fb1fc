import { create } from 'zustand';
import type { AppState, Preferences, Problem, ProviderInput } from '../../core/api.ts';
import type { ReportFormat } from '../../core/report-formats.ts';
import type { RunFacts } from '../live/live-session.ts';

/** Whether the page reaches the app. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export const SCREENS = ['race', 'scorecard', 'providers'] as const;
/** Only screens that work. */
export type Screen = (typeof SCREENS)[number];

/** Slow facts only: nothing in here changes with a token. */
export interface AppFacts {
	readonly connection: Connection;
	/** Null until the host told it. */
	readonly app: AppState | null;
	readonly run: RunFacts | null;
	readonly screen: Screen;
	/** The column that is opened wide, by provider. */
	readonly wide: number | null;
	/** What the next race will be; null until the host told the last one. */
	readonly draft: Preferences['race'] | null;
	/** Why the last thing that was asked for did not happen. */
	readonly problem: Problem | null;
	/** Calls to the host that were not answered yet. */
	readonly pending: number;
	/** Being edited on the providers screen. */
	readonly editing: ProviderInput | null;
	readonly helpOpen: boolean;
	readonly exportOpen: boolean;
	/** The report that is being made. */
	readonly making: ReportFormat | null;
	/** A moment of one request that the race screen points at, from t₀. */
	readonly pointer: Pointer | null;
}

/** A moment of one request. */
export interface Pointer {
	readonly provider: number;
	readonly round: number;
	/** An arrival's, from t₀. */
	readonly atNs: number;
}

export const FIRST_FACTS: AppFacts = {
	connection: 'connecting',
	app: null,
	run: null,
	screen: 'race',
	wide: null,
	draft: null,
	problem: null,
	pending: 0,
	editing: null,
	helpOpen: false,
	exportOpen: false,
	making: null,
	pointer: null,
};

/** The page's store. Changed through the functions of this file and `setState` of single facts. */
export const useAppStore = create<AppFacts>()(() => FIRST_FACTS);

/** The host's state arrived: a draft is kept, but for providers that are gone. */
export function withAppState(facts: AppFacts, app: AppState): AppFacts {
	const known = new Set(app.providers.map(({ id }) => id));
	const draft = facts.draft ?? app.preferences.race;
	const providerIds = draft.providerIds.filter((id) => known.has(id));
	const unchanged = facts.draft !== null && providerIds.length === draft.providerIds.length;
	return { ...facts, app, connection: 'open', draft: unchanged ? facts.draft : { ...draft, providerIds } };
}

/** New facts of the run. Another run closes the column that was open wide, and shows what was raced. */
export function withRun(facts: AppFacts, run: RunFacts | null): AppFacts {
	if (run === null || facts.run?.run.id === run.run.id) return { ...facts, run };
	// A race that has not ended has no scorecard.
	const screen = facts.screen === 'scorecard' && run.phase !== 'ended' ? 'race' : facts.screen;
	return { ...facts, run, screen, wide: null, problem: null, pointer: null };
}

/** Opens a column wide, or closes it where it is open. A provider that is not in the run changes nothing. */
export function withWideToggled(facts: AppFacts, provider: number): AppFacts {
	if (facts.screen !== 'race' || provider < 0 || provider >= (facts.run?.columns.length ?? 0)) return facts;
	return { ...facts, wide: facts.wide === provider ? null : provider };
}

/** What the draft must have before it can be raced, as a word key; null where it can. */
export function draftProblem(
	draft: Preferences['race'],
): 'draft.noPrompt' | 'draft.twoProviders' | 'draft.numbers' | null {
	if (draft.prompt.trim() === '') return 'draft.noPrompt';
	if (draft.providerIds.length < 2) return 'draft.twoProviders';
	const within = (value: number, from: number, to: number): boolean => value >= from && value <= to;
	const whole = Number.isInteger(draft.rounds) && Number.isInteger(draft.maxTokens);
	const fine =
		whole &&
		within(draft.firstMs, 0, 600_000) &&
		within(draft.eachMs, 0.001, 60_000) &&
		within(draft.stallMs, 1, 60_000) &&
		within(draft.rounds, 1, 1_000) &&
		within(draft.maxTokens, 1, 1_000_000);
	return fine ? null : 'draft.numbers';
}
