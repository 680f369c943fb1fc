import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Pieces } from './worker.ts';

/**
 * Counts tokens of many requests with the common tokenizer, in a thread of its own that lives only for this: call it
 * when no stream is being measured any more.
 *
 * @returns per request, the tokens per piece
 */
export async function countCommonTokens(requests: readonly Pieces[]): Promise<number[][]> {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { env: {}, name: 'tokenizer' });
	try {
		worker.postMessage(requests);
		// `once` rejects where the worker breaks. One that only ends would be waited for without end.
		const ended = once(worker, 'exit').then(([code]) => {
			throw new Error(`the tokenizer's thread ended early, with code ${code}`);
		});
		const [counts]: number[][][] = await Promise.race([once(worker, 'message'), ended]);
		return counts ?? [];
	} finally {
		await worker.terminate();
	}
}
