import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KeychainRequest } from './keychain-messages.ts';

/** A process that carries out one request. */
export interface KeychainProcess {
	/** Its answer, not yet validated; undefined where it ended without one. */
	readonly answer: Promise<unknown>;
	/** Ends it at once, whatever it waits for. */
	kill(): void;
}

export type LaunchKeychain = (request: KeychainRequest) => KeychainProcess;

/** What a keychain needs to be found: the session bus, the user's folders, and on Windows what every program needs. */
const PASSED_ON = [
	'DBUS_SESSION_BUS_ADDRESS',
	'XDG_RUNTIME_DIR',
	'HOME',
	'USER',
	'SystemRoot',
	'USERPROFILE',
	'APPDATA',
];

/** Carries a request out in a Node of its own. It inherits no other variable, so no API key. */
export const launchKeychain: LaunchKeychain = (request) => {
	const child = fork(fileURLToPath(new URL('./keychain-process.ts', import.meta.url)), [], {
		env: Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
		execArgv: [],
		// The native package could write there.
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
	});
	const answer = new Promise<unknown>((resolve) => {
		child.once('message', resolve);
		// Whatever went wrong, starting or sending included, means that there is no answer.
		child.on('error', () => resolve(undefined));
		child.on('exit', () => resolve(undefined));
	});
	child.send(request);
	return { answer, kill: () => child.kill('SIGKILL') };
};
