import { BrowserWindow, type Session, session } from 'electron';
import { policyOf } from '../reports/page-policy.ts';
import { type Print, printFailed } from '../reports/print.ts';
import { SCHEME } from './origin.ts';
import { PAGE_PREFERENCES } from './page-preferences.ts';
import { guardPermissions } from './permissions.ts';
import { guardSession } from './session-guards.ts';

/** Its name without `persist:` keeps it in memory. */
const PARTITION = 'report';
/** Another origin than our page's. */
const ORIGIN = `${SCHEME}://report`;
const TIMEOUT_MS = 120_000;

/**
 * Prints from a window that nobody sees, in a session of its own: without a preload script, network or files, and with
 * no scripts but those that the page's own policy names by their hashes, which is a header here as well. A page without
 * a policy is not printed.
 */
export function createWindowPrint(): Print {
	/** By address; only what is being printed. */
	const pages = new Map<string, { readonly page: string; readonly policy: string }>();
	let made: Session | null = null;
	let count = 0;

	function ownSession(): Session {
		if (made !== null) return made;
		made = session.fromPartition(PARTITION);
		guardPermissions(made);
		guardSession(made);
		made.protocol.handle(SCHEME, ({ url }) => {
			const printed = pages.get(url);
			if (printed === undefined) return new Response(null, { status: 404 });
			const headers = {
				'content-type': 'text/html; charset=utf-8',
				'content-security-policy': printed.policy,
				'x-content-type-options': 'nosniff',
			};
			return new Response(printed.page, { headers });
		});
		return made;
	}

	return async (page, signal) => {
		const policy = policyOf(page);
		if (policy === null) return printFailed('its page has no content security policy.');
		count += 1;
		const address = `${ORIGIN}/${count}`;
		pages.set(address, { page, policy });
		const window = new BrowserWindow({
			show: false,
			webPreferences: { ...PAGE_PREFERENCES, session: ownSession(), devTools: false, backgroundThrottling: false },
		});
		const stop = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]);
		try {
			const pdf = await Promise.race([printed(window, address), failure(window, stop)]);
			return { ok: true, pdf: new Uint8Array(pdf) };
		} catch (error) {
			return printFailed(error instanceof Error ? error.message : String(error));
		} finally {
			pages.delete(address);
			window.destroy();
		}
	};
}

/** The page draws itself while it loads, and says its paper's size. */
async function printed(window: BrowserWindow, address: string): Promise<Uint8Array> {
	await window.loadURL(address);
	return window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true });
}

/** Only ever rejects: a window that is gone leaves what waits for it without an answer. */
function failure(window: BrowserWindow, stop: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		window.webContents.once('render-process-gone', (_event, { reason }) =>
			reject(new Error(`its page ended (${reason}).`)),
		);
		window.once('closed', () => reject(new Error('its window was closed.')));
		const giveUp = (): void => reject(new Error('it was given up, or took too long.'));
		stop.addEventListener('abort', giveUp, { once: true });
		if (stop.aborted) giveUp();
	});
}
