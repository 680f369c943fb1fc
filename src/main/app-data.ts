import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const FOLDER = 'fluidity-bench';

/**
 * Where this user's settings and recordings live: `FLUIDITY_HOME` if set, else the platform's own place. Always
 * absolute: a relative `XDG_CONFIG_HOME` is passed over, as the XDG Base Directory Specification wants it.
 */
export function appDataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
	const { FLUIDITY_HOME, APPDATA, XDG_CONFIG_HOME } = environment;
	if (FLUIDITY_HOME) return resolve(FLUIDITY_HOME);
	if (platform === 'win32') return join(APPDATA || join(homedir(), 'AppData', 'Roaming'), FOLDER);
	if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', FOLDER);
	const configuration = XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), '.config');
	return join(configuration, FOLDER);
}
