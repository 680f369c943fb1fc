import { spawn } from 'node:child_process';
import { withoutKeys } from '../key-variable.ts';

/**
 * Opens a file in the default browser where there is a screen and something that can do so. False, and never an error,
 * where there is not.
 */
export async function openInBrowser(
	path: string,
	environment: NodeJS.ProcessEnv,
	platform: NodeJS.Platform,
): Promise<boolean> {
	const opener = openerOf(environment, platform);
	if (opener === null) return false;
	// In a session of its own: Ctrl-C here must not close a browser that it started.
	const child = spawn(opener, [path], { detached: true, stdio: 'ignore', env: withoutKeys(environment) });
	child.unref();
	return new Promise((resolve) => {
		child.on('spawn', () => resolve(true));
		child.on('error', () => resolve(false));
	});
}

function openerOf(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
	if (platform === 'win32') return 'explorer.exe';
	if (platform === 'darwin') return 'open';
	return environment.DISPLAY || environment.WAYLAND_DISPLAY ? 'xdg-open' : null;
}
