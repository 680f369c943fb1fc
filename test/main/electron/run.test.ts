import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runElectronShell } from '../../../src/main/electron/run.ts';
import * as electron from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

let home = '';
const listeners = ['uncaughtException', 'unhandledRejection', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const before = new Map(listeners.map((name) => [name, process.listeners(name as 'SIGINT')]));
const ofStderr = process.stderr.listeners('error');

beforeEach(() => {
	vi.useFakeTimers();
	home = mkdtempSync(join(tmpdir(), 'electron-run-'));
	vi.stubEnv('FLUIDITY_HOME', home);
	electron.app.removeAllListeners();
	electron.ipcMain.removeAllListeners();
	electron.told.windows.length = 0;
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllEnvs();
	rmSync(home, { recursive: true });
	for (const listener of process.stderr.listeners('error') as (() => void)[]) {
		if (!ofStderr.includes(listener)) process.stderr.off('error', listener);
	}
	for (const name of listeners) {
		for (const listener of process.listeners(name as 'SIGINT')) {
			if (!before.get(name)?.includes(listener)) process.off(name, listener);
		}
	}
});

async function started(): Promise<electron.BrowserWindow> {
	runElectronShell(['/usr/bin/fluidity-bench'], '/out');
	await vi.waitFor(() => expect(electron.told.windows).toHaveLength(1));
	const [window] = electron.told.windows;
	if (window === undefined) throw new Error('there is no window');
	return window;
}

// Would catch a door that is there and was never hung in.
test('every guard stands before the window is there, and the scheme before Electron is ready', async () => {
	electron.app.whenReady.mockImplementationOnce(() => {
		expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce();
		expect(electron.app.enableSandbox).toHaveBeenCalledOnce();
		expect(electron.app.setPath).toHaveBeenCalledExactlyOnceWith('userData', join(home, 'chromium'));
		return Promise.resolve();
	});
	const { defaultSession } = electron.session;
	/** How many windows there were at each guard. */
	const windows: number[] = [];
	const hung = (): number => windows.push(electron.told.windows.length);
	defaultSession.setPermissionRequestHandler.mockImplementationOnce(hung);
	defaultSession.webRequest.onBeforeRequest.mockImplementationOnce(hung);
	defaultSession.protocol.handle.mockImplementationOnce(hung);
	defaultSession.setProxy.mockImplementationOnce(async () => hung());
	const window = await started();
	expect(windows).toEqual([0, 0, 0, 0]);
	expect(defaultSession.setPermissionRequestHandler).toHaveBeenCalledOnce();
	expect(defaultSession.setPermissionCheckHandler).toHaveBeenCalledOnce();
	expect(defaultSession.webRequest.onBeforeRequest).toHaveBeenCalledOnce();
	expect(defaultSession.protocol.handle).toHaveBeenCalledOnce();
	expect(defaultSession.setProxy).toHaveBeenCalledOnce();
	expect(window.webContents.setWebRTCIPHandlingPolicy).toHaveBeenCalledOnce();
	expect(window.webContents.openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
	expect(electron.told.handlers.has('fluidity:call')).toBe(true);
	expect(electron.Menu.setApplicationMenu).toHaveBeenCalledOnce();
});

// Would catch a key in the process of a page: Electron tells each of them what stands in this one's environment.
test('a key in the environment is there for a provider, and no more for what Electron hands down', async () => {
	const { PATH: path } = process.env;
	vi.stubEnv('EXAMPLE_API_KEY', 'sk-0123456789abcdef');
	vi.stubEnv('HF_TOKEN', 'hf-0123456789abcdef');
	// There is no keychain to be asked.
	const fork = vi.spyOn(electron.utilityProcess, 'fork').mockImplementation(() => {
		const child = new electron.FakeUtilityProcess();
		queueMicrotask(() => child.emit('exit', 1));
		return child;
	});
	electron.app.whenReady.mockImplementationOnce(async () => {
		expect(Object.values(process.env).filter((value) => value?.includes('0123456789abcdef'))).toEqual([]);
		expect([process.env.FLUIDITY_HOME, process.env.PATH]).toEqual([home, path]);
	});
	const window = await started();
	const own = { sender: window.webContents, senderFrame: window.webContents.mainFrame };
	const call = (method: string, input: unknown) => electron.told.handlers.get('fluidity:call')?.(own, method, input);
	const input = {
		id: null,
		name: 'Example',
		baseUrl: 'https://api.example.com/v1',
		model: 'm',
		headers: [],
		price: null,
	};
	const saved = (await call('saveProvider', input)) as { value: { id: string } };
	await call('useKeyVariable', { providerId: saved.value.id, variable: 'EXAMPLE_API_KEY' });
	fork.mockRestore();
	electron.ipcMain.emit('fluidity:news', own);
	const key = { type: 'variable', name: 'EXAMPLE_API_KEY', set: true };
	const providers = expect.arrayContaining([expect.objectContaining({ id: saved.value.id, key })]);
	const event = { type: 'state', state: expect.objectContaining({ providers }) };
	expect(electron.told.channels.at(-1)?.port1.posted).toContainEqual({ type: 'event', event });
});

test('a second one brings the first to the front and opens nothing', async () => {
	const window = await started();
	electron.app.emit('second-instance');
	expect([window.restore.mock.calls.length, window.focus.mock.calls.length]).toEqual([1, 1]);
	electron.app.requestSingleInstanceLock.mockReturnValueOnce(false);
	runElectronShell(['/usr/bin/fluidity-bench'], '/out');
	expect(electron.app.quit).toHaveBeenCalledOnce();
	await Promise.resolve();
	expect(electron.told.windows).toHaveLength(1);
});

// Would catch an app that goes on without a window, because a report is being printed from one that nobody sees.
test('the end of our window is the end of the app', async () => {
	const window = await started();
	window.emit('closed');
	expect(electron.app.quit).toHaveBeenCalledOnce();
});

// Would catch a recording that is cut because the process ends under it.
test('the app is closed before the process ends, once', async () => {
	await started();
	const event = electron.fakeEvent({});
	electron.app.emit('will-quit', event);
	electron.app.emit('will-quit', event);
	expect(event.preventDefault).toHaveBeenCalledTimes(2);
	await vi.waitFor(() => {
		// The embedded providers, which start meanwhile, and are waited for.
		for (const { child } of electron.told.children) child.emit('exit', 1);
		expect(electron.app.exit).toHaveBeenCalledExactlyOnceWith(0);
	});
});

// Would catch a Ctrl-C that nothing follows, because something that is waited for never ends.
test('a second signal ends it at once, whatever is still being closed', async () => {
	await started();
	process.emit('SIGINT');
	expect(electron.app.quit).toHaveBeenCalledOnce();
	electron.app.emit('will-quit', electron.fakeEvent({}));
	process.emit('SIGINT');
	expect(electron.app.exit).toHaveBeenCalledExactlyOnceWith(0);
});

// Would catch a box about a bug where only the terminal was closed.
test('a terminal that is gone is no bug', async () => {
	await started();
	expect(() => process.stderr.emit('error', new Error('write EPIPE'))).not.toThrow();
});

test('a wrong argument ends it with a sentence and the code for that', () => {
	const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
	runElectronShell(['/usr/bin/fluidity-bench', '--seed', 'x'], '/out');
	expect(electron.app.exit).toHaveBeenCalledExactlyOnceWith(2);
	expect(String(said.mock.calls[0]?.[0])).toMatch(/--seed must be a whole number/);
	expect(electron.told.windows).toHaveLength(0);
});
