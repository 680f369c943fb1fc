import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { electronBinary, electronVersion, programPath } from './electron-binary.mjs';

/** Whether there is anything to fetch from is found out in so long, or not at all. */
const probeMs = 3_000;
/** A failure is believed for so long. */
const rememberMs = 24 * 60 * 60 * 1_000;

/** So long a download that still is not done has most likely stopped. */
const fetchMs = 5 * 60 * 1_000;

const releases = 'https://github.com/electron/electron/releases/download/';

/** @typedef {(url: string, timeoutMs: number) => Promise<boolean>} Reaches Whether anything answers there in time. */

/**
 * Fetches Electron's program, some 120 MB, with progress on stderr. Where it failed today already, where nobody answers
 * within three seconds, and in CI, it is not tried: starting the app must not wait for a network that is not there.
 *
 * @param {string} root the project's folder
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ now: number, log: (line: string) => void, reaches?: Reaches, insist: boolean }} how to insist is to try
 *   whatever happened before
 * @returns {Promise<string | null>} null once it is there, or why it is not
 */
export async function fetchElectron(root, environment, { now, log, reaches = answers, insist }) {
	if (environment.ELECTRON_OVERRIDE_DIST_PATH) {
		const expected = programPath(root, environment, process.platform);
		return `ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${expected}: name the folder of an unpacked Electron, or unset it`;
	}
	const version = electronVersion(root);
	const memory = join(root, 'node_modules', '.cache', 'fluidity', 'electron-not-fetched.json');
	if (!insist) {
		if (environment.CI) return 'the Electron program is not fetched in CI';
		if (failedLately(memory, version, now)) return 'fetching the Electron program failed within the last day';
	}
	const mirror = environment.ELECTRON_MIRROR || environment.npm_config_electron_mirror || releases;
	const source = URL.parse(mirror);
	if (source === null) return `the Electron program could not be fetched: its mirror "${mirror}" is no URL`;
	if (!(await reaches(mirror, probeMs))) {
		remember(memory, version, now);
		return `the Electron program could not be fetched: ${source.host} does not answer`;
	}
	log(`fetching Electron ${version}, some 120 MB`);
	// Stdout belongs to the task.
	const script = join(root, 'node_modules', 'electron', 'install.js');
	const { error } = spawnSync(process.execPath, [script], {
		cwd: root,
		env: environment,
		stdio: ['ignore', 2, 2],
		timeout: fetchMs,
	});
	if (electronBinary(root, environment, process.platform) !== null) return null;
	remember(memory, version, now);
	if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
		return `the Electron program could not be fetched: ${source.host} took longer than ${fetchMs / 60_000} minutes`;
	}
	return 'the Electron program could not be fetched: what went wrong stands above';
}

/** @type {Reaches} */
async function answers(url, timeoutMs) {
	try {
		await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
		return true;
	} catch {
		// Whatever went wrong, there is nothing to fetch from.
		return false;
	}
}

/**
 * @param {string} memory
 * @param {string} version
 * @param {number} now
 */
function failedLately(memory, version, now) {
	if (!existsSync(memory)) return false;
	try {
		const failure = JSON.parse(readFileSync(memory, 'utf8'));
		return failure.version === version && now - failure.at < rememberMs;
	} catch {
		// Half written, or not ours: it says nothing, and the next failure replaces it.
		return false;
	}
}

/**
 * @param {string} memory
 * @param {string} version
 * @param {number} now
 */
function remember(memory, version, now) {
	mkdirSync(dirname(memory), { recursive: true });
	writeFileSync(memory, JSON.stringify({ version, at: now }));
}
