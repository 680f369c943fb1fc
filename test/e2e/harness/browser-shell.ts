import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Places, type Shell, startShell } from '../../support/browser-shell.ts';
import { sharedChromium } from './chromium.ts';
import type { LaunchApp } from './launched-app.ts';

const BUILT_RENDERER = join(import.meta.dirname, '../../../out/renderer');
/** Whatever happens, a spec fails by name before the runner's own limit ends it. */
const LONGEST_WAIT_MS = 90_000;

/** Folders for one host that serves `renderer`. */
export function placesFor(renderer: string): Places {
	const all = mkdtempSync(join(tmpdir(), 'fluidity-e2e-'));
	const places = {
		all,
		home: join(all, 'home'),
		temporary: join(all, 'temporary'),
		renderer,
		programs: join(all, 'programs'),
	};
	for (const folder of [places.home, places.temporary, places.programs]) mkdirSync(folder);
	return places;
}

/** Starts the app as `npm start` does and opens its page as a person would: through the opening file. */
export const launchBrowserShell: LaunchApp = async ({ seed, viewport }) => {
	const places = placesFor(BUILT_RENDERER);
	const started = (port: readonly string[]): Promise<Shell> =>
		startShell(places, ['--no-open', '--seed', String(seed), ...port]);
	let host = await started([]);
	const chromium = await sharedChromium();
	const context = await chromium.newContext({ viewport, locale: 'en-US', colorScheme: 'dark', acceptDownloads: true });
	context.setDefaultTimeout(LONGEST_WAIT_MS);
	const page = await context.newPage();
	await page.goto(pathToFileURL(host.openingFile).href);
	return {
		page,
		home: places.home,
		browser: {
			context,
			host: () => host,
			async stopHost() {
				await host.end();
			},
			async startHost() {
				host = await started(['--port', String(host.port)]);
			},
		},
		async listen() {
			const sent: string[] = [];
			const received: string[] = [];
			page.on('websocket', (socket) => {
				socket.on('framesent', ({ payload }) => sent.push(payload.toString()));
				socket.on('framereceived', ({ payload }) => received.push(payload.toString()));
			});
			return { sent: async () => sent, received: async () => received };
		},
		async close() {
			await context.close();
			await host.end();
			rmSync(places.all, { recursive: true });
		},
	};
};
