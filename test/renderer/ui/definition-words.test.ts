import { expect, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import { definitionWords } from '../../../src/renderer/ui/definition-words.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { zhCN } from '../../../src/renderer/ui/words/zh-CN.ts';

// Would catch an explanation that names the usual definition over a number made by another.
test('an explanation of the index names what was chosen, in both languages', () => {
	const t = ((key: string) => key) as Parameters<typeof definitionWords>[1]['t'];
	const chosen = { ...DEFAULT_DEFINITION, count: 'tokens', accounting: 'native', unit: 'chunk' } as const;
	const words = definitionWords(chosen, { t });
	expect(words).toEqual({
		...{ counted: 'choice.count.tokens', accounting: 'choice.accounting.native', unit: 'choice.unit.chunk' },
	});
	for (const { 'explain.fluidityMean': said } of [en, zhCN]) {
		for (const name of Object.keys(words)) expect(said).toContain(`{{${name}}}`);
	}
});
