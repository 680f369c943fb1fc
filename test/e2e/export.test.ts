import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from 'vitest';
import { type Study, studySchema } from '../../src/core/study-schema.ts';
import type { AppPage } from './harness/app-page.ts';
import { violationsOf } from './harness/axe.ts';
import { tabTo } from './harness/tab-to.ts';
import { test } from './harness/test.ts';

const button = ({ page }: AppPage) => page.locator('.export-button');
const menu = ({ page }: AppPage) => page.locator('#export-menu');
const choice = (app: AppPage, format: string) => menu(app).locator(`[data-format="${format}"]`);

/** A file as it was downloaded. */
interface Download {
	readonly name: string;
	readonly path: string;
	readonly text: string;
}

async function exported(app: AppPage, format: string): Promise<Download> {
	const coming = app.page.waitForEvent('download');
	await button(app).click();
	await choice(app, format).click();
	const download = await coming;
	const path = await download.path();
	await app.waitForIdle();
	return { name: download.suggestedFilename(), path, text: readFileSync(path, 'utf8') };
}

async function exportedStudy(app: AppPage): Promise<Study> {
	const { name, text } = await exported(app, 'json');
	expect(name).toMatch(/^fluidity-.*-study\.json$/);
	return studySchema.parse(JSON.parse(text));
}

async function raceAndShow(app: AppPage): Promise<void> {
	await app.chooseProviders(['steady', 'stalling']);
	await app.setUp({ maxTokens: 40, eachMs: 40 });
	await app.raceToEnd();
	await app.showScorecard();
}

/** The cells of a column of the table, from the top. */
async function column({ page }: AppPage, head: RegExp): Promise<string[]> {
	const heads = await page.locator('.score-table thead th').allInnerTexts();
	const index = heads.findIndex((text) => head.test(text));
	expect(index).toBeGreaterThan(0);
	return page.locator(`.score-table tbody tr > :nth-child(${index + 1})`).allInnerTexts();
}

describe('a report that is exported', () => {
	// Would catch a report of another run, or of other deadlines, than the one that is shown.
	test('says what the screen says, as a page as in figures', async ({ app }) => {
		await raceAndShow(app);
		const study = await exportedStudy(app);
		expect(study).toMatchObject({ exploratory: false, deadlines: { firstMs: 400, eachMs: 40 } });
		expect(study.providers.map(({ name }) => name)).toEqual(
			await app.page.locator('.score-table tbody th bdi').allInnerTexts(),
		);
		const indexes = (await column(app, /fluidity-index/i)).map(Number.parseFloat);
		const ttfts = (await column(app, /TTFT/)).map(Number.parseFloat);
		expect(study.providers).toHaveLength(2);
		study.providers.forEach(({ metrics: { fluidityIndex, ttftMs } }, provider) => {
			// An index that is not 1 is never rounded up to it.
			expect(Math.abs((fluidityIndex.mean ?? Number.NaN) - (indexes[provider] ?? 0))).toBeLessThan(0.01);
			const median = ttftMs.quantiles.find(({ quantile }) => quantile === 0.5)?.value ?? Number.NaN;
			expect(Math.abs(median - (ttfts[provider] ?? 0))).toBeLessThanOrEqual(0.5);
		});
		const winners = await app.page.locator('.score-table tr[data-wins="true"]').count();
		expect(winners).toBe(study.verdict?.type === 'winner' ? 1 : 0);
		const page = await exported(app, 'html');
		expect(page.name).toMatch(/^fluidity-.*-report\.html$/);
		const [, data = ''] = /<script type="application\/json" id="study">(.*?)<\/script>/s.exec(page.text) ?? [];
		expect(JSON.parse(data)).toEqual(study);
	});

	test('opens in a browser with its charts, and with nothing to complain of', async ({ app, browser }) => {
		await raceAndShow(app);
		const { path } = await exported(app, 'html');
		const said: string[] = [];
		const page = await browser.context.newPage();
		page.on('console', (message) => said.push(message.text()));
		page.on('pageerror', (error) => said.push(error.message));
		const copy = `${path}.html`;
		await page.route(pathToFileURL(copy).href, (route) => route.fulfill({ path, contentType: 'text/html' }));
		await page.goto(pathToFileURL(copy).href);
		await page.locator('html[data-ready="true"]').waitFor({ state: 'attached' });
		expect(await page.locator('.chart svg').count()).toBe(4);
		expect(said).toEqual([]);
		await page.close();
	});

	// Would catch a winner of sliders, handed on without a word.
	test('under a moved slider says so, as does the menu; from the race screen it is the run’s own', async ({ app }) => {
		await raceAndShow(app);
		expect(await menu(app).locator('p').count()).toBe(0);
		await app.page.getByRole('slider', { name: 'Then every' }).press('PageUp');
		await app.page.locator('main.score-screen[data-exploratory="true"]').waitFor();
		const each = Number(await app.page.getByRole('spinbutton', { name: 'Then every' }).inputValue());
		expect(each).not.toBe(40);
		expect(await menu(app).locator('p').textContent()).toContain('exploratory');
		expect(await exportedStudy(app)).toMatchObject({
			exploratory: true,
			deadlines: { firstMs: 400, eachMs: each },
			verdict: { type: 'refusal' },
		});
		await app.show('race');
		expect(await exportedStudy(app)).toMatchObject({ exploratory: false, deadlines: { firstMs: 400, eachMs: 40 } });
	});

	test('that cannot be made says why, and the next one can be asked for', async ({ app, launched }) => {
		await raceAndShow(app);
		rmSync(join(launched.home, 'recordings'), { recursive: true });
		await button(app).click();
		await choice(app, 'csv').click();
		await app.notice('recording-gone').waitFor();
		expect(await button(app).getAttribute('aria-busy')).toBe('false');
		await button(app).click();
		expect(await choice(app, 'csv').isEnabled()).toBe(true);
	});
});

describe('the menu of exports', () => {
	test('opens with E and from its button, when there is something to export, and gives the focus back', async ({
		app,
	}) => {
		const { keyboard } = app.page;
		expect(await button(app).isDisabled()).toBe(true);
		await app.page.locator('body').press('e');
		expect(await menu(app).isVisible()).toBe(false);
		await raceAndShow(app);
		await keyboard.press('e');
		await menu(app).waitFor();
		await app.page.locator('#export-menu [data-format="html"]:focus').waitFor();
		await keyboard.press('Escape');
		await menu(app).waitFor({ state: 'hidden' });
		await tabTo(app.page, button(app));
		await keyboard.press('Enter');
		await tabTo(app.page, choice(app, 'recording'));
		const coming = app.page.waitForEvent('download');
		await keyboard.press('Enter');
		expect((await coming).suggestedFilename()).toMatch(/\.fluidity$/);
		await app.page.locator('.export-button:focus').waitFor();
	});

	test('types a letter where text is entered', async ({ app }) => {
		await app.setUp({ maxTokens: 10 });
		await app.raceToEnd();
		const prompt = app.page.locator('.field-prompt textarea');
		await prompt.fill('');
		await prompt.pressSequentially('e');
		expect([await prompt.inputValue(), await menu(app).isVisible()]).toEqual(['e', false]);
	});

	test('leaves axe-core nothing to find in either theme', async ({ app }) => {
		await raceAndShow(app);
		await app.page.keyboard.press('e');
		await menu(app).waitFor();
		for (const colorScheme of ['dark', 'light'] as const) {
			await app.changeSystemTheme(colorScheme);
			expect([colorScheme, await violationsOf(app.page)]).toEqual([colorScheme, []]);
		}
	});
});
