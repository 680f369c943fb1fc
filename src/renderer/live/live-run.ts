import type { RunResult, RunSnapshot } from '../../core/api.ts';
import { type Batch, decodeArrivals } from '../../core/batch.ts';
import type { RunRecord } from '../../core/recording.ts';
import { createLiveStream, type LiveStream } from './live-stream.ts';
import { storedStreams } from './stored-stream.ts';

/** Everything the page holds of the run that is shown, outside React. */
export interface LiveRun {
	readonly run: RunRecord;
	readonly source: RunSnapshot['source'];
	/** By stream number. */
	readonly streams: readonly LiveStream[];
	/** Null while it runs. */
	readonly result: RunResult | null;
	/** Applies what follows on the snapshot. A batch that was applied before is passed over. */
	apply(batch: Batch, nowMs: number): void;
	end(result: RunResult): void;
	/** The run's clock as far as the page can tell: for what is shown as "now", never for a number that was measured. */
	nowNs(nowMs: number): number;
	/** The stream of a provider in a round, where there is one. */
	streamOf(provider: number, round: number): LiveStream | undefined;
	/** The last round that was released or held, 1 before any was. */
	latestRound(): number;
	/** Brings a stream's marks and numbers to the common counts, once they are known; true where that changed something. */
	settle(stream: LiveStream): boolean;
}

/**
 * Takes over a run where it stands. `nowMs` is the page's monotonic clock, `wallMs` the wall clock's, which places a race
 * that was already running when the page opened.
 */
export function createLiveRun(snapshot: RunSnapshot, nowMs: number, wallMs: number): LiveRun {
	const { run, source } = snapshot;
	const ended = snapshot.result !== null;
	const streams = ended
		? storedStreams(snapshot, snapshot.result.counts)
		: snapshot.requests.map((request) => createLiveStream(request, run.deadlines));
	const byPlace = new Map(streams.map((stream) => [`${stream.provider}/${stream.round}`, stream]));
	const unsettled = new Map<number, readonly number[]>();
	let result: RunResult | null = null;
	let lastSequence = -1;
	let anchorNs = 0;
	let anchorMs = nowMs;

	function nowNs(atMs: number): number {
		return anchorNs + (atMs - anchorMs) * 1e6;
	}

	/** The least delayed message tells the run's clock best. */
	function hear(ns: number, atMs: number): void {
		if (ns <= nowNs(atMs)) return;
		anchorNs = ns;
		anchorMs = atMs;
	}

	function take(batch: Batch, atMs: number): void {
		let latestNs = 0;
		for (const mark of batch.marks) {
			latestNs = Math.max(latestNs, mark.atNs);
			if (mark.type !== 'ended') streams[mark.stream]?.mark(mark);
		}
		for (const arrival of decodeArrivals(batch)) {
			latestNs = Math.max(latestNs, arrival.atNs);
			streams[arrival.stream]?.arrival(arrival);
		}
		for (const mark of batch.marks) if (mark.type === 'ended') streams[mark.stream]?.mark(mark);
		hear(latestNs, atMs);
	}

	function end(ended: RunResult): void {
		result = ended;
		for (const { stream, tokens } of ended.counts) unsettled.set(stream, tokens);
	}

	if (!ended) take(snapshot.batch, nowMs);
	// The first batch of a race has number 0, and so has the empty snapshot before it.
	if (snapshot.batch.stream.length > 0 || snapshot.batch.marks.length > 0) lastSequence = snapshot.batch.sequence;
	// Stored streams are scored under the common counts from the start.
	if (ended) result = snapshot.result;
	if (source === 'race') {
		const sinceStartMs = wallMs - Date.parse(run.startedAt);
		if (sinceStartMs > 0 && (ended || sinceStartMs < 3_600_000)) hear(sinceStartMs * 1e6, nowMs);
	}

	return {
		run,
		source,
		streams,
		get result() {
			return result;
		},
		apply(batch, atMs) {
			if (batch.sequence <= lastSequence) return;
			lastSequence = batch.sequence;
			take(batch, atMs);
		},
		end,
		nowNs,
		streamOf: (provider, round) => byPlace.get(`${provider}/${round}`),
		latestRound() {
			let latest = 1;
			for (const { released, ended: end, round } of streams) {
				if (released !== null || end?.state === 'held') latest = Math.max(latest, round);
			}
			return latest;
		},
		settle(stream) {
			const tokens = unsettled.get(stream.stream);
			if (tokens === undefined) return false;
			unsettled.delete(stream.stream);
			stream.settle(tokens);
			return true;
		},
	};
}
