/** Runs work after the reads that are due, in the order it was added. */
export interface Deferred {
	add(task: () => void): void;
}

/**
 * Decoding must never stand between a socket and the clock, so it waits for the event loop's check phase, when every
 * socket that was readable has been stamped, and hands the loop back after `budgetMs`, so that sockets that became
 * readable meanwhile are stamped no more than that late.
 */
export function createDeferred(budgetMs = 0.25): Deferred {
	const tasks: (() => void)[] = [];
	let scheduled = false;

	function run(): void {
		const until = performance.now() + budgetMs;
		try {
			do tasks.shift()?.();
			while (tasks.length > 0 && performance.now() < until);
		} finally {
			// Also after a task that threw: the others are not its business.
			scheduled = tasks.length > 0;
			if (scheduled) setImmediate(run);
		}
	}

	return {
		add(task) {
			tasks.push(task);
			if (scheduled) return;
			scheduled = true;
			setImmediate(run);
		},
	};
}
