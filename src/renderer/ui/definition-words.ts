import type { Definition } from '../../core/definition.ts';
import type { Speech } from './language.ts';

/** What the explanations name of a definition: what is counted, whose tokens, and what is due. */
export function definitionWords(
	{ count, accounting, unit }: Pick<Definition, 'count' | 'accounting' | 'unit'>,
	{ t }: Pick<Speech, 't'>,
): { readonly counted: string; readonly accounting: string; readonly unit: string } {
	return {
		counted: t(`choice.count.${count}`),
		accounting: t(`choice.accounting.${accounting}`),
		unit: t(`choice.unit.${unit}`),
	};
}
