import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { electronBinary, electronVersion, programPath } from './electron-binary.mjs';

/** A failure is believed for so long. */
const rememberMs = 24 * 60 * 60 * 1_000;

/**
 * How long is waited, in milliseconds.
 * @typedef {object} Patience
 * @property {number} answer for whoever is asked for the program, to answer at all
 * @property {number} quiet with nothing coming, until a download has most likely stopped
 */

/** @type {Patience} */
const usualPatience = { answer: 3_000, quiet: 5 * 60 * 1_000 };

/** Electron's installer takes the first of these that is set. */
const mirrorVariables = [
	'npm_config_electron_mirror',
	'NPM_CONFIG_ELECTRON_MIRROR',
	'npm_package_config_electron_mirror',
	'ELECTRON_MIRROR',
];

/** Whatever it makes of where it fetches from, and by which way. */
const settings = /^((npm_config_|npm_package_config_)?electron_|(https?|no)_proxy$)/i;

/** A line for so much of what is fetched where nobody knows how much that is. */
const stepBytes = 10_000_000;

/**
 * Fetches Electron's program, some 120 MB, by Electron's own installer, with a line of progress now and then. Where the
 * same failed today already, and in CI, it is not tried; where nobody answers within three seconds, it is given up:
 * starting the app must not wait for a network that is not there.
 *
 * @param {string} root the project's folder
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ now: number, log: (line: string) => void, insist: boolean, patience?: Patience }} how to insist is to try
 *   whatever happened before
 * @returns {Promise<string | null>} null once it is there, or why it is not
 */
export async function fetchElectron(root, environment, { now, log, insist, patience = usualPatience }) {
	if (environment.ELECTRON_OVERRIDE_DIST_PATH) {
		const expected = programPath(root, environment, process.platform);
		return `ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${expected}: name the folder of an unpacked Electron, or unset it`;
	}
	const version = electronVersion(root);
	const memory = join(root, 'node_modules', '.cache', 'fluidity', 'electron-not-fetched.json');
	const attempt = attemptOf(version, environment);
	if (!insist) {
		if (environment.CI) return 'the Electron program is not fetched in CI';
		if (failedLately(memory, attempt, now)) return 'fetching the Electron program failed within the last day';
	}
	const mirror = mirrorVariables.find((name) => environment[name]);
	if (mirror !== undefined && !URL.canParse(environment[mirror] ?? '')) {
		return `the Electron program could not be fetched: its mirror "${environment[mirror]}" (${mirror}) is no URL`;
	}
	const problem = await install(root, environment, { log, patience, version });
	if (electronBinary(root, environment, process.platform) !== null) return null;
	remember(memory, attempt, now);
	return `the Electron program could not be fetched: ${problem}`;
}

/**
 * Runs Electron's installer, which knows its mirrors, proxies, cache and checksums.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ log: (line: string) => void, patience: Patience, version: string }} how
 * @returns {Promise<string>} what went wrong, if anything did
 */
function install(root, environment, { log, patience, version }) {
	const watch = new URL('./watch-download.mjs', import.meta.url).href;
	const script = join(root, 'node_modules', 'electron', 'install.js');
	const child = spawn(process.execPath, ['--import', watch, script], {
		cwd: root,
		// Its own bar comes late, and only to a terminal.
		env: {
			...environment,
			ELECTRON_GET_NO_PROGRESS: '1',
			FLUIDITY_DOWNLOAD_ANSWER_MS: String(patience.answer),
		},
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text) => {
			said += text;
		});
	}
	/** @type {string | null} */
	let known = null;
	let from = 'its installer';
	const giveUp = setTimeout(() => {
		known = `nothing has come from ${from} for ${patience.quiet / 60_000} minutes`;
		child.kill();
	}, patience.quiet);
	const tellProgress = progressLines(log, version);
	child.on('message', (message) => {
		const news = /** @type {import('./watch-download.mjs').DownloadNews} */ (message);
		giveUp.refresh();
		from = news.host;
		if (news.type === 'received') tellProgress(news);
		else known ??= `${news.host} does not answer`;
	});
	return new Promise((resolve) => {
		child.on('error', (error) => resolve(error.message));
		child.on('close', () => resolve(known ?? errorIn(said)));
	}).finally(() => clearTimeout(giveUp));
}

/**
 * A line for the first of each file, and for each further tenth.
 *
 * @param {(line: string) => void} log
 * @param {string} version
 * @returns {(news: import('./watch-download.mjs').Received) => void}
 */
function progressLines(log, version) {
	/** @type {Map<string, number>} */
	const told = new Map();
	return ({ host, name, bytes, total }) => {
		if (told.size === 0) log(`fetching Electron ${version}, some 120 MB, from ${host}`);
		const step = Math.floor(total === null ? bytes / stepBytes : (bytes * 10) / total);
		if (step <= (told.get(name) ?? 0)) {
			if (!told.has(name)) told.set(name, 0);
			return;
		}
		told.set(name, step);
		log(total === null ? `${name}: ${megabytes(bytes)}` : `${name}: ${step * 10} % of ${megabytes(total)}`);
	};
}

/** @param {number} bytes */
function megabytes(bytes) {
	return `${(bytes / 1_000_000).toFixed(0)} MB`;
}

/**
 * The line in which an installer says what went wrong.
 * @param {string} said
 */
function errorIn(said) {
	const lines = said.split('\n').filter((line) => line.trim() !== '');
	return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'its installer ended without a word';
}

/**
 * What a failure is remembered by: another version, mirror or proxy is another attempt. A hash: they may hold passwords.
 * @param {string} version
 * @param {NodeJS.ProcessEnv} environment
 */
function attemptOf(version, environment) {
	const set = Object.entries(environment).filter(([name]) => settings.test(name));
	return createHash('sha256')
		.update(JSON.stringify([version, set.sort(([one], [other]) => (one < other ? -1 : 1))]))
		.digest('hex');
}

/**
 * @param {string} memory
 * @param {string} attempt
 * @param {number} now
 */
function failedLately(memory, attempt, now) {
	if (!existsSync(memory)) return false;
	try {
		const failure = JSON.parse(readFileSync(memory, 'utf8'));
		return failure.attempt === attempt && now - failure.at < rememberMs;
	} catch {
		// Half written, or not ours: it says nothing, and the next failure replaces it.
		return false;
	}
}

/**
 * @param {string} memory
 * @param {string} attempt
 * @param {number} now
 */
function remember(memory, attempt, now) {
	mkdirSync(dirname(memory), { recursive: true });
	writeFileSync(memory, JSON.stringify({ attempt, at: now }));
}
