import { afterAll, test as base, expect } from 'vitest';
import { type AppPage, createAppPage } from './app-page.ts';
import { closeSharedChromium } from './chromium.ts';
import { type BrowserSurroundings, type LaunchedApp, USUAL_OPTIONS } from './launched-app.ts';
import { chosenShell, shellOnThisMachine } from './shells.ts';

const shell = shellOnThisMachine(chosenShell(process.env));

afterAll(closeSharedChromium);

/** What a spec is given: a fresh app with nothing raced yet, and its idle page. */
export interface Fixtures {
	readonly launched: LaunchedApp;
	readonly app: AppPage;
	/** For specs about tabs, addresses and the host's process: skipped where a shell has none. */
	readonly browser: BrowserSurroundings;
}

/** A test of the app in the chosen shell. It fails where the page wrote an error that the spec did not allow. */
export const test = base.extend<Fixtures>({
	launched: async ({ skip }, use) => {
		if (!shell.ready) return skip(shell.reason);
		const launched = await shell.launch(USUAL_OPTIONS);
		try {
			await use(launched);
		} finally {
			await launched.close();
		}
	},
	app: async ({ launched }, use) => {
		const app = createAppPage(launched.page);
		await app.waitForIdle();
		await use(app);
		expect(app.errors).toEqual([]);
	},
	browser: async ({ launched, skip }, use) => {
		if (launched.browser === null) return skip('this shell has one window and no address');
		await use(launched.browser);
	},
});
