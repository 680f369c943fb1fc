import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showCrashes } from '../../../src/main/electron/crashes.ts';
import { guardNavigation } from '../../../src/main/electron/navigation.ts';
import { createWindowPrint } from '../../../src/main/electron/print-in-window.ts';
import { html } from '../../../src/main/reports/markup.ts';
import { policyElement } from '../../../src/main/reports/page-policy.ts';
import * as electron from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const POLICY = "default-src 'none'; script-src 'sha256-abc='";
const PAGE = `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8">${policyElement(POLICY)}<title>report</title>`.text}`;

const before = (['uncaughtException', 'unhandledRejection'] as const).map(
	(name) => [name as 'uncaughtException', process.listeners(name as 'uncaughtException')] as const,
);

beforeEach(() => {
	electron.app.removeAllListeners();
	electron.told.windows.length = 0;
	electron.session.fromPartition.mockClear();
});

afterEach(() => {
	for (const [name, listeners] of before) {
		for (const listener of process.listeners(name)) if (!listeners.includes(listener)) process.off(name, listener);
	}
});

/** The window of the print that has just begun. */
function windowOf(index = 0): electron.BrowserWindow {
	const window = electron.told.windows[index];
	if (window === undefined) throw new Error('no window was made');
	return window;
}

function answerOf(window: electron.BrowserWindow): (address: string) => Response {
	const [scheme, handler] = window.webContents.session.protocol.handle.mock.calls[0] ?? [];
	expect(scheme).toBe('app');
	return (address) => handler(new Request(address));
}

test('a report is printed from a window that nobody sees, as large as its paper, and the window is gone', async () => {
	const printing = createWindowPrint()(PAGE);
	const window = windowOf();
	const [address = ''] = window.loadURL.mock.calls[0] ?? [];
	const served = answerOf(window)(address);
	expect([await served.text(), served.headers.get('content-type')]).toEqual([PAGE, 'text/html; charset=utf-8']);
	expect(served.headers.get('content-security-policy')).toBe(POLICY);
	expect(await printing).toEqual({ ok: true, pdf: new Uint8Array(Buffer.from('%PDF')) });
	expect(window.webContents.printToPDF).toHaveBeenCalledExactlyOnceWith(
		expect.objectContaining({ printBackground: true, preferCSSPageSize: true }),
	);
	expect(window.options.show).toBe(false);
	expect(window.show).not.toHaveBeenCalled();
	expect(window.destroy).toHaveBeenCalledOnce();
	expect(answerOf(window)(address).status).toBe(404);
});

// Would catch a report that reaches what our page reaches: the app, the network, or a file.
test('its page is sandboxed, has no preload script, and stands in a guarded session of its own', async () => {
	guardNavigation();
	const print = createWindowPrint();
	await Promise.all([print(PAGE), print(PAGE)]);
	const [first, second] = [windowOf(0), windowOf(1)];
	const { webPreferences } = first.options;
	expect(webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
	expect(webPreferences).not.toHaveProperty('preload');
	expect(electron.session.fromPartition).toHaveBeenCalledExactlyOnceWith('report');
	const { session } = first.webContents;
	expect(second.webContents.session).toBe(session);
	expect(session).not.toBe(electron.session.defaultSession);
	expect(session.webRequest.onBeforeRequest).toHaveBeenCalledOnce();
	expect(session.setProxy).toHaveBeenCalledOnce();
	expect(session.setPermissionRequestHandler).toHaveBeenCalledOnce();
	expect(first.webContents.openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
	expect(first.loadURL.mock.calls[0]).not.toEqual(second.loadURL.mock.calls[0]);
	expect(answerOf(first)('app://fluidity/index.html').status).toBe(404);
});

// Would catch a page that a provider's words lead to think that it has a policy, and one that runs without any.
test.each([
	'<!doctype html><title>report</title>',
	`<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title></title>${policyElement(POLICY).text}`,
])('a page that does not begin with its policy is not printed', async (page) => {
	expect(await createWindowPrint()(page)).toEqual(failed(/no content security policy/));
	expect(electron.told.windows).toEqual([]);
});

const failed = (why: RegExp) => ({
	ok: false,
	problem: { code: 'print-failed', message: expect.stringMatching(why) },
});

const never = () => new Promise(() => {});

test.each([
	[
		'cannot be printed',
		(window: electron.BrowserWindow) => window.webContents.printToPDF.mockRejectedValue(new Error('ERR_FAILED')),
		/could not be printed: ERR_FAILED/,
	],
	[
		'whose process ends',
		({ webContents }: electron.BrowserWindow) => {
			webContents.printToPDF.mockImplementation(never);
			webContents.emit('render-process-gone', {}, { reason: 'oom' });
		},
		/its page ended \(oom\)/,
	],
	[
		'whose window is closed',
		(window: electron.BrowserWindow) => {
			window.webContents.printToPDF.mockImplementation(never);
			window.emit('closed');
		},
		/its window was closed/,
	],
] as const)('a page %s is a problem, and its window is gone', async (_what, breakIt, why) => {
	const printing = createWindowPrint()(PAGE);
	breakIt(windowOf());
	expect(await printing).toEqual(failed(why));
	expect(windowOf().destroy).toHaveBeenCalledOnce();
});

// Would catch a report that is still printed while a race measures.
test('a print that is given up ends at once, whenever that is', async () => {
	const giving = new AbortController();
	const print = createWindowPrint();
	const printing = print(PAGE, giving.signal);
	windowOf().webContents.printToPDF.mockImplementation(never);
	giving.abort();
	expect(await printing).toEqual(failed(/given up/));
	expect(await print(PAGE, giving.signal)).toEqual(failed(/given up/));
	expect(windowOf(1).destroy).toHaveBeenCalledOnce();
});

// Would catch a report that ends the app with it.
test('the end of its process is no crash of the app', async () => {
	const said = vi.fn();
	showCrashes({ redact: (text) => text, say: said, language: () => 'en' });
	const printing = createWindowPrint()(PAGE);
	const { webContents } = windowOf();
	electron.app.emit('render-process-gone', {}, webContents, { reason: 'crashed', exitCode: 11 });
	expect([said.mock.calls.length, webContents.reload.mock.calls.length]).toEqual([0, 0]);
	await printing;
});
