import { describe, expect } from 'vitest';
import { createAppPage } from './harness/app-page.ts';
import { takeSession } from './harness/tabs.ts';
import { test } from './harness/test.ts';

describe('the language', () => {
	test('can be switched to Chinese and back in the middle of a race, and every number stays', async ({ app }) => {
		await app.chooseProviders(['steady', 'stalling', 'rate-limited']);
		await app.setUp({ maxTokens: 80 });
		await app.race();
		await app.waitForText(0, 20);
		await app.page.locator('.top .menu select').nth(1).selectOption('zh-CN');
		await app.page.locator('html[lang="zh-CN"]').waitFor({ state: 'attached' });
		await app.waitForIdle();
		const { page } = app;
		const visible = await page.locator('body').innerText();
		for (const english of [
			'Race again',
			'Stop',
			'Scorecard',
			'missed',
			'Providers',
			'Prompt',
			'completed',
			'System theme',
		]) {
			expect(visible).not.toContain(english);
		}
		const chinese = await app.shown();
		await app.chooseLanguage('en');
		await app.runButton().filter({ hasText: 'Race again' }).waitFor();
		expect(await page.locator('html').getAttribute('lang')).toBe('en');
		expect((await app.shown()).numbers).toEqual(chinese.numbers);
	});

	// Would catch a column that explains itself in two languages, and a provider's words that are passed off as ours.
	test('is also that of what the app says of a failure; what a provider said stays as it came', async ({ app }) => {
		await app.chooseLanguage('zh-CN');
		await app.chooseProviders(['cut', 'key-echo']);
		await app.setUp({ maxTokens: 60 });
		await app.raceToEnd();
		const message = (provider: number) => app.column(provider).locator('.failure-message');
		expect(await message(0).textContent()).toMatch(/\p{Script=Han}/u);
		expect(await message(1).textContent()).toContain('Incorrect API key provided');
		expect(await message(1).getAttribute('lang')).toBeNull();
	});

	test('follows the system where nothing else was chosen', async ({ app, browser }) => {
		expect(await app.page.locator('html').getAttribute('lang')).toBe('en');
		const chinese = await browser.context.browser()?.newContext({ locale: 'zh-CN' });
		if (chinese === undefined) throw new Error('this context has no browser');
		try {
			const other = createAppPage(await takeSession(app.page, await chinese.newPage()));
			await other.waitForIdle();
			expect(await other.page.locator('html').getAttribute('lang')).toBe('zh-CN');
			expect(await other.runButton().innerText()).not.toContain('Race');
		} finally {
			await chinese.close();
		}
	});
});

describe('the theme', () => {
	test('follows the system as it changes, until one is chosen; a choice outlives a reload', async ({ app }) => {
		const { page } = app;
		const background = (): Promise<string> =>
			page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
		await app.changeSystemTheme('dark');
		const dark = await background();
		await app.changeSystemTheme('light');
		const light = await background();
		expect(light).not.toBe(dark);
		await app.chooseTheme('dark');
		await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
		expect(await background()).toBe(dark);
		await page.reload();
		await app.waitForIdle();
		expect(await background()).toBe(dark);
		await app.chooseTheme('system');
		await page.locator('html[data-theme="light"]').waitFor({ state: 'attached' });
	});

	// Would catch a canvas that keeps the colours it was first drawn with.
	test('reaches what is drawn on canvases', async ({ app }) => {
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		const drawn = (): Promise<string> =>
			app
				.column(0)
				.locator('.strip-canvas')
				.evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
		await app.chooseTheme('dark');
		const dark = await drawn();
		await app.chooseTheme('light');
		await app.page.locator('html[data-theme="light"]').waitFor({ state: 'attached' });
		await app.waitForIdle();
		expect(await drawn()).not.toBe(dark);
	});
});

test('reduced motion: nothing moves by itself, and no scrolling glides', async ({ app }) => {
	await app.page.emulateMedia({ reducedMotion: 'reduce' });
	// More than come while anybody looks, so that the race is sure to be on.
	await app.setUp({ maxTokens: 5_000 });
	await app.race();
	await app.waitForText(0, 40);
	const moving = await app.page.evaluate(() => ({
		animations: document.getAnimations().length,
		scrolling: [...document.querySelectorAll('*')].filter(
			(element) => getComputedStyle(element).scrollBehavior === 'smooth',
		).length,
	}));
	expect(moving).toEqual({ animations: 0, scrolling: 0 });
	await app.stop();
});
