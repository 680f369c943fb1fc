import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMainWhenNeeded } from '../../scripts/build-main.mjs';
import type { Scorecard } from '../../src/core/scorecard.ts';

const root = join(import.meta.dirname, '..', '..');
let folder = '';

beforeAll(() => {
	buildMainWhenNeeded(root, process.execPath, () => {});
	// Without node_modules in reach: what is installed has none but the keychain's.
	folder = mkdtempSync(join(tmpdir(), 'fluidity-built-'));
	cpSync(join(root, 'out', 'main'), join(folder, 'out', 'main'), { recursive: true });
	cpSync(join(root, 'package.json'), join(folder, 'package.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// Would catch a thread or a process that the bundle looks for in the wrong place, and a package that it left out.
test('what is built for Electron races on its own: engine, tokenizer and simulator start from it', async () => {
	const program = join(folder, 'out', 'main', 'cli', 'main.js');
	const args = ['race', '--provider', 'sim:steady', '--max-tokens', '10', '--json'];
	const child = spawn(process.execPath, [program, ...args], {
		cwd: folder,
		env: { PATH: process.env.PATH, FLUIDITY_HOME: folder },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (piece: string) => {
		output += piece;
	});
	const [code] = await once(child, 'close');
	const { providers }: Scorecard = JSON.parse(output);
	expect([code, providers.map(({ outputTokens }) => outputTokens)]).toEqual([0, [10]]);
});
