import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasSandboxHelper, namespacesRestricted } from '../../scripts/choose-shell.mjs';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'scripts');

/** Stands for whatever builds: makes what it is asked for. */
const BUILD = (outputs: readonly string[]): string => `
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
for (const output of ${JSON.stringify(outputs)}) {
	mkdirSync(dirname(output), { recursive: true });
	writeFileSync(output, '');
}`;

/** A checkout of nothing but the scripts; what they would build or start are stand-ins. */
let root = '';
const screen = { DISPLAY: ':0' };
beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'fluidity-shells-'));
	cpSync(SCRIPTS, join(root, 'scripts'), { recursive: true });
	write('package.json', '{"type":"module"}');
	write('node_modules/electron/package.json', '{"version":"45.4.1"}');
	write('node_modules/electron/install.js', 'console.error("Error: no way to it"); process.exit(1);');
	write('node_modules/vite/bin/vite.js', BUILD(['out/renderer/index.html']));
	write(
		'node_modules/electron-vite/bin/electron-vite.js',
		BUILD(['out/main/electron/main.js', 'out/preload/preload.cjs']),
	);
	write('src/main/browser/main.ts', 'console.log("browser", ...process.argv.slice(2));');
	write('unpacked/electron', '#!/bin/sh\necho "electron $2 $3 <$ELECTRON_RUN_AS_NODE>"\n');
	chmodSync(join(root, 'unpacked', 'electron'), 0o755);
});
beforeEach(() =>
	rmSync(join(root, 'node_modules', '.cache', 'fluidity', 'electron-not-fetched.json'), { force: true }),
);
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

/** Runs a script as the user of that id, as far as it can tell. */
function run(script: string, args: readonly string[], variables: Record<string, string>, uid = 1000) {
	const as = `data:text/javascript,process.getuid=()=>${uid}`;
	const { PATH = '' } = process.env;
	const env = { PATH, HOME: root, ...variables };
	const node = ['--import', as, join(root, 'scripts', script), ...args];
	const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: root, env, encoding: 'utf8' });
	const said = stderr.split('\n').filter((line) => line !== '' && !line.includes(': building '));
	return { status, stdout, said };
}

describe.runIf(process.platform === 'linux')('npm start', () => {
	const restricted = namespacesRestricted() && !hasSandboxHelper('');
	const elsewhere = { ELECTRON_OVERRIDE_DIST_PATH: '/no/such/folder' };

	// Would catch a browser that opens and nobody knows why, and a reason that fills the screen.
	test.each([
		['there is no screen', {}, 1000, false],
		["Chromium's sandbox does not run as root", { DISPLAY: ':0' }, 0, false],
		['the Electron program is not fetched in CI', { DISPLAY: ':0', CI: 'true' }, 1000, true],
		[
			'ELECTRON_OVERRIDE_DIST_PATH is set, but there is no /no/such/folder/electron: name the folder of an unpacked ' +
				'Electron, or unset it',
			{ WAYLAND_DISPLAY: 'wayland-0', ...elsewhere },
			1000,
			true,
		],
		['the Electron program could not be fetched: Error: no way to it', { DISPLAY: ':0' }, 1000, true],
	] as const)('opens the browser and says in one line that %s', (why, variables, uid, needsNamespaces) => {
		const reason = needsNamespaces && restricted ? expect.stringContaining('namespaces') : why;
		const { status, stdout, said } = run('start.mjs', ['--seed', '7'], variables, uid);
		expect([status, stdout, said]).toEqual([0, 'browser --seed 7\n', [expect.any(String)]]);
		expect(said[0]?.replace('start: in the browser, not in Electron: ', '')).toEqual(reason);
		expect(said[0]).toMatch(/^start: in the browser, not in Electron: /);
	});

	test('says on the next start only that it failed lately', (context) => {
		if (restricted) context.skip('ordinary users make no namespaces here');
		run('start.mjs', [], screen);
		const { status, said } = run('start.mjs', [], screen);
		expect([status, said]).toEqual([
			0,
			['start: in the browser, not in Electron: fetching the Electron program failed within the last day'],
		]);
	});

	test('says nothing where the browser was asked for by its name', () => {
		for (const args of [['--shell', 'browser'], ['--shell=browser', '--no-open'], ['--help']]) {
			expect(run('start.mjs', args, screen)).toMatchObject({ status: 0, said: [] });
		}
	});

	// Would catch somebody who wonders where Electron is, and does not know that an option decided it.
	test.each(['--no-open', '--port=4000'])('says in one line that %s asks for the browser', (option) => {
		const said = [`start: in the browser, not in Electron: ${option.split('=')[0]} asks for the browser`];
		expect(run('start.mjs', [option], screen)).toEqual({ status: 0, stdout: `browser ${option}\n`, said });
	});

	test('opens no browser where Electron was asked for and cannot run', () => {
		expect(run('start.mjs', ['--shell', 'electron'], {})).toEqual({
			status: 1,
			stdout: '',
			said: ['start: not in Electron: there is no screen'],
		});
	});

	// Would catch an Electron that is a Node, because the terminal of an editor says so.
	test('goes on as Electron where that is there and can run', (context) => {
		if (restricted) context.skip('ordinary users make no namespaces here');
		const environment = { ...screen, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'unpacked'), ELECTRON_RUN_AS_NODE: '1' };
		expect(run('start.mjs', ['--seed', '7'], environment)).toEqual({
			status: 0,
			stdout: 'electron --seed 7 <>\n',
			said: [],
		});
	});
});

test.runIf(process.platform === 'linux')('npm run package says what is missing, packages nothing and fails', () => {
	const { status, stdout, said } = run('package.mjs', ['--dir'], { CI: 'true' });
	expect([status, stdout]).toEqual([1, '']);
	expect(said).toEqual([
		'package: the Electron program could not be fetched: Error: no way to it. Nothing was packaged: an installer holds ' +
			'that program. Unpack an Electron for this system and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
	]);
});

describe('npm run e2e -- --shell electron', () => {
	// Would catch a run of skipped specs that passes for one of specs that held, and packages that nobody needs then.
	test('fails with a sentence, before anything is installed, where the program is not here', () => {
		const { status, said } = run('run.mjs', ['e2e', '--shell', 'electron'], screen);
		expect([status, said]).toEqual([
			1,
			[
				expect.stringMatching(
					/^e2e: no spec was run: the Electron program is not here\. .*ELECTRON_OVERRIDE_DIST_PATH/,
				),
			],
		]);
	});

	test.runIf(process.platform === 'linux')('fails with a sentence where the program cannot run', () => {
		const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'unpacked') };
		const { status, said } = run('run.mjs', ['e2e', '--shell=electron', 'race'], environment);
		expect([status, said]).toEqual([1, ['e2e: no spec was run: Electron cannot run here, for there is no screen.']]);
	});

	test.each([
		[['--shell', 'kiosk'], '--shell must be electron or browser, not "kiosk"'],
		[['--shell'], "Option '--shell <value>' argument missing"],
		[['--shel', 'electron'], "Unknown option '--shel'"],
	])('takes no other option: %j', (given, why) => {
		const { status, said } = run('run.mjs', ['e2e', ...given], {});
		expect([status, said]).toEqual([1, [expect.stringContaining(`e2e: ${why}`)]]);
	});

	test.runIf(process.platform === 'linux')('goes on to look for what it needs where it can run', (context) => {
		if (namespacesRestricted() && !hasSandboxHelper('')) context.skip('ordinary users make no namespaces here');
		const environment = { ...screen, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'unpacked') };
		const { status, said } = run('run.mjs', ['e2e', '--shell', 'electron'], environment);
		// Which here can only fail.
		expect([status, said]).toEqual([1, [expect.stringContaining('package-lock.json')]]);
	});
});
