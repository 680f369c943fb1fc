import { parentPort, workerData } from 'node:worker_threads';
import { createClock } from '../../src/main/engine/clock.ts';
import { loadContender, type WorkerContender } from './contender.ts';
import { type StreamRequest, type TokenTime, tokenTimeOf } from './stream-request.ts';

/** What a worker is started with. */
export interface WorkerTask {
	readonly contender: WorkerContender;
	readonly baseUrl: string;
	readonly epoch: bigint;
	/** Rounds of streams: those of a round start together, and the next round when all have ended. */
	readonly rounds: readonly (readonly StreamRequest[])[];
}

// One contender's thread: it streams, and posts what it saw once everything has ended.

const { contender, baseUrl, epoch, rounds } = workerData as WorkerTask;
const seen: TokenTime[] = [];
const openContender = await loadContender(contender);
const { stream } = openContender(baseUrl, createClock(epoch), (content, atNs) => {
	seen.push(tokenTimeOf(content, atNs));
});
for (const requests of rounds) await Promise.all(requests.map(stream));
parentPort?.postMessage(seen);
