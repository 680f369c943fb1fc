import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach } from 'vitest';

const packages = join(import.meta.dirname, 'node_modules');

/** The files of others' packages that these tests start or load. */
export const PEER_FILES = {
	aimock: join(packages, '@copilotkit', 'aimock', 'dist', 'cli.js'),
	mockLlm: join(packages, '@dwmkerr', 'mock-llm', 'dist', 'main.js'),
	tiktoken: join(packages, 'js-tiktoken', 'package.json'),
} as const;

/** Whether every peer is installed. Servers must not be started where it is false. */
export const peersInstalled = Object.values(PEER_FILES).every((file) => existsSync(file));

/** Marks every test of the file as skipped, with the reason, where the peers are not installed. Never as passed. */
export function skipWithoutPeers(): void {
	beforeEach(({ skip }) => {
		skip(!peersInstalled, 'the peers are not installed: run npm ci in test/peers');
	});
}

/** A server that runs as a process of its own on 127.0.0.1. */
export interface Peer {
	/** Scheme, host and port. */
	readonly origin: string;
	/** Up to and without `/chat/completions`. */
	readonly baseUrl: string;
	/** Resolves when the process is gone. */
	stop(): Promise<void>;
}

const START_MS = 45_000;

/**
 * Starts a script of Node and waits for the line that says it is listening: the pattern's first group, or else
 * `origin`, is where. Throws with what the process printed if it ends or stays silent instead.
 */
export async function startPeer(
	script: string,
	args: readonly string[],
	environment: Readonly<Record<string, string>>,
	listening: RegExp,
	origin = '',
): Promise<Peer> {
	const child = spawn(process.execPath, [script, ...args], {
		env: { ...process.env, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	const announced = new Promise<string>((resolve, reject) => {
		const hear = (text: string): void => {
			output += text;
			const match = listening.exec(output);
			if (match) resolve(match[1] ?? origin);
		};
		child.stdout.setEncoding('utf8').on('data', hear);
		child.stderr.setEncoding('utf8').on('data', hear);
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`${script} ended with ${code}:\n${output}`)));
		setTimeout(() => reject(new Error(`${script} is not listening:\n${output}`)), START_MS).unref();
	});
	try {
		const where = await announced;
		return { origin: where, baseUrl: `${where}/v1`, stop: () => stop(child) };
	} catch (error) {
		await stop(child);
		throw error;
	}
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGKILL');
	await gone;
}

/** A port that was free a moment ago, for a server that cannot choose one and say which. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the listening socket has no port');
	await new Promise((closed) => server.close(closed));
	return address.port;
}
