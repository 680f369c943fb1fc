import { type Arrival, type Batch, encodeBatch } from '../../core/batch.ts';
import type { Mark } from '../../core/events.ts';

/** Batches that may be under way before the next one waits for an acknowledgement. */
const MOST_UNACKNOWLEDGED = 2;

/** The timer that the outbox needs: `setTimeout`, or a virtual one. */
export interface Timers {
	/** Calls `task` once after `delayMs` unless the returned function is called first. */
	after(delayMs: number, task: () => void): () => void;
}

/** Gathers what happens into batches for a consumer that may be slow. */
export interface Outbox {
	arrival(arrival: Arrival): void;
	/** Leaves with all that came before it as soon as the caller's turn is over: sending costs time, a release has none. */
	mark(mark: Mark): void;
	/** The consumer has dealt with the batch of that number. */
	acknowledge(sequence: number): void;
	/** Calls `task` once everything so far was sent and acknowledged. */
	drained(task: () => void): void;
}

/**
 * Sends arrivals every `intervalMs` and marks at once, and keeps at most two batches unacknowledged: with a slow
 * consumer the next batch grows, and nothing is lost or delayed here.
 */
export function createOutbox(send: (batch: Batch) => void, timers: Timers, intervalMs = 40): Outbox {
	let arrivals: Arrival[] = [];
	let marks: Mark[] = [];
	let sequence = 0;
	let acknowledged = 0;
	let due = false;
	let cancelTimer: (() => void) | null = null;
	let whenDrained: (() => void) | null = null;

	function flush(): void {
		if (!due || sequence - acknowledged >= MOST_UNACKNOWLEDGED) return;
		cancelTimer?.();
		cancelTimer = null;
		due = false;
		const batch = encodeBatch(sequence, arrivals, marks);
		sequence += 1;
		arrivals = [];
		marks = [];
		send(batch);
	}

	function flushNow(): void {
		due = true;
		flush();
	}

	function reportDrained(): void {
		if (!whenDrained || arrivals.length > 0 || marks.length > 0 || acknowledged < sequence) return;
		whenDrained();
		whenDrained = null;
	}

	return {
		arrival(arrival) {
			arrivals.push(arrival);
			if (!due) cancelTimer ??= timers.after(intervalMs, flushNow);
		},
		mark(mark) {
			marks.push(mark);
			if (due) return;
			cancelTimer?.();
			cancelTimer = timers.after(0, flushNow);
		},
		acknowledge(number) {
			acknowledged = Math.max(acknowledged, number + 1);
			flush();
			reportDrained();
		},
		drained(task) {
			whenDrained = task;
			if (arrivals.length > 0) flushNow();
			reportDrained();
		},
	};
}
