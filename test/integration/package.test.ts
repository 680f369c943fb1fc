import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackage, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { afterPack, fuses } from '../../scripts/flip-fuses.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const NATIVE = `node_modules/@napi-rs/keyring-linux-${process.arch}-gnu`;

/** As @electron/fuses finds it in a program: a sentinel, version 1, how many there are, and one byte for each. */
const WIRE = Buffer.from(`dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101110011`, 'latin1');

let all = '';
let installed = '';
let files: readonly string[] = [];

describe.runIf(process.platform === 'linux')('npm run package -- --dir, given an unpacked Electron', () => {
	beforeAll(async () => {
		all = mkdtempSync(join(tmpdir(), 'fluidity-package-'));
		const electron = join(all, 'electron');
		mkdirSync(join(electron, 'resources'), { recursive: true });
		const program = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(64), WIRE, Buffer.alloc(64)]);
		writeFileSync(join(electron, 'electron'), program, { mode: 0o755 });
		for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) writeFileSync(join(electron, name), name);
		mkdirSync(join(all, 'default'));
		writeFileSync(join(all, 'default', 'main.js'), '');
		await createPackage(join(all, 'default'), join(electron, 'resources', 'default_app.asar'));
		const args = ['scripts/package.mjs', '--dir', `-c.directories.output=${join(all, 'packages')}`];
		const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron };
		execFileSync(process.execPath, args, { cwd: ROOT, env, stdio: 'pipe' });
		const [folder = ''] = readdirSync(join(all, 'packages')).filter((name) => name.endsWith('unpacked'));
		installed = join(all, 'packages', folder);
		files = listPackage(join(installed, 'resources', 'app.asar'), { isPack: false }).map((path) => path.slice(1));
	}, 240_000);
	afterAll(() => rmSync(all, { recursive: true }));

	// Would catch an installed app that any program can run code as.
	test('every fuse of the program is as decided', async () => {
		const wire = new Map(Object.entries(await getCurrentFuseWire(join(installed, 'fluidity-bench'))));
		for (const [fuse, on] of Object.entries(fuses)) {
			expect([FuseV1Options[Number(fuse)], wire.get(fuse)]).toEqual([
				FuseV1Options[Number(fuse)],
				on ? FuseState.ENABLE : FuseState.DISABLE,
			]);
		}
	});

	test('the archive holds what was built and the native package, and nothing else', () => {
		const built = ['out/main/electron/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html', 'package.json'];
		expect(files).toEqual(expect.arrayContaining([...built, 'node_modules/keytar/package.json']));
		const allowed =
			/^(package\.json|out|out\/(main|preload|renderer)(\/.*)?|node_modules(\/(keytar|@napi-rs)(\/.*)?)?)$/;
		expect(files.filter((path) => !allowed.test(path))).toEqual([]);
		expect(files.filter((path) => /\.(ts|tsx|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
		expect(files.filter((path) => /(^|\/)\.[^/]+$/.test(path))).toEqual([]);
	});

	// Would catch an installed app that cannot open the keychain: a library is no file inside of an archive.
	test("this platform's native library lies beside the archive", () => {
		const unpacked = join(installed, 'resources', 'app.asar.unpacked');
		const libraries = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((name) =>
			name.endsWith('.node'),
		);
		expect(libraries).toContain(join(NATIVE, `keyring.linux-${process.arch}-gnu.node`));
		for (const library of libraries) {
			expect(readFileSync(join(unpacked, library)).equals(readFileSync(join(ROOT, library)))).toBe(true);
		}
	});

	test("Electron's own app is gone, and both licences are there", () => {
		expect(readdirSync(join(installed, 'resources')).sort()).toEqual(['app.asar', 'app.asar.unpacked']);
		expect(existsSync(join(installed, 'LICENSE.electron.txt'))).toBe(true);
		expect(existsSync(join(installed, 'LICENSES.chromium.html'))).toBe(true);
	});

	// Would catch a preload script in pieces, of which a sandboxed page loads only the first.
	test('the preload script is one file, which asks for Electron alone', () => {
		expect(readdirSync(join(ROOT, 'out', 'preload'))).toEqual(['preload.cjs']);
		const script = readFileSync(join(ROOT, 'out', 'preload', 'preload.cjs'), 'utf8');
		expect([...script.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
		expect(script).not.toMatch(/^\s*(import|export)\b/m);
	});

	// Would catch a package that packs fewer fuses than the program has, and says nothing.
	test('a program with a switch that nobody decided on is not packaged', async () => {
		const later = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x0a1011100111', 'latin1');
		writeFileSync(join(all, 'later'), Buffer.concat([Buffer.alloc(64), later, Buffer.alloc(64)]));
		const packager = {
			appInfo: { productFilename: 'Fluidity Bench' },
			executableName: 'later',
			getResourcesDir: (folder: string) => join(folder, 'resources'),
		};
		await expect(afterPack({ appOutDir: all, electronPlatformName: 'linux', packager })).rejects.toThrow(
			/10 fuses but you only provided a config for 9/,
		);
	});
});
