import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Everything that the built page comes from, in the project's folder. */
const inputs = [
	'src/renderer',
	'src/core',
	'vite.config.ts',
	'tsconfig.base.json',
	'package.json',
	'package-lock.json',
];

/**
 * Builds out/renderer unless it was built from these very files. Costs some milliseconds when there is nothing to do.
 *
 * @param {string} root the project's folder
 * @param {string} node the Node to build with
 * @param {(line: string) => void} log
 * @throws {Error} where the build fails; its own words are on stderr
 */
export function buildRendererWhenNeeded(root, node, log) {
	const stamp = join(root, 'node_modules', '.cache', 'fluidity', 'renderer.sha256');
	const wanted = hashOf(root);
	const index = join(root, 'out', 'renderer', 'index.html');
	if (existsSync(index) && existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return;
	log('vite build: the page is missing or its sources have changed');
	// A build that breaks off must not pass for this one.
	rmSync(stamp, { force: true });
	const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
	// Stdout belongs to the task.
	const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] });
	if (status !== 0) throw new Error('The page could not be built; the message of vite build stands above.');
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, `${wanted}\n`);
}

/**
 * Changes with every name and every byte of the inputs.
 * @param {string} root
 */
function hashOf(root) {
	const hash = createHash('sha256');
	for (const path of inputs.flatMap((input) => filesBelow(join(root, input)))) {
		const content = createHash('sha256').update(readFileSync(path)).digest('hex');
		hash.update(`${relative(root, path)}\0${content}\n`);
	}
	return hash.digest('hex');
}

/**
 * The path itself where it is a file; nothing where it is missing.
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { recursive: true, encoding: 'utf8' })
		.map((name) => join(path, name))
		.filter((file) => statSync(file).isFile())
		.sort();
}
