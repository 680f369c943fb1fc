import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordInstallation } from '../../scripts/set-up.mjs';

const PROJECT = join(import.meta.dirname, '..', '..');
/** What `npm start` reads of a checkout. */
const OF_CHECKOUT = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.base.json', 'scripts', 'src'];
/** Under 3 s is meant, on a machine that does nothing else; this is for one that does much. */
const MOST_MS = 15_000;

let checkout: string;
beforeAll(() => {
	checkout = mkdtempSync(join(tmpdir(), 'fluidity-start-'));
	for (const name of OF_CHECKOUT) cpSync(join(PROJECT, name), join(checkout, name), { recursive: true });
	// The packages themselves, but not what the project keeps about its own builds.
	mkdirSync(join(checkout, 'node_modules'));
	for (const name of readdirSync(join(PROJECT, 'node_modules'))) {
		if (name !== '.cache') symlinkSync(join(PROJECT, 'node_modules', name), join(checkout, 'node_modules', name));
	}
	recordInstallation(checkout);
});
afterAll(() => rmSync(checkout, { recursive: true }));

/** What is said of every start with that option. */
const CHOSEN = 'start: in the browser, not in Electron: --no-open asks for the browser\n';

/** What a start said before it was ready and how long that took, as `npm start -- --no-open` runs it. */
async function start(): Promise<{ readonly said: string; readonly readyMs: number }> {
	const startedMs = performance.now();
	const child = spawn(process.execPath, [join(checkout, 'scripts', 'run.mjs'), 'start', '--no-open'], {
		cwd: checkout,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, FLUIDITY_HOME: join(checkout, 'home') },
	});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	const [ready] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), once(child, 'exit')]);
	const readyMs = performance.now() - startedMs;
	expect(ready, said).toMatch(/^Fluidity Bench is ready: http:\/\/127\.0\.0\.1:\d+/);
	child.kill('SIGTERM');
	await once(child, 'close');
	return { said, readyMs };
}

// Would catch an installation, a build or a look at the network at every start.
test('a second start with nothing changed prepares nothing', async (context) => {
	const first = await start();
	expect(first.said).toMatch(new RegExp(`^${CHOSEN}start: building The page: .+\n$`));
	const page = join(checkout, 'out', 'renderer', 'index.html');
	const builtMs = statSync(page).mtimeMs;
	const second = await start();
	await context.annotate(`ready after ${first.readyMs.toFixed(0)} ms, then after ${second.readyMs.toFixed(0)} ms`);
	expect(second.said).toBe(CHOSEN);
	expect(statSync(page).mtimeMs).toBe(builtMs);
	expect(second.readyMs).toBeLessThan(MOST_MS);
});
