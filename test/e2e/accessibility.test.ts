import { describe, expect } from 'vitest';
import { changeSystemTheme } from './harness/app-page.ts';
import { violationsOf } from './harness/axe.ts';
import { test } from './harness/test.ts';

describe.for(['dark', 'light'] as const)('axe-core finds nothing in the %s theme', (theme) => {
	test('before, in the middle of and after a race, in a wide column and in the open menus', async ({ app }) => {
		await app.changeSystemTheme(theme);
		const found: Record<string, string[]> = {};
		found.ready = await violationsOf(app.page);
		await app.page.locator('[popovertarget="provider-picker"]').click();
		found.picker = await violationsOf(app.page);
		await app.page.keyboard.press('Escape');
		await app.chooseProviders(['silent', 'stalling', 'rate-limited', 'cut']);
		await app.setUp({ maxTokens: 120 });
		await app.race();
		await app.waitForText(1, 60);
		found.running = await violationsOf(app.page);
		await app.waitForColumn(1, 'completed');
		await app.stop();
		found.ended = await violationsOf(app.page);
		await app.page.keyboard.press('Alt+2');
		await app.page.locator('main[data-density="wide"]').waitFor();
		found.wide = await violationsOf(app.page);
		await app.page.locator('body').press('?');
		await app.page.locator('dialog[open]').waitFor();
		found.help = await violationsOf(app.page);
		for (const [state, violations] of Object.entries(found)) expect([state, violations]).toEqual([state, []]);
	});

	test('with sixteen columns, an explanation, a notice, and on the providers screen', async ({ app }) => {
		await app.changeSystemTheme(theme);
		const found: Record<string, string[]> = {};
		await app.chooseProviders([
			...Array.from({ length: 13 }, () => 'steady' as const),
			'rate-limited',
			'key-echo',
			'error',
		]);
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		found.sixteen = await violationsOf(app.page);
		await app.column(0).locator('.column-open').focus();
		await app.page.keyboard.press('ArrowDown');
		await app.page.locator('[popover]:popover-open').waitFor();
		found.explanation = await violationsOf(app.page);
		await app.openBytes('nonsense.fluidity', Buffer.from('nonsense'));
		await app.page.locator('.notice-bad').waitFor();
		found.notice = await violationsOf(app.page);
		await app.show('providers');
		found.providers = await violationsOf(app.page);
		await app.page.getByRole('button', { name: 'Add your first provider' }).click();
		found.form = await violationsOf(app.page);
		for (const [state, violations] of Object.entries(found)) expect([state, violations]).toEqual([state, []]);
	});

	test('where the app is closed to the page', async ({ app, browser }) => {
		const page = await browser.context.newPage();
		await page.goto(app.page.url());
		await page.locator('main[data-connection="refused"]').waitFor();
		await changeSystemTheme(page, theme);
		expect(await violationsOf(page)).toEqual([]);
	});
});

// Would catch a live region that reads out what streams.
test('a screen reader is told milestones only: at most one a second, and never a token', async ({ app }) => {
	await app.page.evaluate(() => {
		const said: [number, string][] = [];
		window.said = said;
		const regions = document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]');
		for (const region of regions) {
			new MutationObserver(() => said.push([performance.now(), region.textContent ?? ''])).observe(region, {
				childList: true,
				characterData: true,
				subtree: true,
			});
		}
	});
	await app.chooseProviders(['steady', 'stalling', 'chunked', 'rate-limited', 'bursty']);
	await app.setUp({ maxTokens: 100 });
	await app.raceToEnd();
	await app.page.waitForFunction(() => {
		return window.said?.filter(([, message]) => message.includes('Fluidity-index')).length === 4;
	});
	const said = (await app.page.evaluate(() => window.said)) ?? [];
	const texts = await Promise.all([0, 1, 2, 4].map((provider) => app.text(provider)));
	expect(said[0]?.[1]).toBe('Race started with 5 providers.');
	expect(said.map(([, message]) => message)).toContain('Turnstead: Too many requests.');
	for (const [index, [atMs, message]] of said.entries()) {
		const before = said[index - 1];
		// Timers of a page may be a few milliseconds early.
		if (before) expect(atMs - before[0]).toBeGreaterThan(950);
		expect(message.length).toBeLessThan(90);
		for (const text of texts) expect(message).not.toContain(text.slice(0, 15));
	}
	// No other part of the page speaks by itself while tokens come.
	expect(await app.page.locator('.column [aria-live], .column [role=status], .column [role=log]').count()).toBe(0);
});

declare global {
	interface Window {
		/** What live regions said, and when. */
		said?: [atMs: number, message: string][];
	}
}
