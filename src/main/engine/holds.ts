import type { Failure, Mark } from '../../core/events.ts';
import type { Ns } from '../../core/time.ts';
import { failure } from './failures.ts';

/** The waits that providers asked for, a number for each provider. */
export interface Holds {
	/** Takes in how a request ended: a 429, or a 503, that says how long to wait holds its provider's next requests. */
	ended(provider: number, mark: Extract<Mark, { type: 'ended' }>): void;
	/** Why a request that is due at that moment is not sent; null where it may go. `host` is for the message. */
	hold(provider: number, dueNs: Ns, host: string): Failure | null;
}

interface Wait {
	readonly untilNs: number;
	readonly status: number;
}

const ASKS_TO_WAIT: readonly (number | null)[] = [429, 503];

/** A wait counts from the end of the request that was refused; of several, the one that ends last holds. */
export function createHolds(): Holds {
	const waits = new Map<number, Wait>();
	return {
		ended(provider, { atNs, failure: refusal }) {
			if (refusal === null || refusal.kind !== 'http') return;
			const { status, retryAfterMs } = refusal;
			if (status === null || retryAfterMs === null || !ASKS_TO_WAIT.includes(status)) return;
			const untilNs = atNs + retryAfterMs * 1e6;
			if (untilNs > (waits.get(provider)?.untilNs ?? 0)) waits.set(provider, { untilNs, status });
		},
		hold(provider, dueNs, host) {
			const wait = waits.get(provider);
			if (wait === undefined || dueNs >= wait.untilNs) return null;
			const retryAfterMs = Math.ceil((wait.untilNs - dueNs) / 1e6);
			const left = `${(retryAfterMs / 1000).toFixed(1)} s`;
			const message = `Not sent: ${host} had asked to wait (HTTP ${wait.status}), and ${left} of that were left.`;
			return failure('held', 'connect', message, { status: wait.status, retryAfterMs });
		},
	};
}

/** The end, and all there is, of a request that was held. */
export function heldMark(stream: number, atNs: Ns, why: Failure): Mark {
	return {
		type: 'ended',
		stream,
		atNs,
		state: 'held',
		failure: why,
		finishReason: null,
		finishedNs: null,
		terminated: false,
		usage: null,
		upstream: null,
		counts: { reads: 0, multiFrameReads: 0, frames: 0, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 },
	};
}
