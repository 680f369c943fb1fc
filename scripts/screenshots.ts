import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AppPage, createAppPage } from '../test/e2e/harness/app-page.ts';
import { launchBrowserShell } from '../test/e2e/harness/browser-shell.ts';
import { closeSharedChromium } from '../test/e2e/harness/chromium.ts';
import { USUAL_OPTIONS } from '../test/e2e/harness/launched-app.ts';
import { buildRendererWhenNeeded } from './build-renderer.mjs';

// `npm run screenshots`: makes docs/images anew from the app itself, with the simulated providers and one seed.

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'images');

const MOST_TRIES = 5;

/** A machine that does something else meanwhile puts the measurement in doubt: then the race is run again. */
async function raceInPeace(app: AppPage): Promise<void> {
	for (let tries = 1; tries <= MOST_TRIES; tries++) {
		await app.raceToEnd();
		if ((await app.page.locator('.status-line[data-verdict="unhealthy"]').count()) === 0) return;
	}
	process.stderr.write('this machine is too busy to measure: the picture says so\n');
}

/** Each picture: its name, and what is done with a fresh app before it is taken. */
const pictures: Readonly<Record<string, (app: AppPage) => Promise<void>>> = {
	'race-dark': async (app) => {
		// A reader a little slower than the steady one.
		await app.setUp({ eachMs: 33 });
		await app.race();
		// Far enough into the race for a few waits, and in the middle of one.
		await app.waitForText(2, 330);
		await app.page.locator('[data-provider="2"] .strip-waiting:not([hidden])').waitFor();
	},
	'ended-light': async (app) => {
		await app.chooseTheme('light');
		await raceInPeace(app);
	},
	'scorecard-light': async (app) => {
		await app.chooseTheme('light');
		await app.setUp({ rounds: 3, maxTokens: 120 });
		await raceInPeace(app);
		await app.show('scorecard');
		await app.page.locator('.score-screen[data-pending="false"]').waitFor();
	},
	'scorecard-failures-dark': async (app) => {
		await app.chooseProviders(['steady', 'stalling', 'rate-limited', 'cut']);
		await app.setUp({ rounds: 5, maxTokens: 80 });
		await raceInPeace(app);
		await app.show('scorecard');
		await app.page.locator('.score-screen[data-pending="false"]').waitFor();
		await app.page.locator('.score-open').nth(1).click();
	},
	'sixteen-dark': async (app) => {
		const personas = [
			'steady',
			'bursty',
			'stalling',
			'slow-first',
			'chunked',
			'speculative',
			'reasoning',
			'error',
		] as const;
		await app.chooseProviders([...personas, ...personas]);
		await app.race();
		await app.waitForText(2, 420);
	},
	'failures-dark': async (app) => {
		await app.chooseProviders(['stalling', 'rate-limited', 'cut', 'key-echo']);
		await app.setUp({ maxTokens: 160 });
		await raceInPeace(app);
	},
	'race-zh-light': async (app) => {
		await app.chooseTheme('light');
		await app.chooseLanguage('zh-CN');
		await raceInPeace(app);
	},
	'providers-dark': async (app) => {
		await app.show('providers');
		const { page } = app;
		await page.getByRole('button', { name: 'Add your first provider' }).click();
		await page.getByLabel('Name', { exact: true }).fill('Desk');
		await page.getByLabel('Model', { exact: true }).fill('my-model');
		await page.getByLabel(/^Base URL/).fill('http://127.0.0.1:8000/v1');
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await page.locator('.key-area:not([data-key="opening"])').waitFor();
		await app.waitForIdle();
	},
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in pictures));
if (unknown.length > 0) {
	process.stderr.write(`there is no picture "${unknown[0]}"; there are: ${Object.keys(pictures).join(', ')}\n`);
	process.exit(2);
}
buildRendererWhenNeeded(ROOT, process.execPath, (line) => process.stderr.write(`${line}\n`));
mkdirSync(FOLDER, { recursive: true });
for (const [name, prepare] of Object.entries(pictures)) {
	if (chosen.length > 0 && !chosen.includes(name)) continue;
	const launched = await launchBrowserShell(USUAL_OPTIONS);
	try {
		const app = createAppPage(launched.page);
		await app.waitForIdle();
		await prepare(app);
		// Whatever was pressed last keeps neither focus nor pointer.
		await app.page.mouse.move(0, 0);
		await app.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
		const path = join(FOLDER, `${name}.png`);
		await app.page.screenshot({ path });
		process.stdout.write(`${path}\n`);
	} finally {
		await launched.close();
	}
}
await closeSharedChromium();
