import { type StartChild, startNodeChild } from '../processes/child.ts';
import { pickEnvironment } from '../processes/environment.ts';
import type { KeychainRequest } from './keychain-messages.ts';

/** A process that speaks to the keychain. */
export interface KeychainProcess {
	/** One request at a time. Its answer, not yet validated; undefined where the process ended without one. */
	ask(request: KeychainRequest): Promise<unknown>;
	/** Ends it at once, whatever it waits for. */
	kill(): void;
	/** Resolves when it is gone, whoever ended it. */
	readonly gone: Promise<unknown>;
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

/** The keychain's process, started as this app starts processes. It gets no variable that could hold a key. */
export function createLaunchKeychain(startChild: StartChild): LaunchKeychain {
	return () => {
		const child = startChild(new URL('./keychain-process.ts', import.meta.url), {
			args: [],
			environment: pickEnvironment(process.env, PASSED_ON),
			// The native package could write there.
			quiet: true,
		});
		return {
			ask(request) {
				const answer = child.nextMessage();
				child.send(request);
				return answer;
			},
			kill: child.kill,
			gone: child.gone,
		};
	};
}

/** In a Node of its own. */
export const launchKeychain: LaunchKeychain = createLaunchKeychain(startNodeChild);
