import { create } from 'zustand';
import type { ScoreColumnId } from '../screens/scorecard/score-columns.ts';
import type { RescoreSettings } from '../screens/scorecard/settings.ts';

/** What the person chose on this screen. It outlives a look at another screen, and a reload does not. */
export interface ScorecardChoices {
	/** Of the run they were moved for; another run begins with its own. */
	readonly moved: { readonly runId: string; readonly settings: RescoreSettings } | null;
	readonly columns: readonly ScoreColumnId[];
	readonly sort: { readonly column: ScoreColumnId; readonly descending: boolean } | null;
}

export const FIRST_COLUMNS: readonly ScoreColumnId[] = [
	...(['fluidity', 'fluidRate', 'ttft', 'tbt', 'tpot', 'rate', 'stalls', 'errors', 'price'] as const),
];

export const useScorecardStore = create<ScorecardChoices>()(() => ({
	moved: null,
	columns: FIRST_COLUMNS,
	sort: null,
}));
