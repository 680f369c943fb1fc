import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Something that is built from sources.
 * @typedef {object} Build
 * @property {string} name of the file that says what it was built from
 * @property {string} called what people are told is missing or built
 * @property {readonly string[]} inputs everything it comes from, in the project's folder
 * @property {readonly string[]} outputs files that are there once it is built
 * @property {readonly string[]} command a program of node_modules, in the project's folder, and its arguments
 */

/**
 * Builds unless it was built from these very files. Costs some milliseconds when there is nothing to do.
 *
 * @param {Build} build
 * @param {string} root the project's folder
 * @param {string} node the Node to build with
 * @param {(line: string) => void} log
 * @throws {Error} where the build fails; its own words are on stderr
 */
export function buildWhenNeeded({ name, called, inputs, outputs, command }, root, node, log) {
	const stamp = join(root, 'node_modules', '.cache', 'fluidity', `${name}.sha256`);
	const wanted = hashOf(root, inputs);
	const complete = outputs.every((output) => existsSync(join(root, output)));
	if (complete && existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return;
	log(`building ${called}: it is missing or its sources have changed`);
	// A build that breaks off must not pass for this one.
	rmSync(stamp, { force: true });
	const [program = '', ...args] = command;
	// Stdout belongs to the task.
	const { status } = spawnSync(node, [join(root, program), ...args], {
		cwd: root,
		// Whoever asks, a test too, gets what people run: under another name React's own checks would be built in.
		env: { ...process.env, NODE_ENV: 'production' },
		stdio: ['ignore', 2, 2],
	});
	if (status !== 0) throw new Error(`${called} could not be built; the message of the build stands above.`);
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, `${wanted}\n`);
}

/**
 * Changes with every name and every byte of the inputs.
 * @param {string} root
 * @param {readonly string[]} inputs
 */
function hashOf(root, inputs) {
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
