import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserWindow, app as electron, session } from 'electron';
import { type Language, languageFor } from '../../core/language.ts';
import { createApp } from '../app.ts';
import { bugReport, reportCrashes } from '../app-crashes.ts';
import { appDataFolder } from '../app-data.ts';
import { createKnownSecrets } from '../app-known-secrets.ts';
import { createLaunchKeychain } from '../secrets/launch-keychain.ts';
import { openSecretStore } from '../secrets/open-secret-store.ts';
import { createAppearance } from './appearance.ts';
import { parseArguments } from './arguments.ts';
import { serveCalls } from './calls.ts';
import { showCrashes } from './crashes.ts';
import { setMenu } from './menu.ts';
import { guardNavigation } from './navigation.ts';
import { serveNews } from './news-port.ts';
import { registerPageScheme, servePageFiles } from './page-files.ts';
import { guardPermissions } from './permissions.ts';
import { createWindowPrint } from './print-in-window.ts';
import { guardSession } from './session-guards.ts';
import { takeEnvironment } from './take-environment.ts';
import { startUtilityChild } from './utility-child.ts';
import { createWhileRacing } from './while-racing.ts';
import { openWindow } from './window.ts';

/** What the exit code means. */
const EXIT = { fine: 0, usage: 2 } as const;

/** Embedded providers start so long after the window was asked for: nothing may delay that. */
const WARM_UP_AFTER_MS = 100;

/**
 * Runs the app in a window of its own, until that is closed. Started a second time for the same folder, it only brings
 * the first one's window to the front.
 *
 * @param out the folder of the built app: `renderer`, `preload`
 */
export function runElectronShell(args: readonly string[], out: string): void {
	const environment = takeEnvironment();
	// A terminal that was closed takes no more lines: that is no bug.
	process.stderr.on('error', () => {});
	const seed = readSeed(args);
	if (seed === null) return;
	const knownSecrets = createKnownSecrets();
	const { redact } = knownSecrets;
	let spoken: Language | null = null;
	showCrashes({ redact, say, language: () => spoken ?? languageFor('system', [electron.getLocale()]) });
	reportCrashes(redact);

	const folder = appDataFolder(process.env, process.platform);
	// Chromium's own files, apart from ours; the single instance is one for each of these folders. It must be there.
	const chromium = join(folder, 'chromium');
	mkdirSync(chromium, { recursive: true, mode: 0o700 });
	electron.setPath('userData', chromium);
	let window: BrowserWindow | null = null;
	if (!electron.requestSingleInstanceLock()) {
		electron.quit();
		return;
	}
	electron.on('second-instance', () => {
		if (window?.isMinimized()) window.restore();
		window?.focus();
	});
	electron.enableSandbox();
	registerPageScheme();
	guardNavigation();
	void electron.whenReady().then(() => {
		guardPermissions(session.defaultSession);
		guardSession(session.defaultSession);
		servePageFiles(session.defaultSession, join(out, 'renderer'));
		const app = createApp({
			shell: 'electron',
			folder,
			environment,
			seed,
			now: () => new Date(),
			openSecrets: () => openSecretStore({ launch: createLaunchKeychain(startUtilityChild) }),
			knownSecrets,
			startChild: startUtilityChild,
			print: createWindowPrint(),
		});
		const ourWindow = (): BrowserWindow | null => window;
		serveCalls({ app, window: ourWindow, broke: (error) => say(redact(bugReport(error))) });
		const news = serveNews({ app, window: ourWindow });
		const whileRacing = createWhileRacing(ourWindow);
		const appearance = createAppearance((language) => {
			spoken = language;
			setMenu(language, news.command);
		});
		app.subscribe((event) => {
			appearance.take(event);
			whileRacing.take(event);
		});
		endWith(app.close);
		window = openWindow(join(out, 'preload', 'preload.cjs'));
		window.on('closed', () => {
			window = null;
			news.close();
			// Not only when all are closed: a report is printed from a window that nobody sees.
			electron.quit();
		});
		setTimeout(() => void app.warmUp(), WARM_UP_AFTER_MS);
	});
}

/** Null where they are wrong: the exit code is set and the reason printed. */
function readSeed(args: readonly string[]): number | null {
	try {
		// Before the app's own stand the program and, unless it is installed, the folder of the app.
		return parseArguments(args.slice(electron.isPackaged ? 1 : 2)).seed;
	} catch (error) {
		say(error instanceof Error ? error.message : String(error));
		electron.exit(EXIT.usage);
		return null;
	}
}

/** A recording under way is closed before the process ends, however the app is left. */
function endWith(close: () => Promise<void>): void {
	let ending = false;
	electron.on('will-quit', (event) => {
		event.preventDefault();
		if (ending) return;
		ending = true;
		void close().then(() => electron.exit(EXIT.fine));
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			// Asked again: whatever still hangs is left.
			if (ending) electron.exit(EXIT.fine);
			else electron.quit();
		});
	}
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}
