import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { buildMainWhenNeeded } from '../../../scripts/build-main.mjs';
import { electronProblemHere } from '../../../scripts/choose-shell.mjs';
import { electronBinary } from '../../../scripts/electron-binary.mjs';
import { listenInMain } from './electron-traffic.ts';
import type { LaunchApp, LaunchOptions } from './launched-app.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Whatever happens, a spec fails by name before the runner's own limit ends it. */
const LONGEST_WAIT_MS = 90_000;

/** Why there is no Electron to test with, or null where there is one. */
export function electronMissing(): string | null {
	if (electronBinary(ROOT, process.env, process.platform) === null) {
		return 'the Electron program is not here: unpack one and name its folder in ELECTRON_OVERRIDE_DIST_PATH';
	}
	return electronProblemHere(ROOT);
}

/** Electron with the app in it, for specs that look behind the page. */
export interface LaunchedElectron {
	readonly electron: ElectronApplication;
	readonly home: string;
	close(): Promise<void>;
}

/** Starts the app as `npm start` does, with settings of its own. */
export async function launchElectron({ seed }: Pick<LaunchOptions, 'seed'>): Promise<LaunchedElectron> {
	buildMainWhenNeeded(ROOT, process.execPath, () => {});
	const executablePath = electronBinary(ROOT, process.env, process.platform);
	if (executablePath === null) throw new Error('there is no Electron');
	const home = mkdtempSync(join(tmpdir(), 'fluidity-electron-'));
	const { NODE_OPTIONS: _, ...inherited } = process.env;
	const environment = Object.entries({ ...inherited, FLUIDITY_HOME: home });
	const electron = await _electron.launch({
		executablePath,
		args: [ROOT, '--seed', String(seed), '--lang=en-US'],
		// Otherwise playwright switches it off on Linux.
		chromiumSandbox: true,
		env: Object.fromEntries(environment.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
		colorScheme: 'dark',
		acceptDownloads: true,
	});
	return {
		electron,
		home,
		async close() {
			await electron.close();
			rmSync(home, { recursive: true });
		},
	};
}

/** The same, as a page that every spec can drive. */
export const launchElectronShell: LaunchApp = async ({ seed, viewport }) => {
	const { electron, home, close } = await launchElectron({ seed });
	const page = await electron.firstWindow();
	page.setDefaultTimeout(LONGEST_WAIT_MS);
	const window = await electron.browserWindow(page);
	await window.evaluate((opened, { width, height }) => opened.setContentSize(width, height), viewport);
	return { page, home, browser: null, listen: () => listenInMain(electron), close };
};
