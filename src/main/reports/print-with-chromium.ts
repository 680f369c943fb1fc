import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, printPage } from './chromium.ts';
import { type Print, type PrintedPage, printFailed } from './print.ts';

const NO_BROWSER: PrintedPage = {
	ok: false,
	problem: {
		code: 'no-browser',
		message:
			'A PDF is printed by Chromium, Chrome or Edge, and none was found. Install one, or name it in the environment variable FLUIDITY_CHROMIUM; or print the HTML report yourself.',
	},
};

/** Prints with a Chromium of this machine, by way of a folder that is removed. */
export function printWithChromium(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Print {
	return async (page, signal) => {
		const browser = findChromium(environment, platform);
		if (browser === null) return NO_BROWSER;
		const folder = mkdtempSync(join(tmpdir(), 'fluidity-print-'));
		try {
			const files = {
				page: join(folder, 'report.html'),
				pdf: join(folder, 'report.pdf'),
				profile: join(folder, 'profile'),
			};
			writeFileSync(files.page, page, { mode: 0o600 });
			const problem = await printPage(browser, files, environment, signal);
			return problem === null ? { ok: true, pdf: new Uint8Array(readFileSync(files.pdf)) } : printFailed(problem);
		} finally {
			// The browser may still be writing to its profile for a moment after it has ended.
			rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
		}
	};
}
