import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { Study } from '../../src/core/study-schema.ts';
import { findChromium } from '../../src/main/reports/chromium.ts';
import { htmlPage, type Medium } from '../../src/main/reports/html-report.ts';
import { readPageParts } from '../../src/main/reports/page-parts.ts';
import { studiedRun, studyOf } from '../support/studied-runs.ts';

const executablePath = findChromium(process.env, process.platform);
const home = mkdtempSync(join(tmpdir(), 'fluidity-charts-'));
const FAMILY = '👨‍👩‍👧‍👦';
const ACCENTED = 'e\u0301\u0302';
const resamples = 100;
let browser: Browser | null = null;

beforeAll(async () => {
	if (executablePath !== null) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 120_000);
afterAll(async () => {
	await browser?.close();
	rmSync(home, { recursive: true });
});

async function opened(study: Study, medium: Medium = 'screen'): Promise<Page> {
	if (browser === null) throw new Error('no browser');
	const file = join(home, 'report.html');
	writeFileSync(file, htmlPage(study, readPageParts(), medium));
	const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
	await page.goto(pathToFileURL(file).href);
	await page.waitForFunction("document.documentElement.dataset.ready === 'true'");
	return page;
}

const texts = (page: Page, chart: string): Promise<string[]> =>
	page.evaluate<string[]>(
		`[...document.querySelectorAll('#chart-${chart} text')].map(({ textContent }) => textContent)`,
	);

describe.skipIf(executablePath === null)('the charts of a report', () => {
	// Would catch half of an emoji beside a chart, and a letter without its accents.
	it('cut a long name between what people see as characters', async () => {
		const run = studiedRun([{ name: FAMILY.repeat(120) }, { name: ACCENTED.repeat(600) }], { rounds: 6 });
		const page = await opened(studyOf([{ recording: run, sha256: null }], { resamples }));
		const cut = (await texts(page, 'fluidity')).filter((text) => text.endsWith('…'));
		expect(cut).toHaveLength(2);
		for (const text of cut) {
			const whole = text
				.slice(0, -1)
				.replace(/^[12] /, '')
				.replaceAll(FAMILY, '')
				.replaceAll(ACCENTED, '');
			expect(whole, text).toBe('');
		}
		await page.close();
	});

	// Would catch eight names of which a chart shows the first few letters.
	it.each([4, 8])(
		'number %d providers whose names have no room below their bars, as their legend does',
		async (count) => {
			const names = Array.from(
				{ length: count },
				(_, place) => `Provider ${place} / a-family/its-model-70b-instruct-turbo`,
			);
			const run = studiedRun(
				names.map((name) => ({ name })),
				{ rounds: 6 },
			);
			const page = await opened(studyOf([{ recording: run, sha256: null }], { resamples }), 'letter');
			const numbers = names.map((_, place) => String(place + 1));
			for (const chart of ['acceptance', 'gaps', 'rates'])
				expect(await texts(page, chart), chart).toEqual(expect.arrayContaining(numbers));
			expect(await page.locator('.legend li').allInnerTexts()).toEqual(
				names.map((name, place) => `${place + 1} ${name}`),
			);
			await page.close();
		},
	);

	// Would catch a name cut to its beginning where there is room for another line.
	it('show names whole over several lines beside and below what they name', async () => {
		const names = [
			'A provider of a long name in Frankfurt am Main',
			'名字很长的服务商法兰克福节点第二数据中心',
			'B',
			'C',
		];
		const run = studiedRun(
			names.map((name) => ({ name })),
			{ rounds: 6 },
		);
		const page = await opened(studyOf([{ recording: run, sha256: null }], { resamples }));
		for (const chart of ['fluidity', 'rates']) {
			const shown = (await texts(page, chart)).join('').replaceAll(' ', '');
			for (const name of names) expect(shown, chart).toContain(name.replaceAll(' ', ''));
		}
		await page.close();
	});

	it('tell providers by shape and dash beside colour, and show the median dotted', async () => {
		const names = Array.from({ length: 16 }, (_, place) => ({ name: `name ${place}`, stalls: place / 50 }));
		const page = await opened(studyOf([{ recording: studiedRun(names, { rounds: 6 }), sha256: null }], { resamples }));
		const signs = await page.evaluate<string[]>(
			"[...document.querySelectorAll('.legend svg')].map((svg) => svg.querySelector('path').getAttribute('d') + getComputedStyle(svg.querySelector('line')).strokeDasharray)",
		);
		expect(new Set(signs).size).toBe(16);
		const dashes = await page.evaluate<string[]>(
			"[...document.querySelectorAll('#chart-acceptance path[fill=none][stroke-dasharray]')].map((path) => path.getAttribute('stroke-dasharray'))",
		);
		// Eight of the sixteen are dashed, and each has a median besides.
		expect(dashes).toHaveLength(8 + 16);
		expect(new Set(dashes).size).toBe(2);
		expect(await texts(page, 'rates')).toEqual(expect.arrayContaining(names.map((_, place) => `${place + 1}`)));
		await page.close();
	});

	it('say accounting, unit, reasoning and n, and that the fluid rate goes by deadlines', async () => {
		const definition = { ...DEFAULT_DEFINITION, count: 'tokens', unit: 'chunk', reasoning: 'in' } as const;
		const run = studiedRun([{}, {}], { rounds: 2, tokens: 12 });
		const page = await opened(studyOf([{ recording: run, sha256: null }], { resamples, definition }));
		const captions = await page.locator('.chart figcaption').allInnerTexts();
		for (const caption of captions) expect(caption).toContain('common accounting, per chunk, reasoning in');
		expect(captions[2]?.replaceAll('\u00a0', ' ')).toContain('n = 22 gaps each');
		expect(captions[3]).toContain('Chunks by second');
		expect(captions[3]).toContain('a fluidity-index of at least 0.9 by deadlines');
		expect(await page.locator('#summary .few').count()).toBe(2);
		for (const link of await page.locator('.chart figcaption a').all()) {
			const target = (await link.getAttribute('href')) ?? '';
			const two = ['#rates-and-shares', '#fluidity-by-target'].includes(target);
			expect(await page.locator(`${target} table`).count(), target).toBe(two ? 2 : 1);
		}
		await page.close();
	});

	// Would catch a second row of charts that begins page two, and half of page one left white.
	const SHORT = ['Northwind AI', 'Burstly Cloud', 'Palisade', 'Turnstead'];
	const LONG = SHORT.map((name) => `${name} llama-3.1-70b-turbo`);
	it.each<[Medium, number, string, readonly string[]]>([
		['a4', 297, 'short', SHORT],
		['letter', 279.4, 'short', SHORT],
		['a4', 297, 'long', LONG],
		['letter', 279.4, 'long', LONG],
	])(
		'of four providers stand on the first page with the verdict and the table: %s, %d mm high, %s names',
		async (...of) => {
			const [medium, heightMm, , names] = of;
			const price = { inputPerMillion: 3, outputPerMillion: 15 };
			const providers = names.map((name) => ({ name, price }));
			const page = await opened(studyOf([{ recording: studiedRun(providers), sha256: null }], { resamples }), medium);
			await page.emulateMedia({ media: 'print' });
			const end = await page.evaluate<number>(
				"Math.max(...[...document.querySelectorAll('.chart')].map((chart) => chart.getBoundingClientRect().bottom)) + scrollY",
			);
			const marginMm = 14;
			expect(end).toBeLessThanOrEqual(((heightMm - 2 * marginMm) / 25.4) * 96);
			await page.close();
		},
	);

	it.each<[Medium, number]>([
		['a4', 16],
		['letter', 16],
		['screen', 16],
	])('and its tables stay within the page: %s, %d providers', async (medium, count) => {
		const providers = Array.from({ length: count }, (_, place) => ({
			name: `a provider whose name is long, ${place}`,
			stalls: place / 50,
			failEvery: place === 3 ? 2 : 0,
			price: { inputPerMillion: 3, outputPerMillion: 15 },
		}));
		const run = studiedRun(providers, { rounds: 8, tokens: 60 });
		const page = await opened(studyOf([{ recording: run, sha256: null }], { resamples }), medium);
		if (medium !== 'screen') await page.emulateMedia({ media: 'print' });
		const wide = await page.evaluate<string[]>(
			"[...document.querySelectorAll('table, .chart svg')].filter((each) => each.getBoundingClientRect().right > document.body.getBoundingClientRect().right + 1).map((each) => each.querySelector('caption')?.textContent ?? each.parentElement.id)",
		);
		expect(wide).toEqual([]);
		await page.close();
	});
});
