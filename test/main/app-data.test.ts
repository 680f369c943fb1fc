import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { appDataFolder } from '../../src/main/app-data.ts';

// Would catch settings written into whatever folder the app happens to be started in.
test.each([
	['the platform’s own place', {}, 'linux', join(homedir(), '.config', 'fluidity-bench')],
	['XDG_CONFIG_HOME', { XDG_CONFIG_HOME: resolve('/elsewhere') }, 'linux', resolve('/elsewhere/fluidity-bench')],
	['not an empty one', { XDG_CONFIG_HOME: '' }, 'linux', join(homedir(), '.config', 'fluidity-bench')],
	['not a relative one', { XDG_CONFIG_HOME: 'here' }, 'linux', join(homedir(), '.config', 'fluidity-bench')],
	['macOS', {}, 'darwin', join(homedir(), 'Library', 'Application Support', 'fluidity-bench')],
	['Windows', { APPDATA: resolve('/roaming') }, 'win32', resolve('/roaming/fluidity-bench')],
	['FLUIDITY_HOME before all', { FLUIDITY_HOME: resolve('/mine'), APPDATA: resolve('/r') }, 'win32', resolve('/mine')],
	['FLUIDITY_HOME made absolute', { FLUIDITY_HOME: 'mine' }, 'linux', resolve('mine')],
] as const)('the data is kept in %s', (_what, environment, platform, folder) => {
	expect(appDataFolder(environment, platform)).toBe(folder);
});
