import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { canary, findCanary } from '../support/canary.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';

const MAIN = fileURLToPath(new URL('../../src/main/cli/main.ts', import.meta.url));
const BUG = new URL('../support/bug-on-signal.ts', import.meta.url).href;
const KEY = canary('command line');

let server: EchoServer;
beforeAll(async () => {
	server = await startEchoServer();
});
afterAll(() => server.close());

// Would catch Node's own report, which shows every error and its causes as they came.
test.each(['thrown', 'rejected'])(
	'a bug of the command line that is %s says neither its key nor its cause’s',
	{
		retry: 0,
		timeout: 120_000,
	},
	async (kind) => {
		const before = server.received.length;
		const args = ['race', '--provider', `A=${server.baseUrl('silent')}`, '--model', 'm', '--key-env', 'CANARY_KEY'];
		const child = spawn(process.execPath, ['--import', BUG, MAIN, ...args], {
			env: {
				PATH: process.env.PATH,
				FLUIDITY_HOME: join(tmpdir(), 'fluidity-bench-tests-have-no-settings'),
				CANARY_KEY: KEY,
				FLUIDITY_TEST_BUG: KEY,
				FLUIDITY_TEST_BUG_KIND: kind,
			},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => {
				output += text;
			});
		}
		const closed = once(child, 'close');
		// The key is in use by then.
		await vi.waitFor(() => expect(server.received.length).toBeGreaterThan(before), { timeout: 60_000 });
		child.kill('SIGUSR2');
		expect(await closed).toEqual([1, null]);
		expect(server.received.at(-1)?.secrets).toEqual({ authorization: `Bearer ${KEY}` });
		expect(output).toContain(`A bug in the app: Error: it broke over ${'•'.repeat(KEY.length)}`);
		expect(output).toContain(`caused by Error: because of ${'•'.repeat(KEY.length)}`);
		expect(findCanary(output, KEY)).toBeNull();
	},
);
