import { expect, test } from 'vitest';
import { DEFAULT_DEFINITION, type Definition, definitionSchema } from '../../../src/core/definition.ts';
import {
	choiceWords,
	definitionSentence,
	definitionWords,
	shortChoice,
} from '../../../src/renderer/ui/definition-words.ts';
import { createFormats } from '../../../src/renderer/ui/format.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { zhCN } from '../../../src/renderer/ui/words/zh-CN.ts';

// Would catch an explanation that names the usual definition over a number made by another.
test('an explanation of the index names what was chosen, in both languages', () => {
	const t = ((key: string) => key) as Parameters<typeof definitionWords>[2]['t'];
	const chosen = { ...DEFAULT_DEFINITION, count: 'tokens', accounting: 'native', unit: 'chunk' } as const;
	const words = definitionWords(chosen, 'native', { t });
	expect(words).toEqual({
		...{ counted: 'choice.count.tokens', accounting: 'choice.accounting.native', unit: 'choice.unit.chunk' },
	});
	for (const { 'explain.fluidityMean': said } of [en, zhCN]) {
		for (const name of Object.keys(words)) expect(said).toContain(`{{${name}}}`);
	}
});

const speech = {
	t: ((key: string, values: Readonly<Record<string, unknown>> = {}) => {
		const said = (en as Readonly<Record<string, string>>)[key];
		if (said === undefined) throw new Error(`there is no word ${key}`);
		return said.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
	}) as Parameters<typeof choiceWords>[2]['t'],
	formats: createFormats('en'),
};

// Would catch a choice that has no word of its own where it stands beside its number.
test('every value of every choice has its words, long and short', () => {
	const grown: Definition = { ...DEFAULT_DEFINITION, ttftDeadline: { a: 100e6, b: 50e3, c: 2 } };
	for (const [choice, values] of Object.entries(definitionSchema.shape)) {
		const name = choice as keyof Definition;
		for (const value of 'options' in values && name !== 'ttftDeadline' ? values.options : ['fixed']) {
			const definition = { ...DEFAULT_DEFINITION, [choice]: value } as Definition;
			expect(choiceWords(name, definition, speech)).toContain(': ');
			expect(shortChoice(name, definition, speech)).not.toBe('');
		}
	}
	expect(choiceWords('ttftDeadline', grown, speech)).toContain('100 ms + 50 µs·n + 2 ns·n²');
	expect(shortChoice('ttftDeadline', grown, speech)).toBe('first deadline by prompt');
});

test('the sentence under the table names when the first token is due, by a formula or not at all', () => {
	const said = (changed: Partial<Definition>): string =>
		definitionSentence(
			{ firstMs: 400, eachMs: 50, definition: { ...DEFAULT_DEFINITION, ...changed } },
			'common',
			speech,
		);
	expect(said({})).toContain('first token within 400 ms · then every 50 ms');
	expect(said({ firstToken: 'out' })).toContain('first token not due · then every 50 ms');
	expect(said({ ttftDeadline: { a: 1e6, b: 0, c: 0 } })).toContain('first token within 1 ms + 0 µs·n + 0 ns·n²');
});
