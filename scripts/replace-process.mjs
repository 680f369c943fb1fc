import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** @type {readonly NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A terminal gives Ctrl-C to every process of the command by itself. */
const atTerminal = [0, 1, 2].some((stream) => isatty(stream));

/**
 * Goes on as another program, as if it had been started in this one's place: same arguments, stdin, exit code and
 * signals. Where the system can, this process becomes that program.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function replaceProcess(program, args) {
	if (process.execve !== undefined && process.platform !== 'win32') {
		process.execve(program, [program, ...args], process.env);
	}
	becomeParentOf(program, args);
}

/**
 * The same as a process in between, for a Node or a system that cannot replace a process.
 * @param {string} program
 * @param {readonly string[]} args
 */
export function becomeParentOf(program, args) {
	const child = spawn(program, args, { stdio: 'inherit' });
	for (const signal of signals) {
		process.on(signal, () => {
			if (signal !== 'SIGINT' || !atTerminal) child.kill(signal);
		});
	}
	child.on('error', (error) => {
		throw error;
	});
	child.on('exit', (code, signal) => {
		if (signal === null) process.exit(code ?? 1);
		for (const each of signals) process.removeAllListeners(each);
		process.kill(process.pid, signal);
		// A signal this process ignores does not end it: then the exit code a shell would give.
		process.exitCode = 128 + constants.signals[signal];
	});
}
