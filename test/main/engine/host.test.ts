import { once } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Batch, encodeBatch } from '../../../src/core/batch.ts';
import { startEngine } from '../../../src/main/engine/host.ts';
import type { EnginePlan } from '../../../src/main/engine/plan.ts';
import { arrivalOf } from '../../support/arrivals.ts';
import { script, started } from '../../support/stand-in-thread.ts';

vi.mock('node:worker_threads', async (original: () => Promise<typeof import('node:worker_threads')>) =>
	(await import('../../support/stand-in-thread.ts')).standIn(await original()),
);

const PLAN: EnginePlan = {
	epoch: 0n,
	providers: [],
	requests: [],
	maxTokens: 1,
	limits: { connectMs: 1, idleMs: 1, totalMs: 1, maxFrameBytes: 1 },
};
/** A thread that stays, as the engine's does while it waits for an acknowledgement. */
const STAYS = 'require("node:worker_threads").parentPort.on("message", () => {})';

function start(consume: (batch: Batch) => void = () => {}) {
	const { done } = startEngine(PLAN, consume);
	const thread = started.at(-1);
	if (thread === undefined) throw new Error('no thread was started');
	return { done, thread };
}

beforeEach(() => {
	script.source = STAYS;
});

// Would catch a loss of arrivals that nobody is told of, and a whole run that is told of one.
it.each([
	[[0, 1, 2], 0],
	[[0, 2, 3], 1],
	[[1, 4], 3],
])('batches %j make %i that never arrived', async (sequences, lost) => {
	const consumed: number[] = [];
	const { done, thread } = start(({ sequence }) => consumed.push(sequence));
	for (const sequence of sequences) {
		thread.emit('message', { type: 'batch', batch: encodeBatch(sequence, [arrivalOf('Hello')], []) });
	}
	thread.emit('message', { type: 'finished', measured: { sequenceGaps: 0 } });
	expect((await done).sequenceGaps).toBe(lost);
	expect(consumed).toEqual(sequences);
});

describe('a run whose thread breaks', () => {
	it.each([
		['ends early', 'process.exit(3)', /ended early, with code 3/],
		['throws', 'throw new Error("a bug")', /a bug/],
	])('is an error where it %s', async (_what, source, message) => {
		script.source = source;
		await expect(start().done).rejects.toThrow(message);
	});

	// Would catch a run that hangs. Node says so where a message cannot be unpacked, which no message of ours brings about.
	it('is an error where a message cannot be read, and the thread is ended', async () => {
		const { done, thread } = start();
		const ended = once(thread, 'exit');
		thread.emit('messageerror', new Error('cannot be unpacked'));
		await expect(done).rejects.toThrow('cannot be unpacked');
		await ended;
	});

	it('is an error where who consumes its batches breaks, and the thread is ended', async () => {
		const { done, thread } = start(() => {
			throw new Error('the disk is full');
		});
		const ended = once(thread, 'exit');
		thread.emit('message', { type: 'batch', batch: encodeBatch(0, [arrivalOf('Hello')], []) });
		await expect(done).rejects.toThrow('the disk is full');
		await ended;
	});
});
