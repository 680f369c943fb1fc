import { type Clock, msToNs, ns } from '../../src/core/time.ts';
import type { Timers } from '../../src/main/engine/outbox.ts';

/** A clock and its timers, moved by hand: nothing happens between two calls of `advance`. */
export function createVirtualTime() {
	let nowMs = 0;
	let pending: { readonly atMs: number; readonly task: () => void }[] = [];

	const clock: Clock = { now: () => ns(msToNs(nowMs)) };
	const timers: Timers = {
		after(delayMs, task) {
			const timer = { atMs: nowMs + delayMs, task };
			pending.push(timer);
			return () => {
				pending = pending.filter((other) => other !== timer);
			};
		},
	};

	return {
		clock,
		timers,
		/** Lets so many milliseconds pass and calls what falls due, in order, at its own moment. */
		advance(byMs: number): void {
			const endMs = nowMs + byMs;
			for (;;) {
				const [due] = pending.filter(({ atMs }) => atMs <= endMs).sort((one, other) => one.atMs - other.atMs);
				if (due === undefined) break;
				pending = pending.filter((other) => other !== due);
				nowMs = Math.max(nowMs, due.atMs);
				due.task();
			}
			nowMs = endMs;
		},
		/** How many timers are still set. */
		pending: (): number => pending.length,
	};
}
export type VirtualTime = ReturnType<typeof createVirtualTime>;
