import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * A program that tests need and npm cannot bring.
 * @typedef {{ name: string, provides: string, reason: string }} SystemPackage
 */

/**
 * What tests need from Debian: package, the command or file it brings, and why.
 * @type {readonly SystemPackage[]}
 */
const wanted = [
	{ name: 'dbus', provides: 'dbus-run-session', reason: 'keys are tested on a session bus of their own' },
	{ name: 'poppler-utils', provides: 'pdftotext', reason: 'printed reports are read back' },
	{
		name: 'fonts-noto-cjk',
		provides: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
		reason: 'printed reports may hold Chinese, Japanese and Korean',
	},
	{ name: 'gnome-keyring', provides: 'gnome-keyring-daemon', reason: 'keys are tested against a real keychain' },
	{ name: 'chromium', provides: 'chromium', reason: 'the window is tested in a real browser' },
];

/**
 * @typedef {object} Host
 * @property {(provided: string) => boolean} has whether a command is on the PATH, or a file at its place
 * @property {boolean} isRoot
 * @property {(args: readonly string[]) => boolean} runApt true when apt-get succeeded
 * @property {(line: string) => void} log
 */

/**
 * Installs what is missing, as root where apt is; elsewhere names it, and the tests that need it skip themselves.
 * @param {(line: string) => void} log
 */
export function provideSystemPackages(log) {
	installMissing(wanted, { has, isRoot: process.getuid?.() === 0, runApt, log });
}

/**
 * @param {readonly SystemPackage[]} packages
 * @param {Host} host
 */
export function installMissing(packages, { has, isRoot, runApt, log }) {
	const missing = packages.filter(({ provides }) => !has(provides));
	if (missing.length === 0) return;
	for (const { name, reason } of missing) log(`${name} is missing: ${reason}`);
	if (!isRoot || !has('apt-get')) {
		log('not root on Debian, so nothing was installed: the tests that need it are skipped');
		return;
	}
	const lock = ['-o', 'DPkg::Lock::Timeout=120'];
	const names = missing.map(({ name }) => name);
	const installed =
		runApt([...lock, 'update']) && runApt([...lock, 'install', '--yes', '--no-install-recommends', ...names]);
	if (!installed) log(`apt-get could not install ${names.join(', ')}: the tests that need it are skipped`);
}

/** @param {string} provided */
function has(provided) {
	if (isAbsolute(provided)) return existsSync(provided);
	return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, provided)));
}

/** @param {string} path */
function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** @param {readonly string[]} args */
function runApt(args) {
	const { status } = spawnSync('apt-get', args, {
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		stdio: ['ignore', 2, 2],
	});
	return status === 0;
}
