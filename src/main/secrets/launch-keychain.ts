import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KeychainRequest } from './keychain-messages.ts';

/** A process that speaks to the keychain. */
export interface KeychainProcess {
	/** One request at a time. Its answer, not yet validated; undefined where the process ended without one. */
	ask(request: KeychainRequest): Promise<unknown>;
	/** Ends it at once, whatever it waits for. */
	kill(): void;
}

export type LaunchKeychain = () => KeychainProcess;

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

/** A Node of its own. It inherits no other variable, so no API key. */
export const launchKeychain: LaunchKeychain = () => {
	const child = fork(fileURLToPath(new URL('./keychain-process.ts', import.meta.url)), [], {
		env: Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
		execArgv: [],
		// The native package could write there.
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
	});
	const gone = new Promise<undefined>((resolve) => {
		// Whatever went wrong, starting or sending included, means that there is no answer.
		child.on('error', () => resolve(undefined));
		child.on('exit', () => resolve(undefined));
	});
	return {
		ask(request) {
			const answer = new Promise<unknown>((resolve) => child.once('message', resolve));
			child.send(request);
			return Promise.race([answer, gone]);
		},
		kill: () => child.kill('SIGKILL'),
	};
};
