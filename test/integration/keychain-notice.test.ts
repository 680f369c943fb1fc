import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HostEvent } from '../../src/core/api.ts';
import type { News } from '../../src/core/electron-bridge.ts';
import { runElectronShell } from '../../src/main/electron/run.ts';
import { DEFAULT_SETTINGS } from '../../src/main/settings/settings-file.ts';
import {
	makePlaces,
	openPage,
	type Places,
	removePlaces,
	type Shell,
	secretOf,
	startShell,
} from '../support/browser-shell.ts';
import * as electron from '../support/fake-electron.ts';
import { runCli } from '../support/run-cli.ts';

vi.mock('electron', () => import('../support/fake-electron.ts'));

const PROVIDER = { name: 'Desk', baseUrl: 'http://127.0.0.1:9/v1', model: 'm', headers: [], price: null };
const SETTINGS = JSON.stringify({
	...DEFAULT_SETTINGS,
	providers: [{ ...PROVIDER, id: 'own-1', keyVariable: null }],
});
/** Why, what would help, and what it means for keys. */
const NOTICE = /keychain cannot be used \(.+\)\. .*environment variables\. Keys entered now are kept in memory only/;

const LONGEST_WAIT = { timeout: 60_000 } as const;

/** That the app says why keys are not kept, in its state. */
function saysNotice(event: HostEvent): boolean {
	return (
		event.type === 'state' &&
		event.state.notices.some(({ code, message }) => code === 'keys-in-memory' && NOTICE.test(message))
	);
}

// Would catch a key that is gone at the next start, and nobody was told. Elsewhere there always is a keychain.
describe.skipIf(process.platform !== 'linux')('without a keychain that can be used, the person is told', () => {
	let places: Places | null = null;
	let shell: Shell | null = null;
	let home: string | null = null;
	afterEach(async () => {
		await shell?.end();
		if (places !== null) removePlaces(places);
		if (home !== null) rmSync(home, { recursive: true });
		[shell, places, home] = [null, null, null];
	});

	test('by the browser shell, once there is a provider', async () => {
		places = makePlaces();
		shell = await startShell(places);
		const page = await openPage(shell, await secretOf(shell));
		await page.event(({ type }) => type === 'state');
		expect(page.events.some(saysNotice)).toBe(false);
		await page.call('saveProvider', { ...PROVIDER, id: null });
		await page.event(saysNotice);
		page.close();
	});

	test('by the command line, which goes on without the key', async () => {
		home = mkdtempSync(join(tmpdir(), 'keychain-notice-'));
		writeFileSync(join(home, 'settings.json'), SETTINGS);
		const env = { FLUIDITY_HOME: home, XDG_RUNTIME_DIR: home };
		const { stderr, stdout } = await runCli(['race', '--provider', 'Desk'], { env });
		expect(stderr).toMatch(NOTICE);
		expect(stdout).toContain('Desk');
	});

	test('by Electron, whose process for the keychain cannot start', async () => {
		home = mkdtempSync(join(tmpdir(), 'keychain-notice-'));
		writeFileSync(join(home, 'settings.json'), SETTINGS);
		vi.stubEnv('FLUIDITY_HOME', home);
		vi.spyOn(electron.utilityProcess, 'fork').mockImplementation(() => {
			const child = new electron.FakeUtilityProcess();
			setImmediate(() => child.emit('exit', 1));
			return child;
		});
		runElectronShell(['/usr/bin/fluidity-bench'], '/out');
		await vi.waitFor(() => expect(electron.told.windows).toHaveLength(1), LONGEST_WAIT);
		const contents = electron.told.windows[0]?.webContents;
		electron.ipcMain.emit('fluidity:news', { sender: contents, senderFrame: contents?.mainFrame });
		const port = electron.told.channels[0]?.port1;
		await vi.waitFor(() => {
			const news = (port?.posted ?? []) as News[];
			const notices = news.flatMap((each) =>
				each.type === 'event' && each.event.type === 'state' ? each.event.state.notices : [],
			);
			expect(notices).toContainEqual(
				expect.objectContaining({ code: 'keys-in-memory', message: expect.stringContaining('in memory only') }),
			);
		}, LONGEST_WAIT);
	});
});
