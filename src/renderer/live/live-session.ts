import type { HostEvent, RunResult } from '../../core/api.ts';
import type { RunRecord } from '../../core/recording.ts';
import { type ColumnFacts, columnFacts, sameFacts } from './column-facts.ts';
import { createFrameLoop } from './frame.ts';
import { createLiveRun, type LiveRun } from './live-run.ts';
import type { LiveStream } from './live-stream.ts';
import type { View } from './text-view.ts';
import { createTurns } from './turns.ts';

/** What React is told of the run: slow facts only. */
export interface RunFacts {
	readonly run: RunRecord;
	readonly source: LiveRun['source'];
	/** `counting`: every stream has ended and the tokenizer is at work. */
	readonly phase: 'running' | 'counting' | 'ended';
	/** The round that is shown. */
	readonly round: number;
	/** The last round that was released. */
	readonly latestRound: number;
	/** By provider. */
	readonly columns: readonly (ColumnFacts | undefined)[];
	readonly result: RunResult | null;
}

/** The live path of the page: events in, paint and slow facts out. */
export interface LiveSession {
	/** Takes an event of the host as it arrives. */
	receive(event: HostEvent): void;
	readonly run: LiveRun | null;
	/** Shows a round; null follows the race. */
	showRound(round: number | null): void;
	/** Paints a view in every frame until it is detached. */
	attach(view: View): () => void;
	requestFrame(): void;
	/** The longest of the shown streams so far, in nanoseconds. */
	sharedLengthNs(): number;
	/** No run is active and everything received has been painted. */
	readonly idle: boolean;
}

/** A column's facts go to React this often while a race runs: often enough to read, seldom enough to cost nothing. */
const FACTS_EVERY_MS = 200;
/** With many columns: the more there are, the less one looks at each. */
const FACTS_EVERY_MS_OF_MANY = 300;
const MANY_COLUMNS = 8;
/**
 * While many columns stream, every second frame paints, and in turn every third column: each ten times a second, so that
 * no frame lays out and draws everything.
 */
const PAINT_EVERY = 2;
const GROUPS = 3;

/**
 * Joins the host's events to the page. `publish` gets new facts at most once in a frame; `onIdle` is told when
 * {@link LiveSession.idle} may have changed.
 */
export function createLiveSession(publish: (facts: RunFacts | null) => void, onIdle: () => void): LiveSession {
	const views = new Set<View>();
	let run: LiveRun | null = null;
	let chosenRound: number | null = null;
	let facts: RunFacts | null = null;
	const turns = createTurns();
	/** Everything may look different: a start, an end, another round. */
	let urgent = false;
	let frames = 0;
	/** For all views of a frame. */
	let longestNs = 0;

	const loop = createFrameLoop((nowMs) => {
		let more = false;
		frames += 1;
		const crowded = run !== null && run.result === null && run.run.providers.length > MANY_COLUMNS;
		if (crowded && !urgent && frames % PAINT_EVERY !== 0) return true;
		longestNs = run === null ? 0 : longestShownNs(run, nowMs);
		const group = Math.floor(frames / PAINT_EVERY) % GROUPS;
		const painted = [...views].filter(({ column }) => !crowded || column % GROUPS === group);
		for (const view of painted) more = view.paint(nowMs) || more;
		for (const view of painted) view.settleScroll?.();
		if (run === null) {
			if (facts !== null) {
				facts = null;
				publish(facts);
			}
			queueMicrotask(onIdle);
			return more;
		}
		const columns = run.run.providers.length;
		const due = urgent ? null : turns.take(nowMs, columns, factsEveryMs(run));
		if (due === null || due.length > 0) {
			if (due === null) turns.renewedAll(nowMs, columns);
			urgent = false;
			const next = factsOf(run, shownRound(run), facts, due, nowMs);
			if (next !== facts) {
				facts = next;
				publish(facts);
			}
		}
		const active = run.result === null;
		if (!active && !more) queueMicrotask(onIdle);
		return more || active;
	});

	function shownRound(of: LiveRun): number {
		return chosenRound ?? of.latestRound();
	}

	function longestShownNs(of: LiveRun, nowMs: number): number {
		const round = shownRound(of);
		const nowNs = of.nowNs(nowMs);
		let longest = 0;
		for (const stream of of.streams) {
			if (stream.round === round) longest = Math.max(longest, lengthNs(stream, nowNs));
		}
		return longest;
	}

	/** The streams that are shown get the common counts first; another round gets them when it is shown. */
	function settleShown(of: LiveRun): void {
		if (of.result === null) return;
		const round = shownRound(of);
		for (const stream of of.streams) if (stream.round === round) of.settle(stream);
	}

	/** From now on there is something to paint, and the page is not idle. */
	function requestFrame(): void {
		loop.request();
		onIdle();
	}

	function wake(): void {
		urgent = true;
		requestFrame();
	}

	return {
		receive(event) {
			switch (event.type) {
				case 'state':
					return;
				case 'run':
					run = createLiveRun(event.snapshot, performance.now(), Date.now());
					chosenRound = null;
					settleShown(run);
					wake();
					return;
				case 'batch':
					if (run === null || run.run.id !== event.runId) return;
					for (const { stream } of event.batch.marks) turns.hurry(run.streams[stream]?.provider ?? 0);
					run.apply(event.batch, performance.now());
					loop.request();
					return;
				case 'ended':
					if (run === null || run.run.id !== event.runId) return;
					run.end(event.result);
					settleShown(run);
					wake();
					return;
			}
		},
		get run() {
			return run;
		},
		showRound(round) {
			chosenRound = round;
			if (run !== null) settleShown(run);
			wake();
		},
		attach(view) {
			views.add(view);
			requestFrame();
			return () => {
				views.delete(view);
				view.detach();
			};
		},
		requestFrame,
		sharedLengthNs: () => longestNs,
		get idle() {
			return loop.idle && (run === null || run.result !== null);
		},
	};
}

function factsEveryMs({ run }: LiveRun): number {
	return run.providers.length > MANY_COLUMNS ? FACTS_EVERY_MS_OF_MANY : FACTS_EVERY_MS;
}

function lengthNs(stream: LiveStream, nowNs: number): number {
	return stream.startNs === null ? 0 : (stream.ended?.atNs ?? nowNs) - stream.startNs;
}

/** New facts of the columns that are due, of all where that is null; the others keep theirs. */
function factsOf(
	run: LiveRun,
	round: number,
	before: RunFacts | null,
	due: readonly number[] | null,
	nowMs: number,
): RunFacts {
	const same = before?.run.id === run.run.id && before.round === round ? before : null;
	const columns = run.run.providers.map((_, provider) => {
		const old = same?.columns[provider];
		if (same !== null && due !== null && !due.includes(provider)) return old;
		const next = columnFacts(run, provider, round, nowMs);
		return sameFacts(old, next) ? old : next;
	});
	return {
		run: run.run,
		source: run.source,
		phase: run.result !== null ? 'ended' : run.streams.every(({ ended }) => ended !== null) ? 'counting' : 'running',
		round,
		latestRound: run.latestRound(),
		columns,
		result: run.result,
	};
}
