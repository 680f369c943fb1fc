import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main/cli/main.ts', import.meta.url));

/** A command line that has ended. */
export interface CliOutcome {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface CliOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly input?: string;
	/** Sent once standard error holds this text. */
	readonly interruptAt?: string;
}

/** Runs `fluidity` as people do, in a process of its own. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliOutcome> {
	const child = spawn(process.execPath, [MAIN, ...args], {
		env: { PATH: process.env.PATH, ...options.env },
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
	child.stdin.end(options.input ?? '');
	await once(child, 'close');
	return { code: child.exitCode, stdout, stderr };
}
