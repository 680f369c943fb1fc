import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	makePlaces,
	openPage,
	type Places,
	removePlaces,
	type Shell,
	secretOf,
	startShell,
} from '../support/browser-shell.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { runCli } from '../support/run-cli.ts';
import { startWireServer, type WireServer } from '../support/wire-server.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';

/** Whatever comes to it, the first line of each request. */
interface Proxy {
	readonly asked: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	close(): Promise<void>;
}

async function startProxy(): Promise<Proxy> {
	const asked: string[] = [];
	const server: Server = createServer(({ method, url }, response) => {
		asked.push(`${method} ${url}`);
		response.end();
	});
	server.on('connect', ({ method, url }, socket) => {
		asked.push(`${method} ${url}`);
		socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
	return {
		asked,
		environment: {
			...Object.fromEntries(names.map((name) => [name, uri])),
			NO_PROXY: '',
			no_proxy: '',
			NODE_USE_ENV_PROXY: '1',
			NODE_OPTIONS: '--use-env-proxy',
		},
		async close() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

let proxy: Proxy;
let provider: EchoServer;
/** Takes what is sent to it over TLS, and answers nothing. */
let secure: WireServer;
beforeEach(async () => {
	[proxy, provider, secure] = await Promise.all([
		startProxy(),
		startEchoServer(),
		startWireServer({ scheme: 'https' }),
	]);
});
afterEach(() => Promise.all([proxy.close(), provider.close(), secure.close()]));

/** That both providers were reached, with the key where there was TLS or none was needed, and the proxy was not. */
function expectDirect(): void {
	expect(proxy.asked).toEqual([]);
	expect(provider.received).toEqual([{ echo: 'output', secrets: { authorization: `Bearer ${KEY}` } }]);
	expect(secure.connections.length).toBeGreaterThan(0);
}

// Would catch a key that a proxy of the environment reads, and a latency that is the proxy's.
describe('proxies that the environment names', { retry: 0 }, () => {
	test('are what Node itself goes by', async () => {
		const ask = `fetch(${JSON.stringify(provider.baseUrl('output'))})`;
		const child = spawn(process.execPath, ['-e', ask], { env: { ...process.env, ...proxy.environment } });
		const gone = once(child, 'exit');
		await expect.poll(() => proxy.asked.length, { timeout: 60_000 }).toBeGreaterThan(0);
		child.kill();
		await gone;
		expect(provider.received).toEqual([]);
	});

	test('get nothing of what the command line sends', async () => {
		const endpoint = (name: string, baseUrl: string): string[] => [
			...['--provider', `${name}=${baseUrl}`, '--model', 'm', '--key-env', 'EXAMPLE_KEY'],
		];
		const args = [...endpoint('Plain', provider.baseUrl('output')), ...endpoint('Secure', secure.baseUrl)];
		const env = { ...proxy.environment, EXAMPLE_KEY: KEY };
		const { stdout } = await runCli(['race', ...args, '--connect-timeout', '3s'], { env });
		expectDirect();
		expect(stdout).toMatch(/Plain .*completed/);
	});

	describe('get nothing of what the app sends', () => {
		let places: Places;
		let shell: Shell;
		beforeEach(async () => {
			places = makePlaces();
			shell = await startShell(places, ['--no-open'], proxy.environment);
		});
		afterEach(async () => {
			await shell.end();
			removePlaces(places);
		});

		test('when it races', async () => {
			const page = await openPage(shell, await secretOf(shell));
			const providerIds: string[] = [];
			for (const baseUrl of [provider.baseUrl('output'), secure.baseUrl]) {
				const input = { id: null, name: 'Own', baseUrl, model: 'm', headers: [], price: null };
				const saved = await page.call('saveProvider', input);
				if (!saved.ok) throw new Error(saved.problem.message);
				const { id } = saved.value as { id: string };
				await page.call('setKey', { providerId: id, key: KEY });
				providerIds.push(id);
			}
			const setup = { providerIds, prompt: 'Why?', maxTokens: 5, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 };
			expect(await page.call('startRace', setup)).toMatchObject({ ok: true });
			await page.event(({ type }) => type === 'ended');
			page.close();
			expectDirect();
		});
	});
});
