import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The benchmark's providers, running in a process of their own. */
export interface Feed {
	/** Of a provider with that pace; the same number gives the same stream. */
	baseUrl(pace: string, number: number): string;
	close(): Promise<void>;
}

const listeningSchema = z.object({ port: z.int() });

/** Starts the providers on a free port of 127.0.0.1. */
export async function startFeed(): Promise<Feed> {
	const child = fork(fileURLToPath(new URL('./feed.ts', import.meta.url)), [], {
		execArgv: [],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const closed = once(child, 'close');
	const [message] = await once(child, 'message');
	const { port } = listeningSchema.parse(message);
	return {
		baseUrl: (pace, number) => `http://127.0.0.1:${port}/${pace}/${number}/v1`,
		async close() {
			child.kill();
			await closed;
		},
	};
}
