import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMainWhenNeeded } from './build-main.mjs';
import { buildRendererWhenNeeded } from './build-renderer.mjs';
import { electronBinary, electronFolder } from './electron-binary.mjs';
import { fetchElectron } from './fetch-electron.mjs';

// `npm run package`: installers for this system in out/packages. Whatever is given goes on to electron-builder, such as
// `-- --linux deb`, or `-- --dir` for the folder that would be installed.

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
	const problem =
		electronBinary(root, process.env, process.platform) === null
			? await fetchElectron(root, process.env, { now: Date.now(), log, insist: true })
			: null;
	if (problem !== null) {
		throw new Error(
			`${problem}. Nothing was packaged: an installer holds that program. Unpack an Electron for this system and name ` +
				'its folder in ELECTRON_OVERRIDE_DIST_PATH.',
		);
	}
	buildRendererWhenNeeded(root, process.execPath, log);
	buildMainWhenNeeded(root, process.execPath, log);
	const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
	const { status } = spawnSync(
		process.execPath,
		[builder, `-c.electronDist=${electronFolder(root, process.env)}`, '--publish', 'never', ...process.argv.slice(2)],
		{ cwd: root, stdio: 'inherit' },
	);
	process.exitCode = status ?? 1;
} catch (error) {
	log(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}

/** @param {string} line */
function log(line) {
	process.stderr.write(`package: ${line}\n`);
}
