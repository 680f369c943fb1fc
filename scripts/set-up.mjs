import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { provideSystemPackages } from './system-packages.mjs';

// Runs on any Node from 20 on and with nothing installed: it is what installs the rest.

const nodeMajor = 24;

/** @typedef {(folder: string, args: readonly string[]) => boolean} RunNpm Runs npm in a folder; true when it succeeded. */
/** @typedef {(line: string) => void} Log */

/**
 * The Node that runs the project: the devDependency `node`, which node_modules/.bin/node points to.
 * @param {string} root
 */
export function projectNode(root) {
	return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Why `npm ci` has to run in a folder, or null when what is installed is what package-lock.json asks for.
 * @param {string} folder
 * @returns {string | null}
 */
export function reasonToInstall(folder) {
	if (!existsSync(join(folder, 'node_modules'))) return 'node_modules is missing';
	if (installedHash(folder) === lockHash(folder)) return null;
	if (npmAgrees(folder)) {
		recordInstallation(folder);
		return null;
	}
	return 'package-lock.json differs from the one last installed';
}

/**
 * Notes that node_modules now holds what package-lock.json asks for.
 * @param {string} folder
 */
export function recordInstallation(folder) {
	mkdirSync(join(folder, 'node_modules', '.cache', 'fluidity'), { recursive: true });
	writeFileSync(hashPath(folder), `${lockHash(folder)}\n`);
}

/**
 * Runs `npm ci` in a folder when there is a reason to.
 * @param {string} folder
 * @param {string} label what the folder is called in the message
 * @param {{ runNpm: RunNpm, log: Log }} host
 * @returns {boolean} false when npm failed
 */
export function installWhenNeeded(folder, label, { runNpm, log }) {
	const reason = reasonToInstall(folder);
	if (reason === null) return true;
	log(`npm ci in ${label}: ${reason}`);
	if (!runNpm(folder, ['ci'])) return false;
	recordInstallation(folder);
	return true;
}

/**
 * Makes sure everything a task needs is there, saying in one line on stderr why anything is installed.
 * Costs a few milliseconds when nothing is missing.
 *
 * @param {string} root the project's folder
 * @param {{ forTests: boolean }} need tests also want system packages and the independent peers
 * @throws {Error} when the project's own packages or its Node cannot be installed
 */
export function setUp(root, { forTests }) {
	const host = { runNpm, log };
	if (!installWhenNeeded(root, 'the project', host)) throw new Error('npm ci failed; its message stands above');
	provideNode(root, host);
	if (!forTests) return;
	provideSystemPackages(log);
	const peers = join(root, 'test', 'peers');
	if (existsSync(join(peers, 'package-lock.json')) && !installWhenNeeded(peers, 'test/peers', host)) {
		log('test/peers could not be installed: its tests are skipped');
	}
}

/**
 * @param {string} root
 * @param {{ runNpm: RunNpm, log: Log }} host
 */
function provideNode(root, host) {
	if (isRightNode(root)) return;
	// The package consists of an install script that fetches the binary: an installation without scripts leaves it out.
	host.log(`npm rebuild node: node_modules/.bin/node is not Node ${nodeMajor}`);
	if (host.runNpm(root, ['rebuild', 'node']) && isRightNode(root)) return;
	// Switching scripts off is somebody's decision about their machine, so it is theirs to make an exception.
	throw new Error(
		`The npm package "node" did not bring Node ${nodeMajor}. If npm runs no install scripts here (npm config get ` +
			'ignore-scripts), allow this one: npm rebuild node --ignore-scripts=false',
	);
}

/** @param {string} root */
function isRightNode(root) {
	const binary = projectNode(root);
	if (!existsSync(binary)) return false;
	const version =
		realpathSync(binary) === realpathSync(process.execPath)
			? process.version
			: spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout;
	return version?.startsWith(`v${nodeMajor}.`) ?? false;
}

/** @param {string} folder */
function hashPath(folder) {
	return join(folder, 'node_modules', '.cache', 'fluidity', 'lock.sha256');
}

/** @param {string} folder */
function lockHash(folder) {
	return createHash('sha256')
		.update(readFileSync(join(folder, 'package-lock.json')))
		.digest('hex');
}

/** @param {string} folder */
function installedHash(folder) {
	return existsSync(hashPath(folder)) ? readFileSync(hashPath(folder), 'utf8').trim() : null;
}

/**
 * True when npm's own account of node_modules lists the lock's packages: somebody ran `npm ci` or `npm install` by
 * hand, and installing again would only cost time. Packages for other platforms are absent from that account.
 * @param {string} folder
 */
function npmAgrees(folder) {
	const accountPath = join(folder, 'node_modules', '.package-lock.json');
	if (!existsSync(accountPath)) return false;
	const wanted = lockedPackages(join(folder, 'package-lock.json'));
	const present = lockedPackages(accountPath);
	return (
		Object.entries(wanted).every(([path, entry]) =>
			present[path] === undefined ? entry.optional === true || path === '' : sameContent(entry, present[path]),
		) && Object.entries(present).every(([path, entry]) => wanted[path] !== undefined || entry.extraneous === true)
	);
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, extraneous?: boolean }} LockedPackage
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(path) {
	return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/**
 * @param {LockedPackage} one
 * @param {LockedPackage} other
 */
function sameContent(one, other) {
	return one.version === other.version && one.integrity === other.integrity;
}

/** @type {RunNpm} */
function runNpm(folder, args) {
	// npm must not run on the Node it is about to replace, which a task's PATH puts first; and `npm run --silent`
	// hands its silence down, which would hide why an installation failed. Stdout belongs to the task.
	const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !/node_modules[\\/]\.bin$/.test(entry));
	const { status } = spawnSync('npm', [...args, '--loglevel=error'], {
		cwd: folder,
		env: { ...process.env, PATH: path.join(delimiter) },
		shell: process.platform === 'win32',
		stdio: ['ignore', 2, 2],
	});
	return status === 0;
}

/** @type {Log} */
function log(line) {
	process.stderr.write(`set-up: ${line}\n`);
}
