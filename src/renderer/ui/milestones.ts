/** Speaks milestones to screen readers: the latest of each topic, at most one message a second, none twice in a row. */
export interface Milestones {
	/** A later message of the same topic takes the place of one that was not spoken yet. */
	say(topic: string, message: string): void;
	stop(): void;
}

export interface MilestoneTimers {
	now(): number;
	after(delayMs: number, task: () => void): () => void;
}

const LEAST_GAP_MS = 1_000;

/** `speak` puts a message into the page's one polite live region. */
export function createMilestones(speak: (message: string) => void, timers: MilestoneTimers): Milestones {
	const queue = new Map<string, string>();
	let spokenAtMs = Number.NEGATIVE_INFINITY;
	let lastMessage = '';
	let cancel: (() => void) | null = null;

	function next(): void {
		cancel = null;
		const [first] = queue;
		if (first === undefined) return;
		queue.delete(first[0]);
		if (first[1] !== lastMessage) {
			lastMessage = first[1];
			spokenAtMs = timers.now();
			speak(first[1]);
		}
		schedule();
	}

	function schedule(): void {
		if (cancel !== null || queue.size === 0) return;
		cancel = timers.after(Math.max(0, spokenAtMs + LEAST_GAP_MS - timers.now()), next);
	}

	return {
		say(topic, message) {
			queue.set(topic, message);
			schedule();
		},
		stop() {
			cancel?.();
			cancel = null;
			queue.clear();
		},
	};
}
