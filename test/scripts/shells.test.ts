import { describe, expect, test } from 'vitest';
import { electronProblem, namespacesRestricted, takeShell } from '../../scripts/choose-shell.mjs';
import { fuses } from '../../scripts/flip-fuses.mjs';

describe('--shell', () => {
	test.each([
		[['--shell', 'electron', '--seed', '7'], 'electron', null, ['--seed', '7']],
		[['--seed', '7', '--shell=browser'], 'browser', null, ['--seed', '7']],
		[['--shell=browser', '--no-open'], 'browser', null, ['--no-open']],
		[['--seed', '7'], null, null, ['--seed', '7']],
		// Whoever names the port means the shell that has one.
		[['--port=4000', '--no-open'], 'browser', '--port', ['--port=4000', '--no-open']],
		[['--no-open'], 'browser', '--no-open', ['--no-open']],
		[['--no-open', '--help'], 'browser', null, ['--no-open', '--help']],
		[[], null, null, []],
	])('%j asks for %s, by way of %s', (given, asked, by, rest) => {
		expect(takeShell(given)).toEqual({ asked, by, rest });
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
		[{ isRoot: true }, /as root/],
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

test('no other program can run code as the installed app, load some into it or look inside', () => {
	// RunAsNode, NODE_OPTIONS, --inspect, snapshot, file: off; cookies, integrity, archive only, traps on.
	expect(fuses).toEqual({ 0: false, 1: true, 2: false, 3: false, 4: true, 5: true, 6: false, 7: false, 8: true });
});
