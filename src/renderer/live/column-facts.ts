import type { ConnectionFacts, Failure } from '../../core/events.ts';
import type { LiveState } from '../../core/live-score.ts';
import type { Accounting } from '../../core/request-score.ts';
import { mean } from '../../core/stats/mean.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveStream } from './live-stream.ts';

/** The slow facts of one column: what React is told, a few times a second. Null where there is no such number. */
export interface ColumnFacts {
	readonly stream: number;
	readonly round: number;
	readonly state: LiveState;
	/** Since t₀, or since the release while there is none; until its end. */
	readonly elapsedMs: number | null;
	readonly accounting: Accounting;
	readonly tokens: number;
	readonly missed: number;
	readonly total: number;
	readonly fluidityIndex: number | null;
	readonly ttftMs: number | null;
	readonly firstVisibleMs: number | null;
	readonly tbtP99Ms: number | null;
	readonly tokensPerSecond: number | null;
	/** How its connection came about; null before it was sent. */
	readonly connection: ConnectionFacts | null;
	/** The read that held the response's first byte, since t₀. */
	readonly firstByteMs: number | null;
	readonly failure: Failure | null;
	/** Who answered in truth, by a router's own account; known when it has ended. */
	readonly upstream: string | null;
	/** Something of its text is shown. */
	readonly hasText: boolean;
	/**
	 * Over the rounds that ended: a failed one counts 0, a cancelled or held one is left out. Null with one round. The scorecard's
	 * own once there is one: until then rounds are counted by estimates.
	 */
	readonly meanFluidity: number | null;
	readonly endedRounds: number;
}

/** The facts of a column whose race has not begun. */
export const FACTS_BEFORE: ColumnFacts = {
	...{ stream: -1, round: 1, state: 'idle', elapsedMs: null, accounting: 'estimate', tokens: 0, missed: 0, total: 0 },
	...{ fluidityIndex: null, ttftMs: null, firstVisibleMs: null, tbtP99Ms: null, tokensPerSecond: null },
	...{ connection: null, firstByteMs: null, failure: null, upstream: null, hasText: false },
	...{ meanFluidity: null, endedRounds: 0 },
};

/** The facts of a provider's column in one round. Undefined where there is no such stream. */
export function columnFacts(run: LiveRun, provider: number, round: number, nowMs: number): ColumnFacts | undefined {
	const stream = run.streamOf(provider, round);
	if (stream === undefined) return undefined;
	return {
		stream: stream.stream,
		round,
		state: stream.state,
		elapsedMs: elapsedMs(stream, run.nowNs(nowMs)),
		accounting: stream.accounting,
		tokens: stream.intervalsNs.length,
		missed: stream.missed,
		total: stream.total,
		fluidityIndex: stream.fluidityIndex,
		ttftMs: inMs(stream.ttftNs),
		firstVisibleMs: inMs(stream.firstVisibleNs),
		tbtP99Ms: inMs(stream.tbtP99Ns()),
		tokensPerSecond: stream.outputTokensPerSecond,
		connection: stream.sent?.connection ?? null,
		firstByteMs: firstByteMs(stream),
		failure: stream.ended?.failure ?? null,
		upstream: stream.ended?.upstream ?? null,
		hasText: stream.arrivals > 0,
		...meanOfRounds(run, provider),
	};
}

function meanOfRounds(run: LiveRun, provider: number): Pick<ColumnFacts, 'meanFluidity' | 'endedRounds'> {
	if (run.run.rounds === 1) return { meanFluidity: null, endedRounds: 0 };
	const score = run.result?.scorecard.providers[provider];
	if (score !== undefined) return { meanFluidity: score.fluidityIndex, endedRounds: score.n };
	const indexes = endedIndexes(run, provider);
	return { meanFluidity: mean(indexes), endedRounds: indexes.length };
}

function endedIndexes(run: LiveRun, provider: number): number[] {
	return run.streams
		.filter((stream) => stream.provider === provider)
		.flatMap((stream) => {
			const ended = stream.ended?.state;
			if (ended === undefined || ended === 'cancelled' || ended === 'held') return [];
			return [ended === 'completed' ? (stream.fluidityIndex ?? 0) : 0];
		});
}

function elapsedMs(stream: LiveStream, nowNs: number): number | null {
	const fromNs = stream.startNs ?? stream.released?.atNs ?? null;
	if (fromNs === null) return null;
	return Math.max(0, ((stream.ended?.atNs ?? nowNs) - fromNs) / 1e6);
}

function firstByteMs({ responded, startNs }: LiveStream): number | null {
	return responded === null || startNs === null ? null : inMs(responded.firstByteNs - startNs);
}

function inMs(ns: number | null): number | null {
	return ns === null ? null : ns / 1e6;
}

/** Whether two columns would look the same, so that the old one can stay. */
export function sameFacts(one: ColumnFacts | undefined, other: ColumnFacts | undefined): boolean {
	if (one === undefined || other === undefined) return one === other;
	return (Object.keys(one) as (keyof ColumnFacts)[]).every((key) => Object.is(one[key], other[key]));
}
