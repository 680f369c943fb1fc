import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildRendererWhenNeeded } from '../../scripts/build-renderer.mjs';
import type { RaceSetup } from '../../src/core/api.ts';
import { placesFor } from '../../test/e2e/harness/browser-shell.ts';
import { launchChromium } from '../../test/e2e/harness/chromium.ts';
import { openPage, secretOf, startShell } from '../../test/support/browser-shell.ts';
import type { Probe } from './frames.ts';
import { startFeed } from './start-feed.ts';

const ROOT = join(import.meta.dirname, '../..');
const VIEWPORT = { width: 1440, height: 900 } as const;
/** Loading a hundred thousand tokens into each of sixteen columns takes a while on a slow machine. */
const LONGEST_WAIT_MS = 600_000;

/** The scripts of the page that shows nothing; they import each other alone. */
const EMPTY_PAGE = [
	'bench/render/empty-page.ts',
	'src/core/wire.ts',
	'src/renderer/host/in-order.ts',
	'src/renderer/host/parcels.ts',
] as const;

/** What is raced. */
export interface BenchRace {
	/** One for each column. */
	readonly paces: readonly string[];
	readonly tokens: number;
	readonly eachMs: number;
}

/** The app with its host, and a Chromium for its page. */
export interface Stage {
	/** A fresh page, loaded and idle. */
	open(page: 'app' | 'empty'): Promise<Page>;
	/** Starts a race from outside of the page, so that every page has the same to do. */
	start(race: BenchRace): Promise<void>;
	close(): Promise<void>;
}

/** Starts the app with its page built from today's sources, and the providers that it will race. */
export async function setStage(): Promise<Stage> {
	buildRendererWhenNeeded(ROOT, process.execPath, (line) => process.stderr.write(`${line}\n`));
	const renderer = rendererWithEmptyPage();
	const places = placesFor(renderer);
	const feed = await startFeed();
	const shell = await startShell(places);
	const secret = await secretOf(shell);
	const chromium = await launchChromium();
	const context = await chromium.newContext({ viewport: VIEWPORT, locale: 'en-US', colorScheme: 'dark' });
	context.setDefaultTimeout(LONGEST_WAIT_MS);
	await context.addInitScript((value) => sessionStorage.setItem('fluidity-session', value), secret);
	const providers = new Map<string, string>();

	return {
		async open(name) {
			const page = await context.newPage();
			await page.goto(`${shell.origin}/${name === 'app' ? '' : 'empty.html'}`);
			await waitForIdle(page);
			return page;
		},
		async start({ paces, tokens, eachMs }) {
			const host = await openPage(shell, secret);
			const providerIds: string[] = [];
			for (const [number, pace] of paces.entries()) {
				const baseUrl = feed.baseUrl(pace, number);
				const known = providers.get(baseUrl);
				if (known !== undefined) {
					providerIds.push(known);
					continue;
				}
				const input = { id: null, name: `${pace} ${number + 1}`, baseUrl, model: 'bench', headers: [], price: null };
				const saved = await host.call('saveProvider', input);
				if (!saved.ok) throw new Error(saved.problem.message);
				const { id } = saved.value as { readonly id: string };
				providers.set(baseUrl, id);
				providerIds.push(id);
			}
			// On a machine without a keychain the app says so: dismissed, as it would be for a demonstration, so that it takes
			// no column out of view.
			await host.call('dismissNotice', { code: 'keychain-unavailable' });
			const setup: RaceSetup = {
				providerIds,
				prompt: 'Stream.',
				maxTokens: tokens,
				rounds: 1,
				firstMs: 400,
				eachMs,
				stallMs: 200,
			};
			const started = await host.call('startRace', setup);
			host.close();
			if (!started.ok) throw new Error(started.problem.message);
		},
		async close() {
			await chromium.close();
			await shell.end();
			await feed.close();
			rmSync(places.all, { recursive: true });
			rmSync(renderer, { recursive: true });
		},
	};
}

/** The built page, and beside it one that takes the same messages and shows nothing. */
function rendererWithEmptyPage(): string {
	const folder = mkdtempSync(join(tmpdir(), 'fluidity-render-'));
	cpSync(join(ROOT, 'out', 'renderer'), folder, { recursive: true });
	mkdirSync(join(folder, 'bench'));
	for (const path of EMPTY_PAGE) {
		const script = stripTypeScriptTypes(readFileSync(join(ROOT, path), 'utf8'));
		const moved = script.replaceAll(/'\.\.\/\.\.\/src\/[\w/-]*\/([\w-]+)\.ts'/g, "'./$1.js'");
		writeFileSync(join(folder, 'bench', `${basename(path, '.ts')}.js`), moved);
	}
	writeFileSync(
		join(folder, 'empty.html'),
		'<!doctype html><meta charset="utf-8"><title>empty</title><script type="module" src="/bench/empty-page.js"></script>',
	);
	return folder;
}

export async function waitForIdle(page: Page): Promise<void> {
	await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
}

/** Begins to write down the page's frames and long tasks. */
export async function startProbe(page: Page): Promise<void> {
	await page.evaluate(() => {
		const frames: number[] = [];
		const longTasks: { startMs: number; ms: number }[] = [];
		window.probe = { startMs: performance.now(), frames, longTasks };
		requestAnimationFrame(function frame(nowMs) {
			frames.push(nowMs);
			requestAnimationFrame(frame);
		});
		new PerformanceObserver((list) => {
			for (const { startTime, duration } of list.getEntries()) longTasks.push({ startMs: startTime, ms: duration });
		}).observe({ type: 'longtask' });
	});
}

/** What the probe has seen, once its clock says that so much time has passed. */
export async function readProbe(page: Page, afterMs: number): Promise<Probe> {
	await page.waitForFunction((ms) => performance.now() - (window.probe?.startMs ?? 0) >= ms, afterMs, { polling: 500 });
	const probe = await page.evaluate(() => window.probe);
	if (probe === undefined) throw new Error('no probe was started');
	return probe;
}

/** Bytes that the page holds after a collection: objects, array buffers, and the document's own. */
export async function heldBytes(page: Page): Promise<number> {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('HeapProfiler.enable');
	await devtools.send('HeapProfiler.collectGarbage');
	await devtools.send('HeapProfiler.collectGarbage');
	const { usedSize, embedderHeapUsedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
	await devtools.detach();
	return usedSize + embedderHeapUsedSize + backingStorageSize;
}

declare global {
	interface Window {
		probe?: Probe;
	}
}
