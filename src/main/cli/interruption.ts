/** npm passes a terminal's Ctrl-C on to a process that the terminal has told already. */
const SAME_WISH_MS = 1_000;

/** The wish to stop, as it comes from signals. */
export interface Interruption {
	/** The first call cancels; within a second of it, another is the same wish; a later one ends everything at once. */
	signal(): void;
	happened(): boolean;
}

/** `nowMs` is a monotonic clock's, in milliseconds. */
export function createInterruption(cancel: () => void, endNow: () => void, nowMs: () => number): Interruption {
	let firstMs: number | null = null;
	return {
		signal() {
			if (firstMs === null) {
				firstMs = nowMs();
				cancel();
			} else if (nowMs() - firstMs > SAME_WISH_MS) {
				endNow();
			}
		},
		happened: () => firstMs !== null,
	};
}
