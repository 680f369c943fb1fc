import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main/cli/main.ts', import.meta.url));

/** Without the settings, the keyring and the variables of whoever runs the tests. */
const NOBODY = {
	PATH: process.env.PATH,
	FLUIDITY_HOME: join(tmpdir(), 'fluidity-bench-tests-have-no-settings'),
	XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR,
	/** Where fonts are, if not where the system has them. */
	FONTCONFIG_FILE: process.env.FONTCONFIG_FILE,
};

/** A command line that has ended. */
export interface CliOutcome {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface CliOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly input?: string;
	/** The longest file it may write, in the shell's blocks. Not on Windows. */
	readonly fileBlocks?: number;
	/** Sent once standard error holds this text. */
	readonly interruptAt?: string;
	/** Nobody reads standard output. */
	readonly unread?: boolean;
}

/** Runs `fluidity` as people do, in a process of its own. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliOutcome> {
	const command = [process.execPath, MAIN, ...args];
	const limited = ['sh', '-c', `ulimit -f ${options.fileBlocks}; exec "$@"`, 'sh', ...command];
	const [program = '', ...rest] = options.fileBlocks === undefined ? command : limited;
	const child = spawn(program, rest, {
		env: { ...NOBODY, ...options.env },
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	let interrupted = false;
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
		if (options.interruptAt === undefined || interrupted || !stderr.includes(options.interruptAt)) return;
		interrupted = true;
		child.kill('SIGINT');
	});
	if (options.unread) child.stdout.destroy();
	child.stdin.end(options.input ?? '');
	await once(child, 'close');
	return { code: child.exitCode, stdout, stderr };
}
