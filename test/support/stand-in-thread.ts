import type * as Threads from 'node:worker_threads';

/*
 * Real threads that run what a test says, whatever file they were to run. Put in place by
 * `vi.mock('node:worker_threads', async (original) => (await import('…/stand-in-thread.ts')).standIn(await original()))`.
 */

/** What the next thread runs. */
export const script = { source: '' };

/** Every thread that was started, the newest last. */
export const started: Threads.Worker[] = [];

/** Node's module of threads with such ones. */
export function standIn(threads: typeof Threads): typeof Threads {
	class Worker extends threads.Worker {
		constructor(_file: string | URL, options?: Threads.WorkerOptions) {
			super(script.source, { ...options, eval: true });
			started.push(this);
		}
	}
	return { ...threads, Worker };
}
