import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { BrokenPage, ErrorBoundary } from '../../../src/renderer/ui/BrokenPage.tsx';
import { problemWords } from '../../../src/renderer/ui/problem-words.ts';
import { watchErrors } from '../../../src/renderer/ui/watch-errors.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { zhCN } from '../../../src/renderer/ui/words/zh-CN.ts';
import { textOf } from '../support/markup.ts';

describe('a page that broke', () => {
	test('says so in both languages, with a way to load it again', async () => {
		const shown = await textOf(createElement(BrokenPage));
		for (const words of [en, zhCN]) {
			expect(shown).toContain(words['problem.page-broke']);
			expect(shown).toContain(words['notice.reload']);
		}
	});

	test('stands where a component threw, and not before', () => {
		const boundary = new ErrorBoundary({ children: 'the app' });
		expect(boundary.render()).toBe('the app');
		boundary.state = ErrorBoundary.getDerivedStateFromError();
		expect(boundary.render()).toMatchObject({ type: BrokenPage });
	});
});

describe('an error that nobody took', () => {
	function broken(type: string, more: object): number {
		const page = new EventTarget();
		let times = 0;
		watchErrors(page, () => {
			times += 1;
		});
		page.dispatchEvent(Object.assign(new Event(type), more));
		return times;
	}

	test('is told, and a browser’s remark on the layout is not', () => {
		expect(broken('error', { error: new Error('secret detail') })).toBe(1);
		expect(broken('unhandledrejection', { reason: new Error('secret detail') })).toBe(1);
		expect(broken('error', { error: null, message: 'ResizeObserver loop completed' })).toBe(0);
	});

	test('is told in our words alone', () => {
		expect(problemWords({ code: 'page-broke', message: 'secret detail' })).toEqual({
			...{ key: 'problem.page-broke', message: '' },
		});
	});
});
