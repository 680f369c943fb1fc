import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The package's own main file is never loaded: it would start to download in the middle of whatever asks.

/** Where the program is inside of what Electron distributes. */
const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/**
 * Electron's program: that of `ELECTRON_OVERRIDE_DIST_PATH` where this is set, else the one the package has fetched.
 *
 * @param {string} root the project's folder
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @returns {string | null} null where there is none
 */
export function electronBinary(root, environment, platform) {
	const path = programPath(root, environment, platform);
	return existsSync(path) ? path : null;
}

/**
 * Where Electron's program is, or would be.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 */
export function programPath(root, environment, platform) {
	return join(electronFolder(root, environment), programs[/** @type {'darwin'} */ (platform)] ?? 'electron');
}

/**
 * The folder of an unpacked Electron, whether it is there or not.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
export function electronFolder(root, environment) {
	return environment.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules', 'electron', 'dist');
}

/**
 * The version of the installed package, which is that of the program it fetches.
 * @param {string} root
 * @returns {string}
 */
export function electronVersion(root) {
	return JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version;
}
