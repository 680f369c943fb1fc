import type { Page } from 'playwright-core';

/** Another tab of the same session, as the browser's own "duplicate" makes it: with a copy of the session's storage. */
export async function duplicate(page: Page): Promise<Page> {
	return takeSession(page, await page.context().newPage());
}

/** Opens the app in a page that was given another one's session. */
export async function takeSession(from: Page, to: Page): Promise<Page> {
	const secret = await from.evaluate(() => sessionStorage.getItem('fluidity-session'));
	await to.addInitScript((value) => {
		if (value !== null) sessionStorage.setItem('fluidity-session', value);
	}, secret);
	await to.goto(from.url());
	return to;
}
