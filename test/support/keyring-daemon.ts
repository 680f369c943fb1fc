import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busConfiguration } from './keyring-session.ts';

/** A session bus with an unlocked gnome-keyring on it, of the test's own. */
export interface KeyringDaemon {
	/** Leads a program to it. */
	readonly environment: Readonly<Record<string, string>>;
	/** Ends both and removes the keyring. */
	end(): Promise<void>;
}

/** Starts it; `whyNoKeyring` says whether it can. */
export async function startKeyringDaemon(): Promise<KeyringDaemon> {
	const home = await mkdtemp(join(tmpdir(), 'keyring-'));
	await mkdir(join(home, 'services'));
	await writeFile(join(home, 'bus.conf'), busConfiguration(home));
	const own = { PATH: process.env.PATH ?? '', HOME: home, XDG_RUNTIME_DIR: home };
	const bus = spawn('dbus-daemon', [`--config-file=${join(home, 'bus.conf')}`, '--nofork', '--print-address=1'], {
		env: own,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [address] = await once(bus.stdout.setEncoding('utf8'), 'data');
	const environment = { XDG_RUNTIME_DIR: home, HOME: home, DBUS_SESSION_BUS_ADDRESS: String(address).trim() };
	// It goes on in the background once it answers, and ends with its bus.
	const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
		env: { ...own, ...environment },
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	keyring.stdin.end('keyring-password');
	await once(keyring, 'exit');
	return {
		environment,
		async end() {
			const exit = once(bus, 'exit');
			bus.kill();
			await exit;
			await rm(home, { recursive: true, force: true });
		},
	};
}
