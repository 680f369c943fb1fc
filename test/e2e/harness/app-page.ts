import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ConsoleMessage, Locator, Page } from 'playwright-core';
import type { RaceSetup } from '../../../src/core/api.ts';
import { findPersona, type PersonaId } from '../../../src/main/simulator/personas.ts';

export type ColumnState =
	| 'idle'
	| 'waiting'
	| 'streaming'
	| 'completed'
	| 'truncated'
	| 'failed-after-first-token'
	| 'failed-before-first-token'
	| 'cancelled';

export type Metric = 'fluidity' | 'mean' | 'ttft' | 'tbt-p99' | 'rate' | 'missed';

/** What a spec does with the app's page, and what it can wait for. Nothing in here waits for time. */
export interface AppPage {
	readonly page: Page;
	/** Console errors and page errors so far, violations of the content security policy among them. */
	readonly errors: readonly string[];
	/** Errors that fit are expected by this spec. */
	allowErrors(pattern: RegExp): void;
	/** No race runs, everything received has been painted and no call is open. */
	waitForIdle(): Promise<void>;
	/** Chooses who races, through the picker. */
	chooseProviders(personas: readonly PersonaId[]): Promise<void>;
	/** Chooses by name, for providers of one's own. */
	chooseProvidersByName(names: readonly string[]): Promise<void>;
	/** Fills in the numbers of the race. */
	setUp(numbers: Partial<Pick<RaceSetup, 'firstMs' | 'eachMs' | 'maxTokens' | 'rounds'>>): Promise<void>;
	/** Presses Race and waits until the new race is shown. */
	race(): Promise<void>;
	/** Races and waits until its numbers stand. */
	raceToEnd(): Promise<void>;
	stop(): Promise<void>;
	runButton(): Locator;
	column(provider: number): Locator;
	columnCount(): Promise<number>;
	waitForColumn(provider: number, state: ColumnState): Promise<void>;
	/** Waits until so many characters of text are shown in a column. */
	waitForText(provider: number, characters: number): Promise<void>;
	/** Waits until a column with text of its own shows fewer characters than that; looks in every frame. */
	waitForLessText(provider: number, characters: number): Promise<void>;
	text(provider: number): Promise<string>;
	/** As it is shown, with the sign of an estimate. */
	metric(provider: number, metric: Metric): Promise<string>;
	/** The kind of a column's failure, or null. */
	failure(provider: number): Promise<string | null>;
	/** The scorecard's cells, row by row, the provider's name first. */
	scorecard(): Promise<string[][]>;
	/** Everything that a run shows, for comparing one page with another. */
	shown(): Promise<{ readonly texts: string[]; readonly numbers: string[]; readonly scorecard: string[][] }>;
	/** Saves the run to a file. */
	save(path: string): Promise<void>;
	openRun(path: string): Promise<void>;
	/** Opens bytes as a file of that name, as if chosen in the dialog. */
	openBytes(name: string, bytes: Buffer): Promise<void>;
	show(screen: 'race' | 'scorecard' | 'providers'): Promise<void>;
	/** Shows the scorecard and waits until nothing on it is being computed any more. */
	showScorecard(): Promise<void>;
	/** The system changes its theme; waits until the page shows it. No other was chosen. */
	changeSystemTheme(theme: 'dark' | 'light'): Promise<void>;
	chooseTheme(theme: 'system' | 'dark' | 'light'): Promise<void>;
	chooseLanguage(language: 'system' | 'en' | 'zh-CN'): Promise<void>;
	notice(code: string): Locator;
}

/** Has the system change its theme, and waits until a page of the app, or of its closed door, shows it. */
export async function changeSystemTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
	await page.emulateMedia({ colorScheme: theme });
	await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
}

/** Wraps a page that is loading the app. */
export function createAppPage(page: Page): AppPage {
	const errors: string[] = [];
	const allowed: RegExp[] = [];
	const note = (text: string): void => {
		if (!allowed.some((pattern) => pattern.test(text))) errors.push(text);
	};
	page.on('console', (message: ConsoleMessage) => {
		if (message.type() === 'error' || message.type() === 'warning') note(`${message.type()}: ${message.text()}`);
	});
	page.on('pageerror', (error) => note(String(error)));

	const picker = page.locator('#provider-picker');
	const runButton = (): Locator => page.locator('.controls > button.primary');
	const column = (provider: number): Locator => page.locator(`.column[data-provider="${provider}"]`);

	async function withPopover(id: string, task: () => Promise<void>): Promise<void> {
		await page.locator(`.controls [popovertarget="${id}"]`).click();
		await task();
		await page.locator(`.controls [popovertarget="${id}"]`).click();
		await page.locator(`#${id}`).waitFor({ state: 'hidden' });
	}

	async function waitForIdle(): Promise<void> {
		await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
	}

	async function texts(locator: Locator): Promise<string[]> {
		return (await locator.allTextContents()).map((text) => text.trim());
	}

	async function text(provider: number): Promise<string> {
		// Marks of waits stand between the words and are none of them.
		return column(provider)
			.locator('.text')
			.evaluate((element) => {
				const copy = element.cloneNode(true) as Element;
				for (const chip of copy.querySelectorAll('.wait-chip')) chip.remove();
				return copy.textContent ?? '';
			});
	}

	async function scorecard(): Promise<string[][]> {
		const rows = await page.locator('.scorecard tbody tr').all();
		return Promise.all(rows.map((row) => texts(row.locator('th, td'))));
	}

	async function chooseProvidersByName(names: readonly string[]): Promise<void> {
		await withPopover('provider-picker', async () => {
			const chosen = picker.locator('ol li');
			for (let left = await chosen.count(); left > 0; left--) await chosen.first().getByRole('button').click();
			for (const name of names) {
				await picker.locator('.picker-add').filter({ hasText: name }).click();
			}
		});
	}

	async function show(screen: 'race' | 'scorecard' | 'providers'): Promise<void> {
		await page.locator(`.top nav [data-screen="${screen}"]`).click();
	}

	async function race(): Promise<void> {
		await runButton().click();
		// The press itself ends the idleness; a race that is refused becomes idle again.
		await page.waitForFunction(
			() =>
				document.querySelector('main[data-phase="running"]') !== null ||
				document.documentElement.dataset.idle === 'true',
		);
	}

	return {
		page,
		errors,
		allowErrors: (pattern) => void allowed.push(pattern),
		waitForIdle,
		async chooseProviders(personas) {
			await chooseProvidersByName(personas.map((persona) => findPersona(persona)?.name ?? persona));
		},
		chooseProvidersByName,
		async setUp({ firstMs, eachMs, maxTokens, rounds }) {
			const direct = page.locator('.controls > label.field input');
			if (firstMs !== undefined) await direct.nth(0).fill(String(firstMs));
			if (eachMs !== undefined) await direct.nth(1).fill(String(eachMs));
			await withPopover('more-fields', async () => {
				const more = page.locator('#more-fields input');
				if (rounds !== undefined) await more.nth(0).fill(String(rounds));
				if (maxTokens !== undefined) await more.nth(1).fill(String(maxTokens));
			});
		},
		race,
		async raceToEnd() {
			await race();
			await waitForIdle();
			await page.locator('main[data-phase="ended"]').waitFor();
		},
		async stop() {
			await page.locator('.controls > button.stop').click();
			await waitForIdle();
		},
		runButton,
		column,
		columnCount: () => page.locator('.column').count(),
		async waitForColumn(provider, state) {
			await page.locator(`.column[data-provider="${provider}"][data-state="${state}"]`).waitFor();
		},
		async waitForText(provider, characters) {
			await page.waitForFunction(
				([selector, least]) => (document.querySelector(selector)?.textContent ?? '').length >= least,
				[`.column[data-provider="${provider}"] .text`, characters] as const,
			);
		},
		async waitForLessText(provider, characters) {
			await page.waitForFunction(
				([selector, least]) => (document.querySelector(selector)?.textContent?.length ?? least) < least,
				[`.column[data-provider="${provider}"] .text`, characters] as const,
			);
		},
		text,
		async metric(provider, metric) {
			return (await column(provider).locator(`[data-metric="${metric}"]`).innerText()).trim();
		},
		async failure(provider) {
			const panel = column(provider).locator('[data-failure]');
			return (await panel.count()) === 0 ? null : panel.getAttribute('data-failure');
		},
		scorecard,
		async shown() {
			const count = await page.locator('.column').count();
			return {
				texts: await Promise.all(Array.from({ length: count }, (_, provider) => text(provider))),
				numbers: await texts(page.locator('[data-metric]')),
				scorecard: await scorecard(),
			};
		},
		async save(path) {
			const download = page.waitForEvent('download');
			await page.locator('.files button').nth(1).click();
			writeFileSync(path, await readFile(await (await download).path()));
			await waitForIdle();
		},
		async openRun(path) {
			await page.locator('.files input[type="file"]').setInputFiles(path);
			await waitForIdle();
		},
		async openBytes(name, buffer) {
			await page
				.locator('.files input[type="file"]')
				.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
			await waitForIdle();
		},
		show,
		async showScorecard() {
			await show('scorecard');
			await page.locator('main.score-screen[data-pending="false"]').waitFor();
			// Rates and curves come after the intervals, and the charts show them last: till then they cannot be saved.
			await page.locator('.score-save:disabled').first().waitFor({ state: 'detached' });
		},
		changeSystemTheme: (theme) => changeSystemTheme(page, theme),
		async chooseTheme(theme) {
			await page.locator('.top .menu select').nth(0).selectOption(theme);
			await waitForIdle();
		},
		async chooseLanguage(language) {
			await page.locator('.top .menu select').nth(1).selectOption(language);
			await waitForIdle();
		},
		notice: (code) => page.locator(`[data-notice="${code}"]`),
	};
}
