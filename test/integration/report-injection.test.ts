import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studySchema } from '../../src/core/study-schema.ts';
import { findChromium } from '../../src/main/reports/chromium.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { readCsv } from '../support/read-csv.ts';
import { recordingBytes } from '../support/reported-runs.ts';
import { runCli } from '../support/run-cli.ts';
import { studiedRun } from '../support/studied-runs.ts';

const executablePath = findChromium(process.env, process.platform);
const home = mkdtempSync(join(tmpdir(), 'fluidity-injection-'));
const out = join(home, 'out');
const hostile = studiedRun(
	HOSTILE_TEXTS.map((text) => ({ name: text, text, failEvery: 3, failure: { message: text, code: text } })),
	{ rounds: 6, tokens: 6, run: { prompt: HOSTILE_TEXTS.join('\n') } },
);
const harmless = studiedRun(
	HOSTILE_TEXTS.map((_, index) => ({
		name: `name ${index}`,
		failEvery: 3,
		failure: { message: 'm', code: `c${index}` },
	})),
	{ rounds: 6, tokens: 6 },
);

let browser: Browser | null = null;
beforeAll(async () => {
	for (const [name, recording] of [
		['hostile', hostile],
		['harmless', harmless],
	] as const) {
		const file = join(home, `${name}.fluidity`);
		writeFileSync(file, recordingBytes(recording));
		const formats = name === 'hostile' ? 'html,csv,json,metron' : 'html';
		const outcome = await runCli(['report', file, '--out', join(out, name), '--format', formats, '--resamples', '100']);
		expect(outcome).toMatchObject({ code: 0, stderr: '' });
	}
	if (executablePath !== null) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 240_000);
afterAll(async () => {
	await browser?.close();
	rmSync(home, { recursive: true });
});

describe('what a model, a provider or an error says', () => {
	// Would catch a text that runs, one that becomes an element, and one that ends the data or a script.
	it.skipIf(executablePath === null)(
		'is only ever text in the page: in a browser nothing runs and nothing is added',
		async () => {
			const shape = async (name: string, scheme: 'dark' | 'light') => {
				if (browser === null) throw new Error('no browser');
				const page = await browser.newPage({ colorScheme: scheme });
				const said: string[] = [];
				page.on('dialog', (dialog) => {
					said.push(`dialog ${dialog.message()}`);
					void dialog.dismiss();
				});
				page.on('console', (message) => said.push(message.text()));
				page.on('pageerror', (error) => said.push(error.message));
				page.on('request', (request) => {
					if (!request.url().startsWith('file:')) said.push(`request ${request.url()}`);
				});
				// As texts: they are the page's, which has a document.
				await page.addInitScript(`
					document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective));
					globalThis.pwned = (how) => console.error('pwned by ' + how);
				`);
				await page.goto(pathToFileURL(join(out, name, 'report.html')).href);
				await page.waitForFunction("document.documentElement.dataset.ready === 'true'");
				const elements = await page.evaluate<string[]>(
					"[...document.querySelectorAll('body *:not(.chart *)')].map(({ tagName }) => tagName)",
				);
				const attributes = await page.evaluate<string[]>(
					"[...document.querySelectorAll('*')].flatMap(({ attributes }) => [...attributes].map((each) => each.name + '=' + each.value))",
				);
				const handlers = attributes.filter((attribute) => /^on|=javascript:/i.test(attribute));
				const text = await page.evaluate<string>('document.body.innerText');
				await page.close();
				return { said, elements, handlers, text };
			};
			const [bad, good] = [await shape('hostile', 'dark'), await shape('harmless', 'light')];
			expect(bad.said).toEqual([]);
			expect(bad.handlers).toEqual([]);
			expect(bad.elements).toEqual(good.elements);
			expect(bad.text).toContain('<img src=x onerror=pwned("image")>');
			expect(bad.text).toContain('你好，世界 こんにちは 안녕하세요');
		},
	);

	it('comes back from the page’s data and from JSON as it was', () => {
		const page = readFileSync(join(out, 'hostile', 'report.html'), 'utf8');
		const [, data = ''] = /<script type="application\/json" id="study">(.*?)<\/script>/s.exec(page) ?? [];
		expect(data).not.toMatch(/[<>&\u2028\u2029]/);
		for (const text of [data, readFileSync(join(out, 'hostile', 'study.json'), 'utf8')]) {
			const study = studySchema.parse(JSON.parse(text));
			expect(study.providers.map(({ name }) => name)).toEqual([...HOSTILE_TEXTS]);
			expect(study.providers.map(({ errors }) => errors[0]?.message)).toEqual([...HOSTILE_TEXTS]);
		}
	});

	it('is no formula in any table, and no folder but below the report', () => {
		const folder = join(out, 'hostile');
		const tables = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'));
		expect(tables).toHaveLength(3 + HOSTILE_TEXTS.length);
		for (const table of tables) {
			for (const cell of readCsv(readFileSync(join(folder, table), 'utf8')).flat()) {
				expect(cell, table).not.toMatch(/^[=+@\t\r\n]|^-(?![\d.]+(?:e[+-]?\d+)?$)/);
			}
		}
		expect(readdirSync(join(folder, 'metron'))).toHaveLength(HOSTILE_TEXTS.length + 1);
		expect(relative(home, folder)).toBe(join('out', 'hostile'));
		expect(readdirSync(home).sort()).toEqual(['harmless.fluidity', 'hostile.fluidity', 'out']);
	});
});
