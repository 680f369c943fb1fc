import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect } from 'vitest';
import { createAppPage } from './harness/app-page.ts';
import { duplicate, takeSession } from './harness/tabs.ts';
import { test } from './harness/test.ts';

describe('a page that is loaded again', () => {
	// Would catch a snapshot with a gap or an overlap, and a secret that does not survive.
	test('in the middle of a race has its columns whole, and the race goes on', async ({ app, browser }) => {
		// One that never ends by itself, so that the race is sure to be on.
		await app.chooseProviders(['steady', 'stalling', 'silent']);
		await app.setUp({ maxTokens: 150 });
		await app.race();
		await app.waitForText(0, 80);
		await app.page.reload();
		await app.page.locator('main[data-phase="running"]').waitFor();
		await app.waitForText(0, 80);
		for (const provider of [0, 1]) await app.waitForColumn(provider, 'completed');
		await app.stop();
		const late = await app.shown();
		const witness = createAppPage(await duplicate(app.page));
		await witness.waitForIdle();
		expect(await witness.shown()).toEqual(late);
		expect(late.texts[0]?.length).toBeGreaterThan(400);
		expect(browser.context.pages()).toHaveLength(2);
	});

	test('after the race shows the same run', async ({ app }) => {
		await app.setUp({ maxTokens: 30 });
		await app.raceToEnd();
		const before = await app.shown();
		await app.page.reload();
		await app.waitForIdle();
		expect(await app.shown()).toEqual(before);
	});

	test('wipes the token from its address', async ({ app, browser }) => {
		expect(app.page.url()).toBe(`${browser.host().origin}/`);
	});
});

describe('a second tab', () => {
	test('sees the same race, and its stop is everyone’s', async ({ app, browser }) => {
		const second = createAppPage(await duplicate(app.page));
		await second.waitForIdle();
		await app.chooseProviders(['silent', 'steady']);
		await app.setUp({ maxTokens: 20 });
		await app.race();
		await second.waitForColumn(1, 'completed');
		await second.stop();
		await app.waitForColumn(0, 'cancelled');
		await app.waitForIdle();
		expect(await second.shown()).toEqual(await app.shown());
		expect(second.errors).toEqual([]);
		expect(browser.context.pages()).toHaveLength(2);
	});

	test('that the app did not open shows a closed door and gets nothing', async ({ app, browser }) => {
		const page = await browser.context.newPage();
		await page.goto(app.page.url());
		await page.locator('main[data-connection="refused"]').waitFor();
		expect(await page.locator('.column, .controls').count()).toBe(0);
	});
});

describe('the connection', () => {
	test('that breaks while the host lives is made again, and what was missed is caught up with', async ({
		app,
		browser,
	}) => {
		const page = await browser.context.newPage();
		const breaks: (() => Promise<void>)[] = [];
		let seenLost = (): void => {};
		const lost = new Promise<void>((resolve) => {
			seenLost = resolve;
		});
		await page.routeWebSocket(/\/socket$/, async (route) => {
			// The page is quick to connect again: not before its notice was seen.
			if (breaks.length > 0) await lost;
			const server = route.connectToServer();
			breaks.push(async () => {
				await route.close({ code: 1006 + 3000 });
				await server.close();
			});
		});
		const flaky = createAppPage(await takeSession(app.page, page));
		await flaky.waitForIdle();
		await app.setUp({ maxTokens: 120 });
		await app.race();
		await flaky.waitForText(0, 40);
		await breaks[0]?.();
		await flaky.notice('connection-lost').waitFor();
		seenLost();
		await flaky.notice('connection-lost').waitFor({ state: 'detached' });
		await flaky.waitForIdle();
		await app.waitForIdle();
		expect(breaks).toHaveLength(2);
		expect(await flaky.shown()).toEqual(await app.shown());
	});

	test('of a host that has ended is shown as lost: what is there stays; another host is not trusted', async ({
		app,
		browser,
	}) => {
		app.allowErrors(/WebSocket connection to .* failed/);
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		const before = await app.shown();
		await browser.stopHost();
		await app.notice('connection-lost').waitFor();
		expect(await app.shown()).toEqual(before);
		expect(await app.runButton().isDisabled()).toBe(true);
		// Its secret is another: whoever took the port is not the app that this page was opened by.
		await browser.startHost();
		await app.page.locator('main[data-connection="refused"]').waitFor();
	});
});

describe('a page of another origin', () => {
	test('can neither read the app nor open its socket', async ({ app, browser }) => {
		const other = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end('<!doctype html><title>another</title>');
		}).listen(0, '127.0.0.1');
		try {
			await new Promise((resolve) => other.once('listening', resolve));
			const { port } = other.address() as AddressInfo;
			const secret = await app.page.evaluate(() => sessionStorage.getItem('fluidity-session'));
			const page = await browser.context.newPage();
			await page.goto(`http://127.0.0.1:${port}/`);
			const outcome = await page.evaluate(
				async ({ origin, secret }) => {
					const read = await fetch(`${origin}/`).then(
						(response) => `read ${response.status}`,
						() => 'blocked',
					);
					const traded = await fetch(`${origin}/session`, {
						method: 'POST',
						headers: { 'content-type': 'application/json' },
						body: '{"token":"guess"}',
					}).then(
						(response) => `read ${response.status}`,
						() => 'blocked',
					);
					const socket = await new Promise((resolve) => {
						const opening = new WebSocket(`${origin.replace('http', 'ws')}/socket`);
						opening.onopen = () => opening.send(JSON.stringify({ secret }));
						opening.onmessage = () => resolve('answered');
						opening.onerror = () => resolve('refused');
					});
					return { read, traded, socket };
				},
				{ origin: browser.host().origin, secret },
			);
			expect(secret).not.toBeNull();
			expect(outcome).toEqual({ read: 'blocked', traded: 'blocked', socket: 'refused' });
		} finally {
			other.close();
		}
	});
});
