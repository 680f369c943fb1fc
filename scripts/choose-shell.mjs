import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { electronFolder } from './electron-binary.mjs';

/** Options that only the browser shell has: whoever gives one means it. */
const browserOptions = ['--port', '--no-open'];
/** What that shell answers without opening anything. */
const helpOptions = ['--help', '-h'];

/** @typedef {'electron' | 'browser'} Shell */

/**
 * Takes `--shell` out of what `npm start` was given.
 *
 * @param {readonly string[]} given
 * @returns {{ asked: Shell | null, by: string | null, rest: readonly string[] }} `asked` is null where the shell is left
 *   to us; `by` is the option that asks for the browser without naming it
 * @throws {Error} where it names no shell
 */
export function takeShell(given) {
	const at = given.findIndex((argument) => argument === '--shell' || argument.startsWith('--shell='));
	if (at === -1) {
		const names = given.map((argument) => argument.split('=')[0] ?? '');
		if (names.some((name) => helpOptions.includes(name))) return { asked: 'browser', by: null, rest: given };
		const by = names.find((name) => browserOptions.includes(name)) ?? null;
		return { asked: by === null ? null : 'browser', by, rest: given };
	}
	const [option = '', inline] = (given[at] ?? '').split('=');
	const name = inline ?? given[at + 1];
	if (name !== 'electron' && name !== 'browser') {
		throw new Error(`${option} must be electron or browser, not "${name ?? ''}"`);
	}
	const rest = [...given.slice(0, at), ...given.slice(at + (inline === undefined ? 2 : 1))];
	return { asked: name, by: null, rest };
}

/**
 * Why Electron cannot run here whatever is installed, or null where it can.
 *
 * @param {{ platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, isRoot: boolean, namespacesRestricted: boolean,
 *   hasSandboxHelper: boolean }} machine
 */
export function electronProblem({ platform, environment, isRoot, namespacesRestricted, hasSandboxHelper }) {
	if (platform !== 'linux') return null;
	if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return 'there is no screen';
	if (isRoot) return "Chromium's sandbox does not run as root";
	if (namespacesRestricted && !hasSandboxHelper) {
		return "this system restricts user namespaces, which Chromium's sandbox needs unless it is installed by root";
	}
	return null;
}

/**
 * The same of this machine.
 * @param {string} root the project's folder
 */
export function electronProblemHere(root) {
	return electronProblem({
		platform: process.platform,
		environment: process.env,
		isRoot: process.getuid?.() === 0,
		namespacesRestricted: namespacesRestricted(),
		hasSandboxHelper: hasSandboxHelper(electronFolder(root, process.env)),
	});
}

/**
 * Whether programs of ordinary users may not make the namespaces that Chromium's sandbox is made of.
 * @param {(path: string) => string | null} read
 */
export function namespacesRestricted(read = readSetting) {
	return (
		read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
		read('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
		read('/proc/sys/user/max_user_namespaces') === '0'
	);
}

/**
 * Whether Electron's own helper may make them instead: it has to belong to root and run as root.
 * @param {string} folder of the unpacked Electron
 */
export function hasSandboxHelper(folder) {
	const helper = join(folder, 'chrome-sandbox');
	if (!existsSync(helper)) return false;
	const { uid, mode } = statSync(helper);
	return uid === 0 && (mode & 0o4000) !== 0;
}

/** @param {string} path */
function readSetting(path) {
	return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}
