import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { SimulatorError, startSimulator } from '../../src/main/simulator/start-simulator.ts';

const SIMULATOR = fileURLToPath(new URL('../../src/main/simulator/', import.meta.url));
const START = pathToFileURL(`${SIMULATOR}start-simulator.ts`).href;

/** The first line that a process prints to match. */
async function lineOf(child: { readonly stdout: NodeJS.ReadableStream }, pattern: RegExp): Promise<string> {
	for await (const line of createInterface({ input: child.stdout })) if (pattern.test(line)) return line;
	throw new Error(`no line matched ${pattern}`);
}

// Would catch an orphan that keeps its port and its memory after a crash of the app.
it('dies with its parent, even one that is killed without a word', async () => {
	const program = `import(${JSON.stringify(START)}).then(async ({ startSimulator }) => {
		console.log((await startSimulator({ seed: 1 })).origin);
	})`;
	const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
	const origin = new URL(await lineOf(parent, /^http/));
	// The simulator's own end of this connection closes only with its process.
	const socket = connect(Number(origin.port), origin.hostname);
	await once(socket, 'connect');
	const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
	parent.kill('SIGKILL');
	await closed;
	await expect(fetch(`${origin.origin}/steady/v1/models`)).rejects.toThrow();
});

// Would catch a Ctrl-C that shows every simulated provider as broken off, where the race was cancelled.
it.skipIf(process.platform === 'win32')('outlives a Ctrl-C, which its parent answers', async () => {
	const program = `import(${JSON.stringify(START)}).then(async ({ startSimulator }) => {
		const simulator = await startSimulator({ seed: 1 });
		process.on('SIGINT', async () => {
			console.log('models ' + (await fetch(simulator.baseUrl('steady') + '/models')).status);
			await simulator.close();
		});
		console.log('ready');
	})`;
	const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
	await lineOf(parent, /^ready/);
	// As a terminal does it: to the group that it leads.
	process.kill(-(parent.pid ?? 0), 'SIGINT');
	expect(await lineOf(parent, /^models/)).toBe('models 200');
});

it('is gone once closed, and may be closed twice', async () => {
	const simulator = await startSimulator({ seed: 1 });
	await simulator.close();
	await simulator.close();
	await expect(simulator.emissions()).rejects.toThrow();
});

// Would catch a start that hangs, or that says only "exit code 2".
it('says why it could not start, and what to do', async () => {
	const error = await startSimulator({ seed: -1 }).catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(SimulatorError);
	expect(String(error)).toMatch(/could not start: .*--seed must be a whole number.*\n.*try again, or race providers/s);
});

// Would catch keys of the app handed to a process that has no use for them.
it.runIf(process.platform === 'linux')('does not inherit the environment', async () => {
	process.env.SIMULATOR_TEST_API_KEY = 'sk-secret';
	const simulator = await startSimulator({ seed: 1 });
	try {
		const found = spawn('pgrep', ['-P', String(process.pid), '-f', 'simulator/process.ts']);
		const environment = await readFile(`/proc/${await lineOf(found, /^\d+$/)}/environ`, 'utf8');
		const names = environment.split('\0').map((entry) => entry.split('=')[0]);
		expect(names).toContain('NODE_CHANNEL_FD');
		expect(names).not.toContain('SIMULATOR_TEST_API_KEY');
	} finally {
		await simulator.close();
		delete process.env.SIMULATOR_TEST_API_KEY;
	}
});

it('runs alone, prints its base URLs and refuses what it does not understand', async () => {
	const entry = `${SIMULATOR}process.ts`;
	const child = spawn(process.execPath, [entry, '--seed', '7'], { stdio: ['ignore', 'pipe', 'inherit'] });
	const line = await lineOf(child, /steady/);
	const baseUrl = /http:\S+/.exec(line)?.[0] ?? '';
	expect((await fetch(`${baseUrl}/models`)).status).toBe(200);

	const port = new URL(baseUrl).port;
	const second = spawn(process.execPath, [entry, '--port', port], { stdio: ['ignore', 'ignore', 'pipe'] });
	let complaint = '';
	for await (const piece of second.stderr) complaint += piece;
	expect(complaint).toMatch(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
	child.kill();

	const third = spawn(process.execPath, [entry, '--prot', '1'], { stdio: ['ignore', 'ignore', 'ignore'] });
	expect(await once(third, 'exit')).toEqual([2, null]);
});
