import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { decodeArrivals } from '../../src/core/batch.ts';
import { startEngine } from '../../src/main/engine/host.ts';
import type { ContenderName } from './contender.ts';
import { promptOf, type StreamRequest, type TokenTime, tokenTimeOf } from './stream-request.ts';
import type { WorkerTask } from './worker.ts';

const LIMITS = { connectMs: 5_000, idleMs: 10_000, totalMs: 120_000, maxFrameBytes: 65_536 };

/**
 * Streams the rounds one after the other through a contender, in a thread started for it, and returns every token that
 * it saw.
 */
export function stream(
	contender: ContenderName,
	baseUrl: string,
	epoch: bigint,
	rounds: readonly (readonly StreamRequest[])[],
): Promise<readonly TokenTime[]> {
	if (contender === 'engine') return throughEngine(baseUrl, epoch, rounds);
	return throughWorker({ contender, baseUrl, epoch, rounds });
}

async function throughWorker(task: WorkerTask): Promise<readonly TokenTime[]> {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, name: task.contender });
	try {
		// Rejects with the worker's error where it fails.
		const [seen] = await once(worker, 'message');
		return seen;
	} finally {
		await worker.terminate();
	}
}

/** The engine as a race uses it: its own thread, its batches taken in by this one as they come. */
async function throughEngine(
	baseUrl: string,
	epoch: bigint,
	rounds: readonly (readonly StreamRequest[])[],
): Promise<readonly TokenTime[]> {
	const seen: TokenTime[] = [];
	const requests = rounds.flatMap((round, index) =>
		round.map((request) => ({ stream: request.stream, provider: 0, round: index, prompt: promptOf(request) })),
	);
	const provider = { baseUrl, model: 'bench', dialect: 'openai-chat', key: null, headers: {} } as const;
	const maxTokens = Math.max(...rounds.flat().map(({ tokens }) => tokens));
	await startEngine({ epoch, providers: [provider], requests, maxTokens, limits: LIMITS }, (batch) => {
		for (const { text, atNs } of decodeArrivals(batch)) seen.push(tokenTimeOf(text, atNs));
	}).done;
	return seen;
}
