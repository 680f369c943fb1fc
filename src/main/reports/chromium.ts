import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pickEnvironment } from '../processes/environment.ts';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge', 'msedge'];
const TIMEOUT_MS = 120_000;

/** What a browser needs to start, to find its fonts and to write in its language. */
const PASSED_ON = [
	...['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'TMP', 'TZ'],
	...['LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'LC_MESSAGES', 'LC_NUMERIC', 'LC_TIME'],
	...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'FONTCONFIG_FILE', 'FONTCONFIG_PATH'],
	...['XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_DIRS', 'XDG_DATA_DIRS'],
	...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
	...['ProgramData', 'ProgramFiles', 'ProgramFiles(x86)'],
];

/**
 * A Chromium, Chrome or Edge of this machine: the one that `FLUIDITY_CHROMIUM` names, else one of the PATH, else one
 * where installers put it. Null where there is none.
 */
export function findChromium(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
	const named = environment.FLUIDITY_CHROMIUM;
	if (named !== undefined && named !== '') return existsSync(named) ? named : null;
	const ending = platform === 'win32' ? '.exe' : '';
	const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
	const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command + ending)));
	return [...onPath, ...installedAt(environment, platform)].find((path) => existsSync(path)) ?? null;
}

function installedAt(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
	if (platform === 'darwin') {
		return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
			(name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
		);
	}
	if (platform !== 'win32') return [];
	const roots = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA];
	return roots
		.filter((root) => root !== undefined)
		.flatMap((root) => [
			join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
			join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
		]);
}

/** How a print ended: null, or what the browser said. */
export type PrintProblem = string | null;

/**
 * Prints a page to a PDF file with a browser of its own, in a profile folder of its own. The page says its paper's size.
 * Only as root, where Chromium's sandbox cannot run, it runs without (`--no-sandbox`): the page has a policy under which
 * nothing of it can reach out. It gets no variable that could hold a key. Problems: another exit code than 0, a file that
 * is not a whole PDF, and being given up.
 */
export async function printPage(
	browser: string,
	files: { readonly page: string; readonly pdf: string; readonly profile: string },
	environment: NodeJS.ProcessEnv,
	signal?: AbortSignal,
): Promise<PrintProblem> {
	const child = spawn(
		browser,
		[
			'--headless',
			'--disable-gpu',
			'--no-first-run',
			'--disable-extensions',
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
			`--user-data-dir=${files.profile}`,
			'--no-pdf-header-footer',
			`--print-to-pdf=${files.pdf}`,
			pathToFileURL(files.page).href,
		],
		{
			env: pickEnvironment(environment, PASSED_ON),
			stdio: ['ignore', 'ignore', 'pipe'],
			timeout: TIMEOUT_MS,
			...(signal && { signal }),
		},
	);
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said = (said + text).slice(-2_000);
	});
	return await new Promise((resolve) => {
		child.once('error', (error) => {
			// One that was given up still has to end.
			if (child.pid === undefined) resolve(error.message);
		});
		child.once('close', (code) => {
			if (code === 0 && isWholePdf(files.pdf)) resolve(null);
			else resolve(`${browser} ended with ${code ?? 'a signal'} and printed no whole PDF. ${said.trim()}`);
		});
	});
}

/** Whether a file is there with its last line: a browser that breaks off may leave half of one. */
function isWholePdf(path: string): boolean {
	return existsSync(path) && readFileSync(path, 'latin1').trimEnd().endsWith('%%EOF');
}
