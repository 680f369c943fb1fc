import { describe, expect, test } from 'vitest';
import { languageFor } from '../../../src/core/language.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { zhCN } from '../../../src/renderer/ui/words/zh-CN.ts';

function placeholders(words: string): string[] {
	return [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
}

const english = new Map(Object.entries(en));
const chinese = Object.entries(zhCN);

describe('the words of both languages', () => {
	test('name the same values, so that no number is lost in one of them', () => {
		for (const [key, words] of chinese) {
			// A singular says "once" and may leave its count out; every other form carries it.
			expect([key, placeholders(words)]).toEqual([key, placeholders(english.get(key) ?? '')]);
		}
	});

	test('are there in both for every key but the singular, which Chinese has not', () => {
		const expected = [...english.keys()].filter((key) => !key.endsWith('_one'));
		expect(chinese.map(([key]) => key).sort()).toEqual(expected.sort());
	});

	test('keep Chinese apart from Latin letters and numbers by a space, and so from what a value may be', () => {
		const touching = /\p{Script=Han}(?:[a-z0-9]|\{\{)|(?:[a-z0-9%²]|\}\})\p{Script=Han}/iu;
		expect(chinese.filter(([, words]) => touching.test(words))).toEqual([]);
	});

	test('are never empty', () => {
		for (const [key, words] of [...english, ...chinese]) expect([key, words.trim()]).not.toEqual([key, '']);
	});
});

describe('the language', () => {
	test('follows the system unless one was chosen', () => {
		expect(languageFor('system', ['fr-FR', 'zh-TW', 'en'])).toBe('zh-CN');
		expect(languageFor('system', ['en-GB', 'zh-CN'])).toBe('en');
		expect(languageFor('system', ['fr'])).toBe('en');
		expect(languageFor('zh-CN', ['en'])).toBe('zh-CN');
	});
});
