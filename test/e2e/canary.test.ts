import { afterAll, beforeAll, expect } from 'vitest';
import { canary, findCanary } from '../support/canary.ts';
import { type Echo, type EchoServer, startEchoServer } from '../support/echo-server.ts';
import type { AppPage } from './harness/app-page.ts';
import { test } from './harness/test.ts';

const KEY = canary('page');
const WORKING: readonly Echo[] = ['output', 'error'];

let server: EchoServer;
beforeAll(async () => {
	server = await startEchoServer();
});
afterAll(() => server.close());

/** Adds a provider of that name and enters its key. */
async function add({ page, waitForIdle }: AppPage, echo: Echo): Promise<void> {
	await page.getByRole('button', { name: /^Add (your first )?provider$/ }).click();
	await page.getByLabel('Name', { exact: true }).fill(`Echo ${echo}`);
	await page.getByLabel('Model', { exact: true }).fill('m');
	await page.getByLabel(/^Base URL/).fill(server.baseUrl(echo));
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await waitForIdle();
	const area = page.locator('[data-provider-id]', { hasText: `Echo ${echo}` }).locator('.key-area');
	await area.locator('summary').click();
	await area.getByLabel(`Key of Echo ${echo}`).fill(KEY);
	await area.getByRole('button', { name: 'Use key' }).click();
	await area.locator('summary', { hasText: '…LAST' }).waitFor();
}

/** The document, and what its text does not show. */
async function everythingIn({ page }: AppPage): Promise<string[]> {
	const hidden = await page.evaluate(() => {
		const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
		const values = fields.map(({ value }) => value);
		return JSON.stringify([values, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href]);
	});
	return [await page.content(), hidden];
}

// Would catch a key that stays in a field, and one that comes back from a provider that repeats it.
test('a canary key leaves the page in the call that sets it, and is found in it nowhere else', async ({
	app,
	launched,
}) => {
	const seen: string[] = [];
	app.page.on('console', (message) => seen.push(message.text()));
	app.page.on('request', (request) => seen.push(`${request.url()} ${request.postData() ?? ''}`));
	const traffic = await launched.listen();
	// The page was there before anyone listened.
	await app.page.reload();
	await app.waitForIdle();
	await app.show('providers');
	for (const echo of WORKING) await add(app, echo);
	seen.push(...(await everythingIn(app)));
	await app.show('race');
	await app.chooseProvidersByName(WORKING.map((echo) => `Echo ${echo}`));
	await app.raceToEnd();
	expect(await app.text(0)).toContain('••••');
	seen.push(...(await everythingIn(app)));

	expect(server.received.map(({ secrets }) => secrets)).toEqual(
		WORKING.map(() => ({ authorization: `Bearer ${KEY}` })),
	);
	const setting = (await traffic.sent()).filter((message) => findCanary(message, KEY) !== null);
	expect(setting).toHaveLength(WORKING.length);
	for (const message of setting) expect(message).toContain('"setKey"');
	const received = await traffic.received();
	expect(received.length).toBeGreaterThan(WORKING.length);
	for (const text of [...seen, ...received]) expect(findCanary(text, KEY)).toBeNull();
});
