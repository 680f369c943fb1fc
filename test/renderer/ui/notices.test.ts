import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/core/api.ts';
import { ProblemSentences } from '../../../src/renderer/ui/Notices.tsx';
import { markupOf } from '../support/markup.ts';

const SAID = 'org.freedesktop.secrets was not provided';
const PROBLEMS: readonly Problem[] = [
	{
		code: 'settings-damaged',
		message: 'in English',
		names: { aside: '/home/a/settings.json.damaged-1' },
		cause: { code: 'settings-wrong-at', message: 'in English', names: { place: 'providers.0.baseUrl' } },
	},
	{
		code: 'settings-stuck',
		message: 'in English',
		names: { path: '/home/a/settings.json' },
		quote: SAID,
		cause: { code: 'settings-not-json', message: 'in English' },
	},
	{
		code: 'recording-damaged',
		message: 'in English',
		names: { name: 'kept.fluidity' },
		cause: { code: 'recording-line', message: 'in English', names: { line: '17' } },
	},
	{
		code: 'recording-impossible',
		message: 'in English',
		cause: { code: 'file-system', message: 'in English', names: { path: '/home/a/run.fluidity' }, quote: SAID },
	},
	{
		code: 'keys-in-memory',
		message: 'in English',
		cause: { code: 'keychain-no-service', message: 'in English', quote: SAID },
	},
];

describe('a notice', () => {
	// Would catch a Chinese page with an English sentence in it, and a name that the words have lost.
	test.each(PROBLEMS)('of $code is in the page’s language but for names and what the system said', async (problem) => {
		for (const language of ['en', 'zh-CN'] as const) {
			const shown = await markupOf(createElement(ProblemSentences, { problem }), language);
			expect(shown).not.toContain('in English');
			expect(shown).not.toContain('{{');
			for (const name of Object.values({ ...problem.names, ...problem.cause?.names })) expect(shown).toContain(name);
			const quote = problem.quote ?? problem.cause?.quote;
			expect(shown.includes(`<q lang="">${SAID}</q>`)).toBe(quote !== undefined);
			expect(/\p{Script=Han}/u.test(shown)).toBe(language === 'zh-CN');
		}
	});
});
