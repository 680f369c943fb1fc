import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { electronProblem, namespacesRestricted, takeShell } from '../../scripts/choose-shell.mjs';
import { electronBinary, electronFolder } from '../../scripts/electron-binary.mjs';
import { fetchElectron } from '../../scripts/fetch-electron.mjs';
import { fuses } from '../../scripts/flip-fuses.mjs';

describe('--shell', () => {
	test.each([
		[['--shell', 'electron', '--seed', '7'], 'electron', ['--seed', '7']],
		[['--seed', '7', '--shell=browser'], 'browser', ['--seed', '7']],
		[['--seed', '7'], null, ['--seed', '7']],
		// Whoever names the port means the shell that has one.
		[['--no-open', '--port=4000'], 'browser', ['--no-open', '--port=4000']],
		[[], null, []],
	])('%j asks for %s', (given, asked, rest) => {
		expect(takeShell(given)).toEqual({ asked, rest });
	});

	test.each([[['--shell']], [['--shell', 'kiosk']], [['--shell=']]])('%j is refused', (given) => {
		expect(() => takeShell(given)).toThrow(/--shell must be electron or browser/);
	});
});

describe('Electron cannot run', () => {
	const able = {
		platform: 'linux',
		environment: { DISPLAY: ':0' },
		isRoot: false,
		namespacesRestricted: false,
		hasSandboxHelper: false,
	} as const;

	test.each([
		[{}, null],
		[{ environment: { WAYLAND_DISPLAY: 'wayland-0' } }, null],
		[{ environment: {} }, /no screen/],
		[{ isRoot: true }, /root/],
		[{ namespacesRestricted: true }, /namespaces/],
		[{ namespacesRestricted: true, hasSandboxHelper: true }, null],
		[{ platform: 'win32', environment: {} }, null],
	] as const)('%j: %s', (different, problem) => {
		const said = electronProblem({ ...able, ...different });
		if (problem === null) expect(said).toBeNull();
		else expect(said).toMatch(problem);
	});

	test('where the kernel keeps namespaces from ordinary users', () => {
		expect(namespacesRestricted(() => null)).toBe(false);
		expect(namespacesRestricted((path) => (path.includes('apparmor') ? '1' : null))).toBe(true);
		expect(namespacesRestricted((path) => (path.includes('clone') ? '0' : null))).toBe(true);
	});
});

describe("Electron's program", () => {
	let root = '';
	const lines: string[] = [];
	const log = (line: string) => void lines.push(line);

	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'fluidity-electron-'));
		lines.length = 0;
		mkdirSync(join(root, 'node_modules', 'electron'), { recursive: true });
		writeFileSync(join(root, 'node_modules', 'electron', 'package.json'), '{"version":"45.4.1"}');
	});
	afterEach(() => rmSync(root, { recursive: true }));

	function installer(text: string): void {
		writeFileSync(join(root, 'node_modules', 'electron', 'install.js'), text);
	}

	// Would catch the package's own main file being loaded, which starts to download.
	test('is looked for without loading the package', () => {
		writeFileSync(join(root, 'node_modules', 'electron', 'index.js'), 'throw new Error("loaded")');
		expect(electronBinary(root, {}, 'linux')).toBeNull();
		mkdirSync(join(root, 'node_modules', 'electron', 'dist'));
		writeFileSync(join(root, 'node_modules', 'electron', 'dist', 'electron'), '');
		expect(electronBinary(root, {}, 'linux')).toBe(join(root, 'node_modules', 'electron', 'dist', 'electron'));
		expect(electronBinary(root, {}, 'win32')).toBeNull();
		const other = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') };
		expect([electronBinary(root, other, 'linux'), electronFolder(root, other)]).toEqual([
			null,
			join(root, 'elsewhere'),
		]);
	});

	// Would catch a download of 120 MB into one folder for a program that is looked for in another.
	test('is not fetched where the environment names another folder, which is named with what it lacks', async () => {
		const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') };
		const how = { now: 0, log, reaches: () => Promise.reject(new Error('asked')), insist: true };
		const problem = await fetchElectron(root, environment, how);
		expect(problem).toContain(`there is no ${join(root, 'elsewhere')}`);
		expect(problem).toContain('ELECTRON_OVERRIDE_DIST_PATH');
		expect(lines).toEqual([]);
	});

	test('is fetched where there is something to fetch from', async () => {
		installer(`const { mkdirSync, writeFileSync } = require('node:fs');
			mkdirSync(__dirname + '/dist');
			writeFileSync(__dirname + '/dist/electron', '');`);
		const fetched = await fetchElectron(root, {}, { now: 0, log, reaches: async () => true, insist: false });
		expect([fetched, lines.length]).toEqual([null, 1]);
		expect(electronBinary(root, {}, 'linux')).not.toBeNull();
	});

	// Would catch a start that waits for a dead network every time.
	test('is not tried again within a day of failing, unless insisted on', async () => {
		let probes = 0;
		const reaches = async () => {
			probes += 1;
			return false;
		};
		const day = 24 * 60 * 60 * 1_000;
		const attempt = (now: number, insist = false) => fetchElectron(root, {}, { now, log, reaches, insist });
		expect(await attempt(0)).toMatch(/github\.com does not answer/);
		expect(await attempt(day - 1)).toMatch(/within the last day/);
		expect(probes).toBe(1);
		await attempt(day - 1, true);
		await attempt(3 * day);
		expect(probes).toBe(3);
	});

	test('is never fetched in CI on its own account', async () => {
		const reaches = () => Promise.reject(new Error('asked'));
		expect(await fetchElectron(root, { CI: 'true' }, { now: 0, log, reaches, insist: false })).toMatch(/in CI/);
	});

	// Would catch an app that never starts again after a full disk cut this file short.
	test('is tried again where the memory of a failure cannot be read', async () => {
		const reaches = async () => false;
		await fetchElectron(root, {}, { now: 0, log, reaches, insist: false });
		writeFileSync(join(root, 'node_modules', '.cache', 'fluidity', 'electron-not-fetched.json'), '{"vers');
		expect(await fetchElectron(root, {}, { now: 1, log, reaches, insist: false })).toMatch(/does not answer/);
	});

	test('is not fetched from a mirror that is no URL, which is said', async () => {
		const how = { now: 0, log, reaches: async () => true, insist: false };
		expect(await fetchElectron(root, { ELECTRON_MIRROR: 'mirror' }, how)).toMatch(/"mirror" is no URL/);
	});

	test('that was not fetched after all is reported and remembered', async () => {
		installer('process.exit(1)');
		const how = { now: 0, log, reaches: async () => true, insist: false };
		expect(await fetchElectron(root, {}, how)).toMatch(/could not be fetched/);
		expect(await fetchElectron(root, {}, how)).toMatch(/within the last day/);
	});
});

test('no other program can run code as the installed app, load some into it or look inside', () => {
	// RunAsNode, NODE_OPTIONS, --inspect, snapshot, file: off; cookies, integrity, archive only, traps on.
	expect(fuses).toEqual({ 0: false, 1: true, 2: false, 3: false, 4: true, 5: true, 6: false, 7: false, 8: true });
});
