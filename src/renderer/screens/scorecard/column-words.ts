import { changedChoices } from '../../../core/exploratory.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { type CountedBy, choiceWords, definitionWords } from '../../ui/definition-words.ts';
import type { Speech } from '../../ui/language.ts';
import { certaintyWords } from './certainty.ts';
import type { Figure, ScoreColumn } from './score-columns.ts';
import type { ScoreRow } from './score-rows.ts';
import { isTargetMoved } from './settings.ts';

/** What holds for every number of a table. */
export interface TableFacts {
	readonly settings: RescoreSettings;
	readonly accounting: CountedBy;
	readonly exploratory: boolean;
	readonly healthy: boolean;
}

/** What one number of the table is, how sure it is, and what it was made from. */
export function cellWords(
	column: ScoreColumn,
	row: ScoreRow,
	{ settings, accounting, exploratory, healthy }: TableFacts,
	speech: Speech,
): (string | null)[] {
	const { t } = speech;
	const figures = column.figures(row);
	return [
		explanationOf(column, { settings, accounting }, speech),
		...new Set(figures.map(({ certainty }) => certaintyWords(certainty, speech))),
		fewWords(column, figures, speech),
		column.made(row),
		!column.follows.includes('accounting') ? null : t(`scorecard.accounting.${row.accounting}`),
		chosenWords(column, settings, speech),
		exploratory ? t('scorecard.exploratory') : null,
		column.id === 'fluidRate' && isTargetMoved(settings) ? t('scorecard.exploratoryTarget') : null,
		healthy ? null : t('explain.unhealthy'),
	];
}

/** That quantiles are of too few; null where none is. */
export function fewWords({ id }: Pick<ScoreColumn, 'id'>, figures: readonly Figure[], { t }: Speech): string | null {
	if (!figures.some(({ few }) => few === true)) return null;
	return t(id === 'fluidRate' ? 'scorecard.fewRequests' : 'explain.few');
}

/** What a column's numbers are, under the settings that hold. */
export function explanationOf(
	{ id, explains }: Pick<ScoreColumn, 'id' | 'explains'>,
	{ settings: { stallMs, share, index, definition }, accounting }: Pick<TableFacts, 'settings' | 'accounting'>,
	speech: Speech,
): string {
	const { t, formats } = speech;
	const word = id === 'missed' && definition.count === 'tokens' ? 'explain.missedTokens' : explains;
	return t(word, {
		...definitionWords(definition, accounting, speech),
		limit: formats.wait(stallMs * 1e6),
		share: formats.percent(share),
		index: formats.figure(index),
	});
}

/** The choices that change a column's numbers and are not the usual ones, as a sentence; null where there is none. */
export function chosenWords(
	{ follows }: Pick<ScoreColumn, 'follows'>,
	{ definition }: Pick<RescoreSettings, 'definition'>,
	speech: Speech,
): string | null {
	const changed = changedChoices(definition).filter((choice) => follows.includes(choice));
	if (changed.length === 0) return null;
	const choices = speech.formats.names(changed.map((choice) => choiceWords(choice, definition, speech)));
	return speech.t('scorecard.chosen', { choices });
}
