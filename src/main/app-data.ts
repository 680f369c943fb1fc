import { homedir } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'fluidity-bench';

/** Where this user's settings and recordings live: `FLUIDITY_HOME` if set, else the platform's own place. */
export function appDataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
	if (environment.FLUIDITY_HOME) return environment.FLUIDITY_HOME;
	if (platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), FOLDER);
	if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', FOLDER);
	return join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), FOLDER);
}
