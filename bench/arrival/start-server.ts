import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromServer, ToServer } from './server.ts';
import type { TokenTime } from './stream-request.ts';

/** The benchmark's server, running in a process of its own. */
export interface Server {
	readonly baseUrl: string;
	/** What was written since the last call. Ask when nothing is being measured. */
	collect(): Promise<readonly TokenTime[]>;
	close(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1.
 *
 * @param epoch what its stamps count from: a reading of `process.hrtime.bigint()`, one clock for all processes of a machine
 * @throws {Error} where its process ends
 */
export async function startServer(epoch: bigint): Promise<Server> {
	const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [String(epoch)], {
		execArgv: [],
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const closed = once(child, 'close');
	const listening = await nextMessage(child);
	if (listening.type !== 'listening') throw new Error(`the server said "${listening.type}" before it listened`);
	return {
		baseUrl: `http://127.0.0.1:${listening.port}/v1`,
		async collect() {
			const request: ToServer = { type: 'collect' };
			child.send(request);
			const answer = await nextMessage(child);
			if (answer.type !== 'written') throw new Error(`the server said "${answer.type}" when asked what it wrote`);
			return answer.tokens;
		},
		async close() {
			child.kill();
			await closed;
		},
	};
}

function nextMessage(child: ChildProcess): Promise<FromServer> {
	return new Promise((resolve, reject) => {
		const gone = (code: number | null): void => reject(new Error(`the server's process ended, with code ${code}`));
		if (child.exitCode !== null) return gone(child.exitCode);
		child.once('close', gone);
		child.once('message', (message) => {
			child.off('close', gone);
			resolve(message as FromServer);
		});
	});
}
