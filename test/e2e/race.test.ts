import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Scorecard } from '../../src/core/scorecard.ts';
import { MOST_SOCKET_BYTES } from '../../src/core/wire.ts';
import { createFormats } from '../../src/renderer/ui/format.ts';
import { verdictOfRace } from '../../src/renderer/ui/verdict.ts';
import { recordingBytes, sha256Of } from '../support/reported-runs.ts';
import { runCli } from '../support/run-cli.ts';
import { studiedRun } from '../support/studied-runs.ts';
import type { AppPage } from './harness/app-page.ts';
import type { LaunchedApp } from './harness/launched-app.ts';
import { test } from './harness/test.ts';

/** What the command line says of the run that is shown. */
async function scoreOfSaved(app: AppPage, { home }: LaunchedApp): Promise<Scorecard> {
	const path = join(home, 'saved.fluidity');
	await app.save(path);
	const { code, stdout, stderr } = await runCli(['score', path]);
	expect([code, stderr]).toEqual([0, '']);
	return JSON.parse(stdout);
}

async function shownVerdict(app: AppPage): Promise<string | null> {
	return app.page.locator('.status-line').getAttribute('data-verdict');
}

describe('the first race', () => {
	test('needs one press: three providers are ready, stream side by side and get their numbers', async ({
		app,
		launched,
	}) => {
		await app.race();
		expect(await app.columnCount()).toBe(3);
		await Promise.all([0, 1, 2].map((provider) => app.waitForColumn(provider, 'streaming')));
		await app.waitForIdle();
		for (const provider of [0, 1, 2]) {
			await app.waitForColumn(provider, 'completed');
			expect((await app.text(provider)).length).toBeGreaterThan(800);
		}
		expect(Number(await app.metric(2, 'missed'))).toBeGreaterThan(10);
		// Palisade freezes: its reader waited, and the text says where.
		expect(await app.column(2).locator('.wait-chip').count()).toBeGreaterThan(0);
		expect(await app.scorecard()).toHaveLength(3);
		const scorecard = await scoreOfSaved(app, launched);
		expect(await shownVerdict(app)).toBe(verdictOfRace(scorecard).type);
		// Northwind never waits, unless this machine held it up: then the recording says so, and the page no more than that.
		const [steady] = scorecard.providers;
		expect(await app.metric(0, 'missed')).toBe(String(steady?.missedDeadlines));
		expect(await app.column(0).locator('.wait-chip').count()).toBe(steady?.stalls.length);
	});

	// Would catch a page that measures for itself, or that shows an estimate as the final number.
	test('shows the numbers that the command line gives for the saved run', async ({ app, launched }) => {
		await app.setUp({ maxTokens: 90 });
		await app.raceToEnd();
		const { providers } = await scoreOfSaved(app, launched);
		const formats = createFormats('en');
		const shown = await app.scorecard();
		expect(
			shown.map(([name = '', fluidity, completed, missed, ttft, visible, tbt, tpot, rate, tokens]) => ({
				name: name.replace(/ sim-70b$/, ''),
				numbers: [fluidity, completed, missed, ttft, visible, tbt, tpot, rate, tokens],
			})),
		).toEqual(
			providers.map((score) => ({
				name: score.name,
				numbers: [
					formats.index(score.fluidityIndex),
					formats.index(score.fluidityOfCompleted),
					`${formats.count(score.missedDeadlines)} / ${formats.count(score.totalDeadlines)}`,
					formats.milliseconds(score.ttftMs),
					formats.milliseconds(score.firstVisibleMs),
					`${formats.milliseconds(score.tbtMs.p50)} / ${formats.milliseconds(score.tbtMs.p99)}`,
					formats.milliseconds(score.tpotMs),
					formats.rate(score.outputTokensPerSecond),
					`${formats.count(score.outputTokens)} / ${formats.count(score.nativeTokens)}`,
				],
			})),
		);
		for (const [provider, score] of providers.entries()) {
			expect(await app.metric(provider, 'fluidity')).toBe(formats.index(score.fluidityIndex));
			expect(await app.metric(provider, 'missed')).toBe(formats.count(score.missedDeadlines));
			expect(await app.metric(provider, 'rate')).toBe(formats.rate(score.outputTokensPerSecond));
		}
	});
});

describe('a race', () => {
	test('can be stopped: what arrived stays, greyed and out of the numbers', async ({ app, launched }) => {
		// More than come while anybody looks, so that nobody has ended.
		await app.setUp({ maxTokens: 5_000 });
		await app.race();
		await app.waitForText(0, 60);
		await app.stop();
		for (const provider of [0, 1, 2]) await app.waitForColumn(provider, 'cancelled');
		expect((await app.text(0)).length).toBeGreaterThanOrEqual(60);
		const scorecard = await scoreOfSaved(app, launched);
		expect(scorecard.providers.map(({ n }) => n)).toEqual([0, 0, 0]);
		expect(await shownVerdict(app)).toBe(verdictOfRace(scorecard).type);
	});

	test('can be run again, and shows only the new one', async ({ app }) => {
		await app.setUp({ maxTokens: 30 });
		await app.raceToEnd();
		const first = await app.shown();
		// Looked for from before the press: the new text is soon as long as the first one.
		const emptied = app.waitForLessText(0, (first.texts[0] ?? '').length);
		await app.race();
		await emptied;
		await app.waitForIdle();
		const second = await app.shown();
		// The text of a persona is the same; another request draws other times.
		expect(second.texts).toEqual(first.texts);
		expect(second.scorecard).not.toEqual(first.scorecard);
	});

	test('of several rounds shows each, and the mean of those that ended', async ({ app }) => {
		await app.chooseProviders(['steady', 'stalling']);
		await app.setUp({ maxTokens: 40, rounds: 3 });
		await app.race();
		await app.page.getByText('Round 2 of 3').waitFor();
		await app.waitForIdle();
		// Would catch a mean made of live estimates for the rounds that are not shown.
		const shown = await app.scorecard();
		for (const provider of [0, 1]) {
			expect(await app.metric(provider, 'mean')).toBe(`mean of 3 rounds ${shown[provider]?.[1]}`);
		}
		const rounds = app.page.locator('.status-line select');
		const latest = await app.metric(1, 'ttft');
		await rounds.selectOption('1');
		await app.waitForIdle();
		expect(await app.metric(1, 'ttft')).not.toBe(latest);
		await rounds.selectOption('3');
		await app.waitForIdle();
		expect(await app.metric(1, 'ttft')).toBe(latest);
	});
});

describe('a run in a file', () => {
	// Would catch anything that is shown and not recorded.
	test('opens with the same texts and numbers as were shown', async ({ app, launched }) => {
		await app.chooseProviders(['stalling', 'reasoning', 'cut', 'rate-limited']);
		await app.setUp({ maxTokens: 100 });
		await app.raceToEnd();
		const before = await app.shown();
		const path = join(launched.home, 'kept.fluidity');
		await app.save(path);
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		expect(await app.shown()).not.toEqual(before);
		await app.openRun(path);
		expect(await app.shown()).toEqual(before);
		expect(await app.page.getByText('From a file').count()).toBe(1);
	});

	// Would catch a way for what is large that a browser does not take, or that loses a byte.
	test('of megabytes opens, is there after a reload, and is saved as it was', async ({ app, launched }) => {
		const text = 'word '.repeat(400);
		const bytes = recordingBytes(studiedRun([{ text }, { text }]));
		expect(bytes.length).toBeGreaterThan(MOST_SOCKET_BYTES);
		await app.openBytes('large.fluidity', bytes);
		const opened = await app.shown();
		expect(opened.texts[0]?.length).toBeGreaterThan(text.length);
		await app.page.reload();
		await app.waitForIdle();
		expect(await app.shown()).toEqual(opened);
		const path = join(launched.home, 'large.fluidity');
		await app.save(path);
		expect(sha256Of(readFileSync(path))).toBe(sha256Of(bytes));
	});

	test('that is damaged is refused with a sentence, and what was shown stays', async ({ app, launched }) => {
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		const before = await app.shown();
		const path = join(launched.home, 'damaged.fluidity');
		await app.save(path);
		await app.openBytes('nonsense.fluidity', Buffer.from('this is no recording\n'));
		expect(await app.notice('recording-damaged').innerText()).toContain('nonsense.fluidity');
		expect(await app.shown()).toEqual(before);
	});

	test('that was cut off opens as far as it is whole, and says so', async ({ app, launched }) => {
		await app.setUp({ maxTokens: 30 });
		await app.raceToEnd();
		const path = join(launched.home, 'whole.fluidity');
		await app.save(path);
		const whole = readFileSync(path);
		const cut = join(launched.home, 'cut.fluidity');
		writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * 0.7)));
		await app.openRun(cut);
		await app.notice('recording-cut').waitFor();
		expect(await app.columnCount()).toBe(3);
		expect((await app.text(0)).length).toBeGreaterThan(0);
	});
});
