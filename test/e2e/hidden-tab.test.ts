import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect } from 'vitest';
import { createAppPage } from './harness/app-page.ts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from './harness/chromium.ts';
import { test } from './harness/test.ts';

/** A Chromium whose tabs hide each other, as people's do: elsewhere Playwright makes every page believe that it is seen. */
async function withTabs<Value>(task: (address: string) => Promise<Value>): Promise<Value> {
	const profile = mkdtempSync(join(tmpdir(), 'fluidity-tabs-'));
	const given = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1440,900'];
	const child = spawn(chromiumPath(), [...CHROMIUM_ARGUMENTS, ...given, 'about:blank'], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	try {
		let output = '';
		for await (const piece of child.stderr.setEncoding('utf8')) {
			output += piece;
			const address = /DevTools listening on (ws:\S+)/.exec(output)?.[1];
			if (address !== undefined) return await task(address);
		}
		throw new Error(`Chromium ended without an address:\n${output}`);
	} finally {
		child.kill();
		await ended;
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	}
}

describe('a hidden tab', () => {
	// Would catch frames that are queued for each batch, and a page that needs a reload.
	test('goes on receiving, and catches up in one short moment when it is looked at', async ({ app, browser }) => {
		const secret = await app.page.evaluate(() => sessionStorage.getItem('fluidity-session'));
		const origin = browser.host().origin;
		await withTabs(async (address) => {
			const tabs = await chromium.connectOverCDP(address, { noDefaults: true });
			const [context] = tabs.contexts();
			const [page] = context?.pages() ?? [];
			if (context === undefined || page === undefined) throw new Error('this Chromium has no tab');
			await page.goto(`${origin}/`);
			await page.evaluate((value) => sessionStorage.setItem('fluidity-session', String(value)), secret);
			await page.reload();
			const hidden = createAppPage(page);
			await hidden.waitForIdle();
			const front = await context.newPage();
			await front.bringToFront();
			await page.waitForFunction(() => document.visibilityState === 'hidden', null, { polling: 100 });
			await app.setUp({ maxTokens: 200 });
			await app.raceToEnd();
			// Nothing was painted while nobody could see it.
			expect(await page.locator('main').getAttribute('data-phase')).toBe('none');
			await page.evaluate(() => {
				window.longestTaskMs = 0;
				new PerformanceObserver((list) => {
					for (const { duration } of list.getEntries())
						window.longestTaskMs = Math.max(window.longestTaskMs ?? 0, duration);
				}).observe({ type: 'longtask' });
			});
			await page.bringToFront();
			await hidden.waitForIdle();
			expect(await hidden.shown()).toEqual(await app.shown());
			expect(await page.evaluate(() => window.longestTaskMs)).toBeLessThan(500);
			await tabs.close();
		});
	});
});

declare global {
	interface Window {
		longestTaskMs?: number;
	}
}
