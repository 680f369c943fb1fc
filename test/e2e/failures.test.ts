import { describe, expect } from 'vitest';
import { violationsOf } from './harness/axe.ts';
import { test } from './harness/test.ts';

describe('a failure', () => {
	// One race for all that end by themselves: none may take another along.
	test('of each kind stands in its own column, with what happened and what to do', async ({ app }) => {
		await app.chooseProviders(['steady', 'rate-limited', 'cut', 'error', 'key-echo']);
		await app.setUp({ maxTokens: 100 });
		await app.raceToEnd();
		const kinds = await Promise.all([0, 1, 2, 3, 4].map((provider) => app.failure(provider)));
		expect(kinds).toEqual([null, 'http', expect.stringMatching(/^(network|truncated)$/), 'protocol', 'http']);
		await app.waitForColumn(0, 'completed');
		await app.waitForColumn(1, 'failed-before-first-token');
		await app.waitForColumn(4, 'failed-before-first-token');
		for (const broken of [2, 3]) {
			expect(await app.column(broken).getAttribute('data-state')).toMatch(/^(truncated|failed-after-first-token)$/);
			expect((await app.text(broken)).length).toBeGreaterThan(100);
			expect(await app.metric(broken, 'fluidity')).toBe('0.00');
		}
		for (const failed of [1, 2, 3, 4]) {
			const panel = app.column(failed).locator('[data-failure]');
			expect((await panel.locator('h3').innerText()).length).toBeGreaterThan(5);
			expect((await panel.locator('p').first().innerText()).length).toBeGreaterThan(20);
		}
		expect(await app.column(1).innerText()).toContain('Too many requests');
		expect(await app.column(4).innerText()).toContain('The key was refused');
		const statuses = (await app.scorecard()).map((cells) => cells.at(-1));
		expect(statuses[0]).toBe('completed');
		expect(new Set(statuses.slice(1))).not.toContain('completed');
	});

	// Would catch a message of a provider that is shown as it came.
	test('that repeats the key is shown with the key masked', async ({ app }) => {
		await app.chooseProviders(['key-echo', 'steady']);
		await app.setUp({ maxTokens: 10 });
		await app.raceToEnd();
		expect(await app.page.content()).not.toContain('sim-key-0123456789abcdef');
		await app.page.keyboard.press('Alt+1');
		await app.page.locator('main[data-density="wide"]').waitFor();
		expect(await app.column(0).innerText()).toContain('Incorrect API key provided');
		expect(await app.page.content()).not.toContain('sim-key-0123456789abcdef');
	});

	test('is not what broken frames are, where the stream completes all the same', async ({ app }) => {
		await app.chooseProviders(['malformed', 'steady']);
		await app.setUp({ maxTokens: 60 });
		await app.raceToEnd();
		await app.waitForColumn(0, 'completed');
		expect(await app.failure(0)).toBeNull();
		expect(await app.text(0)).not.toContain('\uFFFD');
	});

	test('of silence lasts until Stop, and then counts as stopped', async ({ app }) => {
		await app.chooseProviders(['silent', 'steady']);
		await app.setUp({ maxTokens: 20 });
		await app.race();
		await app.waitForColumn(1, 'completed');
		await app.waitForColumn(0, 'waiting');
		await app.page.keyboard.press('Escape');
		await app.waitForIdle();
		await app.waitForColumn(0, 'cancelled');
		await app.waitForColumn(1, 'completed');
		expect(await app.failure(0)).toBe('aborted');
		expect(await app.metric(0, 'fluidity')).not.toBe('0.00');
	});

	test('of an address where nobody listens names the address as what to check', async ({ app }) => {
		await app.show('providers');
		await app.page.getByRole('button', { name: 'Add your first provider' }).click();
		await app.page.getByLabel('Name', { exact: true }).fill('Nobody');
		await app.page.getByLabel('Model', { exact: true }).fill('none');
		await app.page.getByLabel(/^Base URL/).fill('http://127.0.0.1:9/v1');
		await app.page.getByRole('button', { name: 'Save', exact: true }).click();
		await app.waitForIdle();
		await app.show('race');
		await app.chooseProvidersByName(['Nobody', 'Northwind AI']);
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		await app.waitForColumn(0, 'failed-before-first-token');
		expect(await app.failure(0)).toBe('network');
		expect(await app.column(0).innerText()).toContain('Nobody answers at that address');
		await app.waitForColumn(1, 'completed');
	});

	test('of everyone gives no verdict', async ({ app }) => {
		await app.chooseProviders(['rate-limited', 'key-echo']);
		await app.raceToEnd();
		const verdict = app.page.locator('.status-line');
		expect(await verdict.getAttribute('data-verdict')).toMatch(/^(all-failed|unhealthy)$/);
		expect(await verdict.innerText()).toContain('No verdict');
	});
});

// Would catch an empty window where a component throws, and the words of an error that are shown to whoever looks.
test('a page that breaks says so without details, and loaded again it has lost nothing', async ({ app }) => {
	app.allowErrors(/on purpose|NumberFormat/);
	const { page } = app;
	await app.setUp({ maxTokens: 20 });
	await app.raceToEnd();
	const { texts, numbers } = await app.shown();
	await page.evaluate(() => {
		setTimeout(() => {
			throw new Error('on purpose');
		});
	});
	await app.notice('page-broke').waitFor();
	expect(await page.locator('body').innerText()).not.toContain('on purpose');
	await page.evaluate(() => void Object.assign(Intl, { NumberFormat: null }));
	await page.locator('.top .menu select').nth(1).selectOption('zh-CN');
	const broken = page.locator('main.broken');
	await broken.waitFor();
	expect(await broken.innerText()).toContain('Something in this page broke.');
	expect(await broken.innerText()).toContain('本页出了问题。');
	expect(await broken.innerText()).not.toContain('NumberFormat');
	expect(await violationsOf(page)).toEqual([]);
	await broken.getByRole('button').click();
	await page.locator('.column').first().waitFor();
	await app.waitForIdle();
	expect(await app.shown()).toMatchObject({ texts, numbers });
});
