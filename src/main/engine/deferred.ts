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
	let tasks: (() => void)[] = [];
	let next = 0;
	let scheduled = false;

	function run(): void {
		const until = performance.now() + budgetMs;
		try {
			while (next < tasks.length) {
				const task = tasks[next] as () => void;
				next += 1;
				task();
				if (performance.now() >= until) break;
			}
		} finally {
			if (next < tasks.length) {
				setImmediate(run);
			} else {
				tasks = [];
				next = 0;
				scheduled = false;
			}
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
