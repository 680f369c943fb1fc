import { create } from 'zustand';
import type { Definition } from '../../core/definition.ts';

/** Every column that the table can have. */
export type ScoreColumnId =
	| 'fluidity'
	| 'ofCompleted'
	| 'fluidRate'
	| 'missed'
	| 'goodput'
	| 'ttft'
	| 'firstVisible'
	| 'tbt'
	| 'tpot'
	| 'rate'
	| 'stalls'
	| 'errors'
	| 'tokens'
	| 'price'
	| 'n'
	| 'status';

/** What the rail sets. */
export interface RescoreSettings {
	readonly firstMs: number;
	readonly eachMs: number;
	readonly stallMs: number;
	/** Of the requests, that keep the fluid rate and reach the curve. */
	readonly share: number;
	/** The fluidity-index that each of those requests must have at the fluid rate. */
	readonly index: number;
	readonly definition: Definition;
}

/** What the table's numbers are in. */
export interface ScoreUnits {
	readonly time: 'ms' | 's';
	/** Tokens by second, or milliseconds by token. */
	readonly pace: 'rate' | 'time';
}

/** What the person chose on this screen. It outlives a look at another screen, and a reload does not. */
export interface ScorecardChoices {
	/** Of the run they were moved for; another run begins with its own. */
	readonly moved: { readonly runId: string; readonly settings: RescoreSettings } | null;
	readonly columns: readonly ScoreColumnId[];
	readonly units: ScoreUnits;
	readonly sort: { readonly column: ScoreColumnId; readonly descending: boolean } | null;
}

const FIRST_COLUMNS: readonly ScoreColumnId[] = [
	...(['fluidity', 'fluidRate', 'ttft', 'tbt', 'tpot', 'rate', 'stalls', 'errors', 'price'] as const),
];

export const useScorecardStore = create<ScorecardChoices>()(() => ({
	moved: null,
	columns: FIRST_COLUMNS,
	units: { time: 'ms', pace: 'rate' },
	sort: null,
}));
