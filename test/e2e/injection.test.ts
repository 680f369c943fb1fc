import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { readCsv } from '../support/read-csv.ts';
import { recordingBytes } from '../support/reported-runs.ts';
import { studiedRun } from '../support/studied-runs.ts';
import type { AppPage } from './harness/app-page.ts';
import { test } from './harness/test.ts';

const LONG_WORD = 'Donaudampfschifffahrts'.repeat(40);
const TOKENS = 6;

const said = studiedRun(
	HOSTILE_TEXTS.map((text) => ({ name: text, text: `${text} ${LONG_WORD}`, stalls: 0.5 })),
	{ rounds: 6, tokens: TOKENS, run: { prompt: HOSTILE_TEXTS.join('\n') } },
);
const failed = studiedRun(
	HOSTILE_TEXTS.map((text) => ({ name: text, failEvery: 1, failure: { message: `${text} ${LONG_WORD}`, code: text } })),
	{ rounds: 1 },
);

/** As a file whose providers' models are hostile, too. */
function fileOf(recording: Recording): Buffer {
	const providers = recording.run.providers.map((each, index) => ({
		...each,
		model: `${HOSTILE_TEXTS[index]} ${LONG_WORD}`,
	}));
	return recordingBytes({ ...recording, run: { ...recording.run, providers } });
}

/** Opens a recording in a page where whatever runs is heard of: the fixture fails on errors of the console. */
async function open(app: AppPage, recording: Recording): Promise<void> {
	app.page.on('dialog', (dialog) => {
		throw new Error(`a dialog says ${dialog.message()}`);
	});
	await app.page.evaluate(() => {
		Object.assign(globalThis, { pwned: (how: unknown) => console.error(`pwned by ${how}`) });
	});
	await app.openBytes('hostile.fluidity', fileOf(recording));
	await app.page.locator('main[data-phase="ended"]').waitFor();
}

/** Nothing became an element or a handler, and nobody has to scroll sideways. */
async function expectHarmless(app: AppPage): Promise<void> {
	const found = await app.page.evaluate(() => {
		const attributes = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
		const { scrollWidth } = document.documentElement;
		return {
			elements: document.querySelectorAll('img, iframe, object, embed, svg[onload], style:not(head style)').length,
			scripts: document.querySelectorAll('body script').length,
			handlers: attributes.filter(
				({ name, value }) => /^on/i.test(name) || (/^(href|src|.*action)$/i.test(name) && /javascript/i.test(value)),
			).length,
			cut: [...document.querySelectorAll('.card')].filter(
				(card) => card.getBoundingClientRect().right > document.documentElement.clientWidth,
			).length,
			tooWide: Math.max(scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth,
		};
	});
	expect(found).toEqual({ elements: 0, scripts: 0, handlers: 0, cut: 0, tooWide: 0 });
}

/** What a picture may be made of. */
const HARMLESS_SHAPES = new Set(['svg', 'g', 'defs', 'clipPath', 'pattern', 'path', 'rect', 'text', 'style']);

const contents = (locator: Locator): Promise<string[]> =>
	locator.evaluateAll((elements) => elements.map((element) => element.textContent ?? ''));

async function download(app: AppPage, button: Locator): Promise<Buffer> {
	const started = app.page.waitForEvent('download');
	await button.click();
	return readFileSync(await (await started).path());
}

describe('what a model, a provider or an error says', () => {
	// Would catch a text that runs, one that is cut or normalised, and a word that pushes the page out of its window.
	test('is only ever text in the race, to the last character', async ({ app }) => {
		await open(app, said);
		await expectHarmless(app);
		for (const [provider, text] of HOSTILE_TEXTS.entries()) {
			expect(await app.text(provider)).toBe(`${text} ${LONG_WORD}`.repeat(TOKENS));
			expect(await app.column(provider).innerText()).toContain(firstWord(text));
		}
	});

	test('is only ever text where a request failed', async ({ app }) => {
		await open(app, failed);
		await expectHarmless(app);
		for (const [provider, text] of HOSTILE_TEXTS.entries()) {
			const panel = app.column(provider).locator('[data-failure]');
			expect((await contents(panel))[0]).toContain(`${text} ${LONG_WORD}`);
		}
		await app.showScorecard();
		await expectHarmless(app);
	});

	test('is only ever text on the scorecard: its table, details, charts as tables and stalls', async ({ app }) => {
		await open(app, said);
		await app.showScorecard();
		await expectHarmless(app);
		const numbered = HOSTILE_TEXTS.map((text, provider) => `${provider + 1} ${text}`);
		expect(await contents(app.page.locator('.score-table tbody th bdi'))).toEqual(numbered);
		for (const button of await app.page.locator('.score-open').all()) await button.click();
		await expectHarmless(app);
		const chart = app.page.locator('.score-chart[data-chart="token-rate"]');
		for (const button of await app.page.locator('.score-chart button[aria-pressed]').all()) await button.click();
		await chart
			.locator('tbody tr')
			.nth(HOSTILE_TEXTS.length - 1)
			.waitFor();
		expect(await contents(chart.locator('tbody td:first-child'))).toEqual([...HOSTILE_TEXTS]);
		await expectHarmless(app);
		const stalling = new Set(await contents(app.page.locator('.score-stall-name')));
		expect(stalling.size).toBeGreaterThan(HOSTILE_TEXTS.length / 2);
		for (const name of stalling) expect(HOSTILE_TEXTS).toContain(name);
		await app.page.setViewportSize({ width: 900, height: 700 });
		await expectHarmless(app);
	});

	// Would catch a cell that a spreadsheet runs, and a picture that runs or is no picture.
	test('is harmless in every file that a chart is saved as', async ({ app }) => {
		await open(app, said);
		await app.showScorecard();
		for (const chart of await app.page.locator('.score-chart').all()) {
			const save = (kind: string): Promise<Buffer> =>
				download(app, chart.getByRole('button', { name: `Save as ${kind}` }));
			const cells = readCsv((await save('CSV')).toString('utf8')).flat();
			for (const cell of cells) expect(cell).not.toMatch(/^[=+@\t\r\n]|^-(?![\d.]+(?:e[+-]?\d+)?$)/);
			for (const text of HOSTILE_TEXTS)
				expect(
					cells.some((cell) => cell === text || cell === `'${text}`),
					text,
				).toBe(true);
			expect((await save('PNG')).subarray(1, 4).toString('latin1')).toBe('PNG');
			const svg = (await save('SVG')).toString('utf8');
			// The parser applies the picture's own styles, which the page's policy refuses: no matter for a file.
			app.allowErrors(/^error: Applying inline style violates/);
			const parsed = await app.page.evaluate((source) => {
				const picture = new DOMParser().parseFromString(source, 'image/svg+xml');
				const elements = [...picture.querySelectorAll('*')];
				return {
					broken: picture.querySelector('parsererror')?.textContent ?? null,
					names: [...new Set(elements.map(({ tagName }) => tagName))].sort(),
					handlers: elements.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => /^on|href$/i.test(name))
						.length,
				};
			}, svg);
			expect(parsed).toMatchObject({ broken: null, handlers: 0 });
			expect(parsed.names.filter((name) => !HARMLESS_SHAPES.has(name))).toEqual([]);
		}
		await expectHarmless(app);
	});
});

/** As much of a name as a narrow column is sure to show. */
function firstWord(text: string): string {
	return text.split(/\s/)[0]?.slice(0, 6) ?? '';
}
