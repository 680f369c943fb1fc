import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronBinary, electronFolder } from '../../scripts/electron-binary.mjs';
import { fetchElectron } from '../../scripts/fetch-electron.mjs';

const PACKAGES = join(import.meta.dirname, '..', '..', 'node_modules');
const VERSION = '45.4.1';
const DAY = 24 * 60 * 60 * 1_000;
const ZIP = zipSync({ electron: new Uint8Array(400_000).fill(7), version: Buffer.from(VERSION) }, { level: 0 });
const NAME = `electron-v${VERSION}-linux-x64.zip`;

let root = '';
const lines: string[] = [];
const servers: Server[] = [];
const log = (line: string) => void lines.push(line);

/** A project with Electron's own package, whose installer is told to expect the stand-in's checksum. */
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'fluidity-electron-'));
	lines.length = 0;
	const electron = join(root, 'node_modules', 'electron');
	mkdirSync(electron, { recursive: true });
	cpSync(join(PACKAGES, 'electron', 'install.js'), join(electron, 'install.js'));
	writeFileSync(join(electron, 'package.json'), JSON.stringify({ version: VERSION }));
	expectChecksum(ZIP);
	for (const name of ['@electron', '@electron-internal'])
		symlinkSync(join(PACKAGES, name), join(root, 'node_modules', name));
});
afterEach(async () => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		await new Promise((closed) => server.close(closed));
	}
	rmSync(root, { recursive: true });
});

function expectChecksum(zip: Uint8Array): void {
	const checksums = { [NAME]: createHash('sha256').update(zip).digest('hex') };
	writeFileSync(join(root, 'node_modules', 'electron', 'checksums.json'), JSON.stringify(checksums));
}

function installer(text: string): void {
	writeFileSync(join(root, 'node_modules', 'electron', 'install.js'), text);
}

async function mirror(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	servers.push(server);
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** One that has the stand-in, and what it was asked for. */
async function goodMirror(): Promise<{ readonly url: string; readonly asked: string[] }> {
	const asked: string[] = [];
	const url = await mirror(({ url: path = '' }, response) => {
		asked.push(path);
		response.writeHead(200, { 'content-length': ZIP.length }).end(ZIP);
	});
	return { url, asked };
}

/** Nothing of whoever runs the tests: neither their mirror nor their proxy nor their cache. */
function attempt(variables: Record<string, string>, how: { now?: number; insist?: boolean; quiet?: number } = {}) {
	const { PATH = '' } = process.env;
	const own = {
		PATH,
		electron_config_cache: join(root, 'cache'),
		npm_config_platform: 'linux',
		npm_config_arch: 'x64',
	};
	const { now = 0, insist = false, quiet = DAY } = how;
	return fetchElectron(root, { ...own, ...variables }, { now, log, insist, patience: { answer: 30_000, quiet } });
}

/** Where nobody listens. */
async function deadMirror(): Promise<string> {
	const url = await mirror(() => {});
	const server = servers.pop();
	await new Promise((closed) => server?.close(closed));
	return url;
}

// Would catch the package's own main file being loaded, which starts to download.
test('the program is looked for without loading the package', () => {
	writeFileSync(join(root, 'node_modules', 'electron', 'index.js'), 'throw new Error("loaded")');
	expect(electronBinary(root, {}, 'linux')).toBeNull();
	mkdirSync(join(root, 'node_modules', 'electron', 'dist'));
	writeFileSync(join(root, 'node_modules', 'electron', 'dist', 'electron'), '');
	expect(electronBinary(root, {}, 'linux')).toBe(join(root, 'node_modules', 'electron', 'dist', 'electron'));
	expect(electronBinary(root, {}, 'win32')).toBeNull();
	const other = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') };
	expect([electronBinary(root, other, 'linux'), electronFolder(root, other)]).toEqual([null, join(root, 'elsewhere')]);
});

// Would catch a download of 120 MB into one folder for a program that is looked for in another.
test('it is not fetched where the environment names another folder, which is named with what it lacks', async () => {
	installer('throw new Error("asked")');
	const problem = await attempt({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') }, { insist: true });
	expect(problem).toContain(`there is no ${join(root, 'elsewhere')}`);
	expect(problem).toContain('ELECTRON_OVERRIDE_DIST_PATH');
	expect(lines).toEqual([]);
});

// Would catch minutes without a word where nobody sits at a terminal.
test.runIf(process.platform === 'linux')('it is fetched from a mirror, with lines of progress', async () => {
	const { url, asked } = await goodMirror();
	expect(await attempt({ ELECTRON_MIRROR: url })).toBeNull();
	expect(electronBinary(root, {}, 'linux')).not.toBeNull();
	expect(asked).toEqual([`/v${VERSION}/${NAME}`]);
	expect(lines[0]).toBe(`fetching Electron ${VERSION}, some 120 MB, from ${new URL(url).host}`);
	expect(lines.slice(1).every((line) => /: \d+0 % of 0 MB$/.test(line))).toBe(true);
	expect(lines.at(-1)).toBe(`${NAME}: 100 % of 0 MB`);
});

// Would catch a start that needs the network for what another project has fetched.
test.runIf(process.platform === 'linux')('what was fetched once is taken from the cache', async () => {
	const { url, asked } = await goodMirror();
	await attempt({ ELECTRON_MIRROR: url });
	rmSync(join(root, 'node_modules', 'electron', 'dist'), { recursive: true });
	expect(await attempt({ ELECTRON_MIRROR: url })).toBeNull();
	expect(asked).toHaveLength(1);
});

test.runIf(process.platform === 'linux')('a mirror is the one that Electron itself would take', async () => {
	const names = [
		'npm_config_electron_mirror',
		'NPM_CONFIG_ELECTRON_MIRROR',
		'npm_package_config_electron_mirror',
		'ELECTRON_MIRROR',
	];
	for (const [index, first] of names.entries()) {
		const { url, asked } = await goodMirror();
		const others = Object.fromEntries(names.slice(index + 1).map((name) => [name, 'not this one']));
		rmSync(join(root, 'node_modules', 'electron', 'dist'), { recursive: true, force: true });
		expect(await attempt({ ...others, [first]: url })).toBeNull();
		expect(asked).toHaveLength(1);
		expect(await attempt({ ...others, [first]: 'mirror' }, { insist: true })).toBe(
			`the Electron program could not be fetched: its mirror "mirror" (${first}) is no URL`,
		);
	}
});

// Would catch a program of somebody else's in Electron's place.
test('what has another checksum is not taken', async () => {
	expectChecksum(Buffer.from('another'));
	const { url } = await goodMirror();
	expect(await attempt({ ELECTRON_MIRROR: url })).toMatch(/could not be fetched: .*checksum/);
	expect(existsSync(join(root, 'node_modules', 'electron', 'dist'))).toBe(false);
});

test('what a mirror does not have is said in one line', async () => {
	const url = await mirror((_request, response) => response.writeHead(404).end());
	const problem = await attempt({ ELECTRON_MIRROR: url });
	expect(problem).toMatch(/could not be fetched: .*404/);
	expect(problem).not.toContain('\n');
});

test('a download that has stopped is given up', async () => {
	const url = await mirror((_request, response) => void response.writeHead(200).write('some'));
	expect(await attempt({ ELECTRON_MIRROR: url }, { quiet: 600 })).toMatch(/nothing has come from .* for 0\.01 minutes/);
});

// Would catch a start that waits for a dead network every time, and a mirror that is set and not asked until tomorrow.
test('a failure is remembered for a day, for the same version and mirror, unless insisted on', async () => {
	const dead = { ELECTRON_MIRROR: await deadMirror() };
	expect(await attempt(dead)).toBe(
		`the Electron program could not be fetched: ${new URL(dead.ELECTRON_MIRROR).host} does not answer`,
	);
	expect(await attempt(dead, { now: DAY - 1 })).toMatch(/within the last day/);
	expect(await attempt(dead, { now: DAY - 1, insist: true })).toMatch(/does not answer/);
	expect(await attempt(dead, { now: 3 * DAY })).toMatch(/does not answer/);
	expect(lines).toEqual([]);
	for (const other of [{ ELECTRON_MIRROR: await deadMirror() }, { ...dead, HTTPS_PROXY: 'http://127.0.0.1:9' }]) {
		expect(await attempt(other, { now: 3 * DAY })).toMatch(/does not answer/);
	}
	const memory = readFileSync(join(root, 'node_modules', '.cache', 'fluidity', 'electron-not-fetched.json'), 'utf8');
	expect(memory).not.toContain('127.0.0.1');
	writeFileSync(join(root, 'node_modules', 'electron', 'package.json'), '{"version":"45.4.2"}');
	expect(await attempt(dead, { now: 3 * DAY })).not.toMatch(/within the last day/);
});

test('it is never fetched in CI on its own account', async () => {
	installer('throw new Error("asked")');
	expect(await attempt({ CI: 'true' })).toMatch(/in CI/);
});

// Would catch an app that never starts again after a full disk cut this file short.
test('it is tried again where the memory of a failure cannot be read', async () => {
	installer('process.exit(1)');
	expect(await attempt({})).toMatch(/ended without a word/);
	expect(await attempt({})).toMatch(/within the last day/);
	writeFileSync(join(root, 'node_modules', '.cache', 'fluidity', 'electron-not-fetched.json'), '{"vers');
	expect(await attempt({}, { now: 1 })).toMatch(/could not be fetched/);
});
