const NS_PER_MS = 1e6;

/**
 * Calls `emit(index)` for each moment, in order, at or after `startNs` + moment and never before: each is timed from
 * the start, so that lateness does not add up. Every call has a turn of the event loop of its own, because Node's HTTP
 * joins the writes of one turn into one packet, and a stamp would then precede a write that waits for its neighbour.
 *
 * @param startNs a reading of `process.hrtime.bigint()`
 * @param momentsMs never falling
 * @returns stops the schedule; safe to call at any time
 */
export function runAbsoluteSchedule(
	startNs: bigint,
	momentsMs: readonly number[],
	emit: (index: number) => void,
): () => void {
	let index = 0;
	let timer: NodeJS.Timeout | undefined;
	let immediate: NodeJS.Immediate | undefined;

	function wait(): void {
		const momentMs = momentsMs[index];
		if (momentMs === undefined) return;
		const remainingMs = momentMs - Number(process.hrtime.bigint() - startNs) / NS_PER_MS;
		if (remainingMs <= 0) immediate = setImmediate(fire);
		// Timers count whole milliseconds and may be a fraction early; then this waits once more.
		else timer = setTimeout(wait, Math.ceil(remainingMs));
	}

	function fire(): void {
		emit(index++);
		wait();
	}

	wait();
	return () => {
		index = momentsMs.length;
		clearTimeout(timer);
		clearImmediate(immediate);
	};
}
