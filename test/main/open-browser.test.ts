import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openInBrowser } from '../../src/main/browser/open-browser.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'fluidity-open-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('the file that leads to the app', () => {
	// Would catch a browser, and everything that it starts, which holds the keys of whoever started the app.
	test('is opened by a program that is handed the desktop’s variables and no key', async () => {
		const heard = join(folder, 'heard');
		writeFileSync(
			join(folder, 'xdg-open'),
			`#!/bin/sh\n/usr/bin/env > '${heard}.part'\necho "opens=$1" >> '${heard}.part'\n/bin/mv '${heard}.part' '${heard}'\n`,
		);
		chmodSync(join(folder, 'xdg-open'), 0o700);
		const environment = {
			PATH: folder,
			DISPLAY: ':7',
			XDG_DATA_DIRS: '/share',
			OPENAI_API_KEY: 'sk-1',
			hf_token: 'hf-1',
		};
		expect(await openInBrowser('/tmp/open me.html', environment, 'linux')).toBe(true);
		await vi.waitUntil(() => existsSync(heard), { timeout: 10_000 });
		const lines = readFileSync(heard, 'utf8').split('\n');
		expect(lines).toEqual(expect.arrayContaining(['DISPLAY=:7', 'XDG_DATA_DIRS=/share', 'opens=/tmp/open me.html']));
		expect(lines.filter((line) => /key|token/i.test(line))).toEqual([]);
	});

	test('is not opened without a screen, or without a program for it, and that is no error', async () => {
		expect(await openInBrowser('/tmp/open.html', { PATH: folder }, 'linux')).toBe(false);
		expect(await openInBrowser('/tmp/open.html', { PATH: folder, DISPLAY: ':7' }, 'linux')).toBe(false);
	});
});
