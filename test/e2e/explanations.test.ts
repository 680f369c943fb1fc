import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './harness/test.ts';

/** What nobody has to explain: the answers, what a person or a provider called things or said, and what a built-in one does. */
const SAID_BY_OTHERS =
	'.text, .column-names, .failure-message, .failure code, textarea, h2, .ready-about, tbody th > .hint, kbd, option';

/** Numbers of the race screen that nothing explains under the pointer, each with the place where it stands. */
function unexplained(page: Page): Promise<string[]> {
	return page.evaluate(async (exempt) => {
		const places = new Set<Element>(document.querySelectorAll('.race .number'));
		const texts = document.createTreeWalker(document.querySelector('.race') ?? document.body, NodeFilter.SHOW_TEXT);
		for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
			if (/\d/.test(node.textContent ?? '') && node.parentElement !== null) places.add(node.parentElement);
		}
		const explanation = async (element: Element): Promise<string> => {
			const explained = element.closest('[data-explain]');
			const box = document.querySelector('#explanation');
			if (explained === null || box === null) return '';
			box.replaceChildren();
			if (!explained.hasAttribute('popovertarget')) {
				explained.dispatchEvent(new MouseEvent('click', { bubbles: true }));
				return box.textContent;
			}
			// A press opens its menu: the pointer alone has it explained.
			const shown = new Promise((resolve) => new MutationObserver(resolve).observe(box, { childList: true }));
			explained.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
			await shown;
			return box.textContent;
		};
		const found: string[] = [];
		for (const element of places) {
			if (element.closest(exempt) !== null || (await explanation(element)).length >= 10) continue;
			found.push(`${element.parentElement?.className} > ${element.className}: ${element.textContent}`);
		}
		return found;
	}, SAID_BY_OTHERS);
}

// Would catch a number that says nothing about itself, and an explanation that is empty.
test('every number of the race screen explains itself, before, in the middle of and after a race', async ({ app }) => {
	await app.chooseProviders(['steady', 'stalling', 'rate-limited']);
	await app.setUp({ maxTokens: 400, rounds: 2 });
	expect(await unexplained(app.page)).toEqual([]);
	await app.race();
	await app.waitForText(0, 60);
	expect(await app.page.locator('.strip-waiting').count()).toBe(3);
	expect(await unexplained(app.page)).toEqual([]);
	await app.stop();
	await app.setUp({ maxTokens: 40, rounds: 2 });
	await app.raceToEnd();
	expect(await app.page.locator('.retry').count()).toBeGreaterThan(0);
	expect(await unexplained(app.page)).toEqual([]);
});
