import type { Arrival } from './batch.ts';
import type { Mark, RequestState } from './events.ts';
import { advance, createDeadlineState, fluidityIndex } from './fluidity/deadlines.ts';
import type { Deadlines } from './recording.ts';
import type { LateToken } from './request-score.ts';
import { quantile } from './stats/quantile.ts';
import { type Ns, ns } from './time.ts';
import { estimateTokens } from './tokens.ts';

/** Where a request stands: not released, connecting or waiting for its first output, streaming, or ended. */
export type LiveState = 'idle' | 'waiting' | 'streaming' | RequestState;

/** A request's numbers while it runs. Token counts are estimates until the run has ended. */
export interface LiveScore {
	readonly state: LiveState;
	/** Visible tokens so far. */
	readonly tokens: number;
	readonly missed: number;
	readonly total: number;
	/** Null before the first deadline was scored. */
	readonly fluidityIndex: number | null;
	readonly ttftNs: Ns | null;
	readonly firstVisibleNs: Ns | null;
	readonly outputTokensPerSecond: number | null;
	/** t₀, since the run's epoch; null before the request was sent. */
	readonly startNs: Ns | null;
	/** One per visible token: the first one's wait, then the gaps. It grows in place. */
	readonly intervalsNs: readonly number[];
	readonly lateTokens: readonly LateToken[];
	/** p99 of the gaps after the first visible token. Sorts them all: a few times a second is often enough. */
	tbtP99Ns(): number | null;
	/** Follows the request; gives the late tokens that this arrival brought. */
	arrival(arrival: Arrival): readonly LateToken[];
	mark(mark: Mark): void;
}

/**
 * Scores one request as its arrivals come, with the walk that scores it afterwards. It gives what `scoreRequest` gives
 * for the same arrivals under estimated counts.
 */
export function createLiveScore({ firstNs, eachNs }: Deadlines): LiveScore {
	const deadlines = { first: firstNs, each: eachNs };
	const walk = createDeadlineState();
	const intervalsNs: number[] = [];
	const lateTokens: LateToken[] = [];
	let state: LiveState = 'idle';
	let releasedNs: Ns | null = null;
	let startNs: Ns | null = null;
	let lastNs: Ns | null = null;
	let ttftNs: Ns | null = null;
	let firstVisibleNs: Ns | null = null;

	return {
		get state() {
			return state;
		},
		get tokens() {
			return intervalsNs.length;
		},
		get missed() {
			return walk.missed;
		},
		get total() {
			return walk.total;
		},
		get fluidityIndex() {
			return fluidityIndex(walk);
		},
		get ttftNs() {
			return ttftNs;
		},
		get firstVisibleNs() {
			return firstVisibleNs;
		},
		get outputTokensPerSecond() {
			if (startNs === null || lastNs === null || lastNs <= startNs) return null;
			return (intervalsNs.length * 1e9) / (lastNs - startNs);
		},
		get startNs() {
			return startNs;
		},
		intervalsNs,
		lateTokens,
		tbtP99Ns() {
			return quantile(Float64Array.from(intervalsNs.slice(1)).sort(), 0.99);
		},
		arrival(arrival) {
			if (startNs === null) return [];
			ttftNs ??= ns(arrival.atNs - startNs);
			if (state === 'waiting') state = 'streaming';
			if (arrival.kind !== 'text') return [];
			firstVisibleNs ??= ns(arrival.atNs - startNs);
			const from = intervalsNs.length;
			intervalsNs.push(arrival.atNs - (lastNs ?? startNs));
			for (let extra = estimateTokens(arrival.text); extra > 1; extra--) intervalsNs.push(0);
			lastNs = arrival.atNs;
			const known = lateTokens.length;
			const atNs = ns(arrival.atNs - startNs);
			advance(walk, deadlines, intervalsNs, from, intervalsNs.length, (token, wait, missed) => {
				lateTokens.push({ token, atNs, waitNs: ns(wait), missed });
			});
			return lateTokens.slice(known);
		},
		mark(mark) {
			switch (mark.type) {
				case 'released':
					releasedNs = mark.atNs;
					state = 'waiting';
					break;
				case 'sent':
					startNs = mark.connection.cold ? (releasedNs ?? mark.atNs) : mark.atNs;
					break;
				case 'responded':
					break;
				case 'ended':
					state = mark.state;
					break;
			}
		},
	};
}
