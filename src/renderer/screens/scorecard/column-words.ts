import { changedChoices } from '../../../core/exploratory.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { choiceWords, definitionWords } from '../../ui/definition-words.ts';
import type { Speech } from '../../ui/language.ts';
import type { ScoreColumn } from './score-columns.ts';

/** What a column's numbers are, under the settings that hold. */
export function explanationOf(
	{ id, explains }: Pick<ScoreColumn, 'id' | 'explains'>,
	{ stallMs, share, index, definition }: RescoreSettings,
	speech: Speech,
): string {
	const { t, formats } = speech;
	const word = id === 'missed' && definition.count === 'tokens' ? 'explain.missedTokens' : explains;
	return t(word, {
		...definitionWords(definition, speech),
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
