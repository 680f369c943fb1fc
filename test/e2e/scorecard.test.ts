import { describe, expect } from 'vitest';
import type { AppPage } from './harness/app-page.ts';
import { violationsOf } from './harness/axe.ts';
import { tabTo } from './harness/tab-to.ts';
import { test } from './harness/test.ts';

const screen = (app: AppPage) => app.page.locator('main.score-screen');
const sentence = (app: AppPage) => app.page.locator('.score-verdict-first').innerText();
const stalls = (app: AppPage) => app.page.locator('.score-stalls li button');

/** A race with somebody who freezes, and its scorecard with every interval. */
async function raceAndShow(app: AppPage): Promise<void> {
	await app.chooseProviders(['steady', 'stalling']);
	await app.setUp({ maxTokens: 100, eachMs: 33.3333333 });
	await app.raceToEnd();
	await app.showScorecard();
}

async function numbersOf(app: AppPage): Promise<string[]> {
	return app.page.locator('.score-table tbody tr').allInnerTexts();
}

describe('the scorecard', () => {
	test('opens when there is something to show, with the sentence that the race screen says', async ({ app }) => {
		const tab = app.page.locator('.top nav button[data-screen="scorecard"]');
		expect(await tab.isDisabled()).toBe(true);
		await app.setUp({ maxTokens: 60 });
		await app.raceToEnd();
		const said = await app.page.locator('.verdict').innerText();
		await app.show('scorecard');
		expect(await sentence(app)).toBe(said.trim());
		expect(await numbersOf(app)).toHaveLength(3);
		expect(await screen(app).getAttribute('data-exploratory')).toBe('false');
	});

	test('is sorted from the keyboard, best first, then worst first, then as the race was', async ({ app }) => {
		await raceAndShow(app);
		const asRaced = await numbersOf(app);
		const head = app.page.locator('.score-table thead th').nth(1);
		const shown = async (): Promise<number[]> =>
			(await app.page.locator('.score-table tbody td:nth-of-type(1)').allInnerTexts()).map(Number.parseFloat);
		await tabTo(app.page, head.getByRole('button'));
		await app.page.keyboard.press('Enter');
		expect(await head.getAttribute('aria-sort')).toBe('descending');
		const best = await shown();
		expect(best).toEqual(best.toSorted((one, other) => other - one));
		await app.page.keyboard.press('Enter');
		expect(await head.getAttribute('aria-sort')).toBe('ascending');
		expect(await shown()).toEqual(best.toReversed());
		await app.page.keyboard.press('Enter');
		expect(await head.getAttribute('aria-sort')).toBeNull();
		expect(await numbersOf(app)).toEqual(asRaced);
	});

	// Would catch a winner named under deadlines that were looked for, and a way from there to another number.
	test('under a moved slider is exploratory and leads to no stall; going back restores every number', async ({
		app,
	}) => {
		await raceAndShow(app);
		const [said, numbers] = [await sentence(app), await numbersOf(app)];
		await app.page.getByRole('slider', { name: 'Then every' }).press('PageUp');
		await app.page.locator('main.score-screen[data-exploratory="true"]').waitFor();
		expect(await sentence(app)).toMatch(/^Exploratory/);
		expect(await app.page.locator('.score-table tr[data-wins="true"]').count()).toBe(0);
		expect(await stalls(app).first().isDisabled()).toBe(true);
		expect(await app.page.locator('#stalls-closed').isVisible()).toBe(true);
		await app.page.getByRole('button', { name: 'Back to the run’s own' }).click();
		await app.page.locator('main.score-screen[data-exploratory="false"][data-pending="false"]').waitFor();
		expect([await sentence(app), await numbersOf(app)]).toEqual([said, numbers]);
		expect(await stalls(app).first().isEnabled()).toBe(true);
	});

	// Would catch a field that writes back its own rounding, and a refusal without a word.
	test('is not moved by passing through a field; a number out of range is refused in words', async ({ app }) => {
		await raceAndShow(app);
		const each = app.page.getByRole('spinbutton', { name: 'Then every' });
		await tabTo(app.page, each);
		await app.page.keyboard.press('Tab');
		expect(await screen(app).getAttribute('data-exploratory')).toBe('false');
		await each.fill('0');
		await each.press('Enter');
		expect(await each.getAttribute('aria-invalid')).toBe('true');
		expect(await app.page.locator('.score-refused').innerText()).toContain('60,000');
		expect(await screen(app).getAttribute('data-exploratory')).toBe('false');
		await each.fill('80');
		await each.press('Enter');
		await app.page.locator('main.score-screen[data-exploratory="true"]').waitFor();
		expect(await app.page.locator('.score-refused').count()).toBe(0);
	});

	// Would catch a text that takes the focus again with every other language.
	test('leads from a stall to its place in the race, once, also by keyboard', async ({ app }) => {
		await raceAndShow(app);
		const wait = await stalls(app).first().locator('b').innerText();
		await tabTo(app.page, stalls(app).first());
		await app.page.keyboard.press('Enter');
		await app.column(1).locator('.text:focus').waitFor();
		await app.column(1).locator('.strip-pointer').waitFor({ state: 'attached' });
		expect(await app.page.locator('.strip-pointer').count()).toBe(1);
		await app.column(1).locator('.wait-chip').filter({ hasText: wait }).first().waitFor({ state: 'attached' });
		const language = app.page.getByRole('combobox', { name: 'Language' });
		await language.focus();
		await app.chooseLanguage('zh-CN');
		await app.runButton().filter({ hasText: '再来一次' }).waitFor();
		expect(await app.page.locator('.top .menu select:focus').count()).toBe(1);
		expect(await app.page.locator('.strip-pointer').count()).toBe(1);
	});

	test('shows a chart as a table of the same providers', async ({ app }) => {
		await raceAndShow(app);
		const chart = app.page.locator('.score-chart[data-chart="token-rate"]');
		await chart.getByRole('button', { name: /^Show as a table/ }).click();
		expect(await chart.locator('canvas').count()).toBe(0);
		const names = await chart.locator('tbody td:first-child').allInnerTexts();
		expect(names).toEqual(await app.page.locator('.score-table tbody th bdi').allInnerTexts());
		expect(await chart.locator('tbody td:nth-child(2)').allInnerTexts()).not.toContain('–');
	});

	test('speaks Chinese', async ({ app }) => {
		await raceAndShow(app);
		await app.chooseLanguage('zh-CN');
		await app.page.getByText('重新评分').waitFor();
		const text = await screen(app).innerText();
		for (const english of ['Re-score', 'Stalls', 'First token', 'provider']) expect(text).not.toContain(english);
	});
});

test.for(['dark', 'light'] as const)(
	'axe-core finds nothing on the scorecard in the %s theme',
	async (theme, { app }) => {
		await app.changeSystemTheme(theme);
		await raceAndShow(app);
		const found: Record<string, string[]> = {};
		found.scorecard = await violationsOf(app.page);
		for (const button of await app.page.locator('.score-chart button[aria-pressed]').all()) await button.click();
		found.tables = await violationsOf(app.page);
		await app.page.getByRole('slider', { name: 'Then every' }).press('PageUp');
		await app.page.locator('main.score-screen[data-exploratory="true"][data-pending="false"]').waitFor();
		await app.page.getByRole('spinbutton', { name: 'Then every' }).fill('0');
		found.exploratory = await violationsOf(app.page);
		for (const [state, violations] of Object.entries(found)) expect([state, violations]).toEqual([state, []]);
	},
);
