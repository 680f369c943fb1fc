import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildRendererWhenNeeded } from '../../scripts/build-renderer.mjs';

/** Stands for vite: makes the page, or fails where a file of that name lies about. */
const VITE = `
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
if (existsSync('broken')) process.exit(1);
mkdirSync('out/renderer', { recursive: true });
writeFileSync('out/renderer/index.html', process.env.NODE_ENV);
`;

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'build-renderer-'));
	for (const folder of ['src/renderer/ui', 'src/core', 'node_modules/vite/bin']) {
		mkdirSync(join(root, folder), { recursive: true });
	}
	write('package.json', '{"type":"module"}');
	write('node_modules/vite/bin/vite.js', VITE);
	write('src/renderer/ui/button.tsx', 'one');
	write('src/core/time.ts', 'one');
	write('package-lock.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
	writeFileSync(join(root, path), text);
}

/** Whether it built. */
function built(): boolean {
	const said: string[] = [];
	buildRendererWhenNeeded(root, process.execPath, (line) => said.push(line));
	return said.length > 0;
}

test('the page is built once, and not again while nothing changes', () => {
	expect(built()).toBe(true);
	expect(existsSync(join(root, 'out/renderer/index.html'))).toBe(true);
	expect(built()).toBe(false);
	expect(built()).toBe(false);
});

// Would catch a page that is slow and large because a test was the first to ask for it.
test('the page is the one that people run, whoever has it built', () => {
	expect(process.env.NODE_ENV).toBe('test');
	built();
	expect(readFileSync(join(root, 'out/renderer/index.html'), 'utf8')).toBe('production');
});

// Would catch yesterday's page in front of today's app.
test.each([
	['a source changed', () => write('src/renderer/ui/button.tsx', 'two')],
	['a source of the core changed', () => write('src/core/time.ts', 'two')],
	['a source is new', () => write('src/renderer/new.ts', '')],
	['a source has another name', () => renameSync(join(root, 'src/core/time.ts'), join(root, 'src/core/clock.ts'))],
	['a source has gone', () => rmSync(join(root, 'src/core/time.ts'))],
	['a package changed', () => write('package-lock.json', '{"a":1}')],
	['the way of building changed', () => write('vite.config.ts', 'two')],
	['the page has gone', () => rmSync(join(root, 'out'), { recursive: true })],
])('the page is built again where %s', (_what, change) => {
	built();
	change();
	expect(built()).toBe(true);
	expect(built()).toBe(false);
});

// Would catch a half-built page that counts as built from then on.
test('a build that fails is an error, and is tried again next time, also where the sources went back', () => {
	built();
	write('src/core/time.ts', 'two');
	write('broken', '');
	expect(built).toThrow(/could not be built/);
	write('src/core/time.ts', 'one');
	expect(built).toThrow(/could not be built/);
	rmSync(join(root, 'broken'));
	expect(built()).toBe(true);
	expect(built()).toBe(false);
});
