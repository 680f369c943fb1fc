import type { Definition } from '../../core/definition.ts';
import type { PrefillCurve } from '../../core/fluidity/prefill.ts';
import type { Speech } from './language.ts';
import type { WordKey } from './words/words.ts';

/** Who counted the tokens: `estimate`, nobody did. */
export type CountedBy = Definition['accounting'] | 'estimate';

/** What the explanations name of a definition: what is counted, whose tokens, and what is due. */
export function definitionWords(
	{ count, unit }: Pick<Definition, 'count' | 'unit'>,
	accounting: CountedBy,
	{ t }: Pick<Speech, 't'>,
): { readonly counted: string; readonly accounting: string; readonly unit: string } {
	return {
		counted: t(`choice.count.${count}`),
		accounting: t(`choice.accounting.${accounting}`),
		unit: t(`choice.unit.${unit}`),
	};
}

/** A first deadline that grows with the prompt, as its formula. */
export function curveWords({ a, b, c }: PrefillCurve, { t, formats }: Pick<Speech, 't' | 'formats'>): string {
	return t('choice.curve', { a: formats.figure(a / 1e6), b: formats.figure(b / 1e3), c: formats.figure(c) });
}

/** A choice and what was chosen: "Due is each: chunk". */
export function choiceWords(
	choice: keyof Definition,
	definition: Definition,
	speech: Pick<Speech, 't' | 'formats'>,
): string {
	const chosen = definition[choice];
	const said =
		typeof chosen === 'string'
			? speech.t(`choice.${choice}.${chosen}` as WordKey)
			: `${speech.t('choice.ttftDeadline.grown')}, ${curveWords(chosen, speech)}`;
	return `${speech.t(`choice.${choice}`)}: ${said}`;
}

/** What was chosen, in a word or two that stand alone. */
export function shortChoice(choice: keyof Definition, definition: Definition, { t }: Pick<Speech, 't'>): string {
	const chosen = definition[choice];
	return t(`choice.short.${choice}.${typeof chosen === 'string' ? chosen : 'grown'}` as WordKey);
}

/** Every choice behind a score, and its deadlines. */
export function definitionSentence(
	{
		firstMs,
		eachMs,
		definition,
	}: { readonly firstMs: number; readonly eachMs: number; readonly definition: Definition },
	accounting: CountedBy,
	speech: Pick<Speech, 't' | 'formats'>,
): string {
	const { t, formats } = speech;
	const { firstToken, ttftDeadline } = definition;
	const first =
		firstToken === 'out'
			? t('choice.short.firstToken.out')
			: t('choice.firstWithin', {
					first:
						ttftDeadline === 'fixed' ? `${formats.figure(firstMs)} ${t('draft.ms')}` : curveWords(ttftDeadline, speech),
				});
	return [
		shortChoice('count', definition, speech),
		t(`choice.short.accounting.${accounting}`),
		...(['unit', 'reasoning'] as const).map((choice) => shortChoice(choice, definition, speech)),
		first,
		t('choice.thenEvery', { each: formats.figure(eachMs) }),
	].join(' · ');
}
