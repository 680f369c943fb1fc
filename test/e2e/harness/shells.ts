import { launchBrowserShell } from './browser-shell.ts';
import { chromiumProblem } from './chromium.ts';
import { electronMissing, launchElectronShell } from './electron-shell.ts';
import type { LaunchApp } from './launched-app.ts';

/** Either a way to start the app in a shell, or why there is none on this machine. */
export type ShellOnThisMachine =
	| { readonly ready: true; readonly launch: LaunchApp }
	| { readonly ready: false; readonly reason: string };

/** The shells whose window the same specs can drive. */
export const SHELL_NAMES = ['browser', 'electron'] as const;
export type ShellName = (typeof SHELL_NAMES)[number];

/** How each shell is started here. Asked once per test file. */
export function shellOnThisMachine(name: ShellName): ShellOnThisMachine {
	switch (name) {
		case 'browser': {
			const problem = chromiumProblem();
			return problem === null ? { ready: true, launch: launchBrowserShell } : { ready: false, reason: problem };
		}
		case 'electron': {
			const problem = electronMissing();
			return problem === null ? { ready: true, launch: launchElectronShell } : { ready: false, reason: problem };
		}
	}
}

/** The shell that FLUIDITY_E2E_SHELL names, the browser where it names none. */
export function chosenShell(environment: NodeJS.ProcessEnv): ShellName {
	const chosen = environment.FLUIDITY_E2E_SHELL ?? 'browser';
	const name = SHELL_NAMES.find((candidate) => candidate === chosen);
	if (name === undefined) throw new Error(`FLUIDITY_E2E_SHELL is "${chosen}", not one of ${SHELL_NAMES.join(', ')}`);
	return name;
}
