import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installWhenNeeded, reasonToInstall, recordInstallation } from '../../scripts/set-up.mjs';
import { installMissing } from '../../scripts/system-packages.mjs';

const zod = { version: '4.6.7', integrity: 'sha512-zod' };
const macOnly = { version: '1.0.0', integrity: 'sha512-mac', optional: true };

describe('the installation of npm packages', () => {
	let folder = '';

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'fluidity-set-up-'));
		writeLock('package-lock.json', { '': { version: '0.1.0' }, 'node_modules/zod': zod, 'node_modules/mac': macOnly });
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function writeLock(name: string, packages: object): void {
		writeFileSync(join(folder, name), JSON.stringify({ packages }));
	}

	function writeNodeModules(packages: object | null): void {
		mkdirSync(join(folder, 'node_modules'));
		if (packages !== null) writeLock('node_modules/.package-lock.json', packages);
	}

	test('is needed in a fresh clone', () => {
		expect(reasonToInstall(folder)).toBe('node_modules is missing');
	});

	test('is not repeated while the lock stays as it was', () => {
		writeNodeModules(null);
		recordInstallation(folder);
		expect(reasonToInstall(folder)).toBeNull();
	});

	test('is needed again when the lock changed, as after a pull', () => {
		writeNodeModules({ 'node_modules/zod': zod });
		recordInstallation(folder);
		writeLock('package-lock.json', { 'node_modules/zod': { ...zod, version: '5.0.0', integrity: 'sha512-new' } });
		expect(reasonToInstall(folder)).toMatch(/differs/);
	});

	test('is not repeated after somebody installed by hand, whose packages for other systems are absent', () => {
		writeNodeModules({ 'node_modules/zod': zod });
		expect(reasonToInstall(folder)).toBeNull();
	});

	test.each([
		['a package is missing', {}],
		['a package has other content', { 'node_modules/zod': { ...zod, integrity: 'sha512-other' } }],
		['a package was removed from the lock', { 'node_modules/zod': zod, 'node_modules/gone': zod }],
		['npm left no account', null],
	])('is needed when %s', (_what, packages) => {
		writeNodeModules(packages);
		expect(reasonToInstall(folder)).toMatch(/differs/);
	});

	test('says in one line why it starts, and is not taken as done when npm failed', () => {
		const lines: string[] = [];
		const host = { runNpm: () => false, log: (line: string) => lines.push(line) };
		expect(installWhenNeeded(folder, 'the project', host)).toBe(false);
		expect(lines).toEqual(['npm ci in the project: node_modules is missing']);
		expect(reasonToInstall(folder)).not.toBeNull();
	});

	test('runs npm ci once and then knows', () => {
		const runs: string[] = [];
		const runNpm = (_folder: string, args: readonly string[]) => {
			runs.push(args.join(' '));
			writeNodeModules(null);
			return true;
		};
		const host = { runNpm, log: () => {} };
		expect(installWhenNeeded(folder, 'the project', host)).toBe(true);
		expect(installWhenNeeded(folder, 'the project', host)).toBe(true);
		expect(runs).toEqual(['ci']);
	});
});

describe('programs from the system', () => {
	const chromium = { name: 'chromium', provides: 'chromium', reason: 'browser tests drive it' };

	function host(present: readonly string[], isRoot: boolean) {
		const lines: string[] = [];
		const runs: string[] = [];
		return {
			lines,
			runs,
			has: (command: string) => present.includes(command),
			isRoot,
			runApt: (args: readonly string[]) => runs.push(args.join(' ')) > 0,
			log: (line: string) => lines.push(line),
		};
	}

	test('are left alone when they are there', () => {
		const machine = host(['chromium', 'apt-get'], true);
		installMissing([chromium], machine);
		expect([machine.runs, machine.lines]).toEqual([[], []]);
	});

	test('are installed by root on Debian after one update, waiting for another apt', () => {
		const machine = host(['apt-get'], true);
		installMissing([chromium], machine);
		expect(machine.runs).toEqual([
			'-o DPkg::Lock::Timeout=120 update',
			'-o DPkg::Lock::Timeout=120 install --yes --no-install-recommends chromium',
		]);
	});

	test.each([
		['nobody is root', host(['apt-get'], false)],
		['there is no apt', host([], true)],
	])('are only named when %s', (_what, machine) => {
		installMissing([chromium], machine);
		expect(machine.runs).toEqual([]);
		expect(machine.lines[0]).toBe('chromium is missing: browser tests drive it');
	});
});
