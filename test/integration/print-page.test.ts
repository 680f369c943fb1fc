import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printPage } from '../../src/main/reports/chromium.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'print #1 50% '));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Prints with a program that is told what a browser is told. */
async function printedBy(script: string, environment: NodeJS.ProcessEnv = process.env) {
	const browser = join(folder, 'browser');
	const pdf = join(folder, 'page.pdf');
	writeFileSync(browser, `#!/bin/sh\npdf='${pdf}'\n${script}\n`, { mode: 0o700 });
	const files = { page: join(folder, 'page.html'), pdf, profile: join(folder, 'profile') };
	return printPage(browser, files, environment);
}

describe.skipIf(process.platform === 'win32')('a page is printed', () => {
	test('by a browser that ends well and leaves a whole PDF', async () => {
		expect(await printedBy(`printf '%%PDF-1.4\\n%%%%EOF\\n' > "$pdf"`)).toBeNull();
	});

	// Would catch a report of half a page, or one that was handed over although the browser failed.
	test.each([
		[
			'fails after it has printed',
			`printf '%%PDF-1.4\\n%%%%EOF\\n' > "$pdf"; echo why >&2; exit 3`,
			/ended with 3.*why/,
		],
		['breaks off', `printf '%%PDF-1.4\\n1 0 obj' > "$pdf"`, /ended with 0 and printed no whole PDF/],
		['leaves an empty file', `: > "$pdf"`, /no whole PDF/],
		['prints nothing', 'exit 0', /no whole PDF/],
		['is killed', `printf '%%%%EOF' > "$pdf"; kill -9 $$`, /ended with a signal/],
	])('not by one that %s', async (_what, script, said) => {
		expect(await printedBy(script)).toMatch(said);
	});

	// Would catch a page in a folder with # or % in its name, which is then another page.
	test('from where it is, whatever its path is made of', async () => {
		await printedBy(`for last; do :; done; printf %s "$last" > "$pdf"`);
		const address = readFileSync(join(folder, 'page.pdf'), 'utf8');
		expect(address).toMatch(/^file:\/\/\/.*print%20%231%2050%25%20/);
	});

	// Would catch a key that a browser, and whatever runs in it, could read.
	test('by a browser that finds its way and gets no key', async () => {
		const environment = { PATH: process.env.PATH, LANG: 'zh_CN.UTF-8', OPENAI_API_KEY: 'sk-canary-0123456789abcdef' };
		await printedBy('env > "$pdf"', environment);
		const received = readFileSync(join(folder, 'page.pdf'), 'utf8');
		expect(received).toContain(`PATH=${process.env.PATH}\n`);
		expect(received).toContain('LANG=zh_CN.UTF-8\n');
		expect(received).not.toContain('sk-canary');
	});

	test.skipIf(process.getuid?.() === 0)('in the sandbox by everybody but root', async () => {
		await printedBy(`printf %s "$*" > "$pdf"`);
		expect(readFileSync(join(folder, 'page.pdf'), 'utf8')).not.toContain('--no-sandbox');
	});
});
