import { Worker } from 'node:worker_threads';
import type { Batch } from '../../core/batch.ts';
import type { MeasuredHealth } from '../../core/health.ts';
import type { EnginePlan, FromEngine, ToEngine } from './plan.ts';

/** A run in the engine's thread, seen from the thread that started it. */
export interface EngineHandle {
	/** Resolves after the last batch was consumed. Rejects if the engine's thread broke. */
	readonly done: Promise<MeasuredHealth>;
	/** Every request under way ends as cancelled; `done` still resolves. */
	cancel(): void;
}

/**
 * Runs a plan in a worker thread of its own. `consume` gets every batch in order; the next but one waits until it
 * returns, so a slow consumer slows nothing but itself.
 */
export function startEngine(plan: EnginePlan, consume: (batch: Batch) => void): EngineHandle {
	// The thread gets no environment: keys live there.
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { env: {}, name: 'engine' });
	const tell = (message: ToEngine): void => worker.postMessage(message);
	let expected = 0;
	let sequenceGaps = 0;

	const done = new Promise<MeasuredHealth>((resolve, reject) => {
		worker.on('error', reject);
		// A batch that cannot be read is lost, and the thread waits for its acknowledgement without end.
		worker.on('messageerror', reject);
		worker.on('exit', (code) => reject(new Error(`the engine's thread ended early, with code ${code}`)));
		worker.on('message', (message: FromEngine) => {
			if (message.type === 'finished') {
				resolve({ ...message.measured, sequenceGaps });
				return;
			}
			const { batch } = message;
			sequenceGaps += batch.sequence - expected;
			expected = batch.sequence + 1;
			try {
				consume(batch);
			} catch (error) {
				// The thread ends with it, and its sockets.
				reject(error);
				return;
			}
			tell({ type: 'acknowledge', sequence: batch.sequence });
		});
	}).finally(() => worker.terminate());

	tell({ type: 'run', plan });
	return { done, cancel: () => tell({ type: 'cancel' }) };
}
