import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { HostEvent, Result } from '../../src/core/api.ts';
import type { News } from '../../src/core/electron-bridge.ts';
import { runElectronShell } from '../../src/main/electron/run.ts';
import { canary, findCanary } from '../support/canary.ts';
import { ECHOES, type Echo, type EchoServer, startEchoServer } from '../support/echo-server.ts';
import * as electron from '../support/fake-electron.ts';
import { streamsOf } from '../support/streams-of.ts';

vi.mock('electron', () => import('../support/fake-electron.ts'));

const KEY = canary('electron');
const HEADER = canary('electron header');
const ENDING = Object.keys(ECHOES).filter((echo) => echo !== 'silent') as Echo[];
const crashes = ['uncaughtException', 'unhandledRejection'] as const;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const before = new Map([...crashes, ...signals].map((name) => [name, process.listeners(name as 'SIGINT')]));

/** Those that the shell added. */
function added(name: (typeof crashes)[number] | (typeof signals)[number]) {
	return process.listeners(name as 'SIGINT').filter((listener) => !before.get(name)?.includes(listener));
}

let server: EchoServer;
let home: string;
beforeAll(async () => {
	server = await startEchoServer();
	home = mkdtempSync(join(tmpdir(), 'electron-canary-'));
});
afterAll(async () => {
	for (const name of [...crashes, ...signals]) for (const listener of added(name)) process.off(name, listener);
	vi.unstubAllEnvs();
	rmSync(home, { recursive: true });
	await server.close();
});

/** As text, bytes included. */
function asText(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) =>
		part instanceof Uint8Array ? Buffer.from(part).toString('utf8') : part,
	);
}

/** No process of Electron's kind can be had here: no keychain, and no embedded providers. */
function withoutProcesses(): void {
	vi.spyOn(electron.utilityProcess, 'fork').mockImplementation(() => {
		const child = new electron.FakeUtilityProcess();
		setImmediate(() => child.emit('exit', 1));
		return child;
	});
}

/** The pages that reports are printed from, as their windows get them. */
function printedPages(): string[] {
	const pages: string[] = [];
	const session = new electron.FakeSession();
	electron.session.fromPartition.mockReturnValue(session);
	electron.app.on('web-contents-created', (_event: unknown, contents: electron.FakeContents) => {
		contents.printToPDF.mockImplementation(async () => {
			const url = electron.told.windows.at(-1)?.loadURL.mock.calls[0]?.[0];
			const response: Response = session.protocol.handle.mock.calls[0]?.[1]({ url });
			pages.push(await response.text());
			return Buffer.from('%PDF');
		});
	});
	return pages;
}

// Would catch a key that comes back in an answer, over the port, in the box of a crash or on standard error.
test('a canary leaves the main process of Electron only for its provider', { retry: 0, timeout: 240_000 }, async () => {
	vi.stubEnv('FLUIDITY_HOME', home);
	withoutProcesses();
	const pages = printedPages();
	const said: string[] = [];
	const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
	runElectronShell(['/usr/bin/fluidity-bench'], '/out');
	await vi.waitFor(() => expect(electron.told.windows).toHaveLength(1));
	const contents = electron.told.windows[0]?.webContents;
	const own = { sender: contents, senderFrame: contents?.mainFrame };
	electron.ipcMain.emit('fluidity:news', own);
	const port = electron.told.channels[0]?.port1;
	const events = (): HostEvent[] =>
		((port?.posted ?? []) as News[]).flatMap((news) => (news.type === 'event' ? [news.event] : []));

	async function called<Value>(method: string, input: unknown): Promise<Value> {
		const result = (await electron.told.handlers.get('fluidity:call')?.(own, method, input)) as Result<Value>;
		said.push(asText(result));
		if (!result.ok) throw new Error(`${method}: ${result.problem.message}`);
		return result.value;
	}
	const save = async (echo: Echo, headers: object[]): Promise<string> => {
		const baseUrl = server.baseUrl(echo);
		const provider = { id: null, name: `Echo ${echo}`, baseUrl, model: 'm', headers, price: null };
		return (await called<{ id: string }>('saveProvider', provider)).id;
	};

	const providerIds = [await save('output', [{ name: 'X-Api-Key', value: HEADER }])];
	for (const echo of ENDING) {
		const id = await save(echo, []);
		await called('setKey', { providerId: id, key: KEY });
		providerIds.push(id);
	}
	const limits = { maxTokens: 50, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 };
	const { runId } = await called<{ runId: string }>('startRace', { providerIds, prompt: 'Why?', ...limits });
	await vi.waitFor(() => expect(events().map(({ type }) => type)).toContain('ended'), { timeout: 120_000 });
	await called('exportRun', { runId });
	for (const format of ['html', 'pdf-a4']) await called('exportReport', { runId, format });
	await expect(called('setKey', { providerId: providerIds[1], key: `${KEY} with a space` })).rejects.toThrow();
	await expect(called('startRace', { providerIds: [KEY] })).rejects.toThrow();
	for (const name of crashes) {
		const bug = new Error(`it broke over ${KEY}`, { cause: new Error(HEADER) });
		for (const listener of added(name)) Reflect.apply(listener, process, [bug, name]);
	}
	process.exitCode = undefined;
	stderr.mockRestore();

	// Otherwise there was nothing to find.
	const received = server.received.map(({ secrets }) => secrets);
	expect(received).toContainEqual({ 'x-api-key': HEADER });
	expect(received.filter(({ authorization }) => authorization === `Bearer ${KEY}`)).toHaveLength(ENDING.length);
	expect(pages).toHaveLength(1);
	expect(pages[0]).toContain('Echo output');
	const boxes = electron.dialog.showErrorBox.mock.calls.map((box) => box.join(' '));
	expect(boxes).toHaveLength(crashes.length);
	for (const box of boxes) expect(box).toContain('it broke over •••');
	expect(said.filter((text) => text.includes('A bug in the app'))).toHaveLength(crashes.length);
	const posted = (port?.posted ?? []).map(asText);
	const streams = streamsOf(events());
	expect(streams.join()).toContain('•••');
	for (const text of [...said, ...posted, ...streams, ...boxes, ...pages]) {
		for (const secret of [KEY, HEADER]) expect(findCanary(text, secret)).toBeNull();
	}
});
