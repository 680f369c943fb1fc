import type { RaceSetup, RunResult, RunSnapshot } from '../../core/api.ts';
import { type Arrival, type Batch, encodeBatch } from '../../core/batch.ts';
import { DEFAULT_DEFINITION } from '../../core/definition.ts';
import type { Failure, Mark, RequestState } from '../../core/events.ts';
import { raceNames } from '../../core/free-name.ts';
import type { RunRecord } from '../../core/recording.ts';
import { createRecordingBuilder, recordsOfBatch } from '../../core/recording-builder.ts';
import { scoreRecording } from '../../core/scorecard.ts';
import { msToNs, ns } from '../../core/time.ts';
import { verdictOfRecording } from '../../core/verdict-of-recording.ts';
import { type DemoEmission, type DemoPersona, planDemoStream } from './demo-personas.ts';

interface DemoStream {
	readonly stream: number;
	readonly provider: number;
	readonly round: number;
	readonly persona: DemoPersona;
	readonly plan: readonly DemoEmission[];
	state: 'idle' | 'running' | 'ended';
	releasedMs: number;
	next: number;
}

export interface DemoRace {
	readonly snapshot: RunSnapshot;
	/** Everything that is due by now, or null. */
	step(nowMs: number): Batch | null;
	readonly done: boolean;
	cancel(nowMs: number): Batch;
	result(): RunResult;
	/** Everything at once, as a run that was opened from a file. */
	whole(): RunSnapshot;
}

const SENT_AFTER_MS = 1;
/** No planned stream lasts longer. */
const LONGEST_MS = 3_600_000;

/** A race that was never run, from seeds, as a host would tell of it. */
export function createDemoRace(
	setup: RaceSetup,
	personas: readonly DemoPersona[],
	rate: number | null,
	startMs: number,
	startedAt: string,
	healthy = true,
): DemoRace {
	const run = runRecord(setup, personas, startedAt);
	const builder = createRecordingBuilder();
	builder.apply(run);
	const streams: DemoStream[] = Array.from({ length: setup.rounds }, (_, round) =>
		personas.map((persona, provider) => ({ persona, provider, round: round + 1 })),
	)
		.flat()
		.map((place, stream) => ({
			...place,
			stream,
			plan: planDemoStream(place.persona, stream + 7, setup.maxTokens, rate),
			state: 'idle',
			releasedMs: 0,
			next: 0,
		}));
	for (const { stream, provider, round } of streams) {
		builder.apply({ record: 'request', stream, provider, round, nonce: '0', headers: {}, body: '' });
	}
	let sequence = 0;
	let read = 0;

	function emit(arrivals: readonly Arrival[], marks: readonly Mark[]): Batch {
		const batch = encodeBatch(sequence, arrivals, marks);
		sequence += 1;
		for (const record of recordsOfBatch(batch)) builder.apply(record);
		return batch;
	}

	function end(stream: DemoStream, atMs: number, state: RequestState, failure: Failure | null): Mark {
		stream.state = 'ended';
		const seen = stream.next;
		return {
			type: 'ended',
			stream: stream.stream,
			atNs: msToNs(atMs),
			state,
			failure,
			finishReason: state === 'completed' ? 'stop' : null,
			finishedNs: state === 'completed' ? msToNs(atMs) : null,
			terminated: state === 'completed',
			usage: null,
			upstream: null,
			counts: { reads: seen, multiFrameReads: 0, frames: seen, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 },
		};
	}

	/** As the engine does it: null where the provider asked for no wait, or it is over. */
	function held(stream: DemoStream, atMs: number): Mark[] | null {
		const refused = builder
			.recording()
			.requests.findLast(
				({ request, ended }) => request.provider === stream.provider && ended?.state.startsWith('failed'),
			);
		const { failure = null, atNs = 0 } = refused?.ended ?? {};
		const leftMs = atNs / 1e6 + (failure?.retryAfterMs ?? 0) - atMs;
		if (failure === null || leftMs <= 0) return null;
		const why = { ...failure, kind: 'held', phase: 'connect', code: null, retryAfterMs: Math.ceil(leftMs) } as const;
		return [end(stream, atMs, 'held', { ...why, message: `It had asked to wait (HTTP ${failure.status}).` })];
	}

	function release(stream: DemoStream, atMs: number): Mark[] {
		stream.state = 'running';
		stream.releasedMs = atMs;
		const connection = {
			...{ reused: false, cold: false, lookupNs: null, connectNs: ns(120_000), secureNs: null },
			...{ remoteAddress: '127.0.0.1', protocol: 'http/1.1' },
		};
		return [
			{ type: 'released', stream: stream.stream, atNs: msToNs(atMs) },
			{ type: 'sent', stream: stream.stream, atNs: msToNs(atMs + SENT_AFTER_MS), connection },
		];
	}

	function advance(stream: DemoStream, nowMs: number, arrivals: Arrival[], marks: Mark[]): void {
		const fromMs = stream.releasedMs + SENT_AFTER_MS;
		for (; stream.next < stream.plan.length; stream.next++) {
			const { atMs, kind, text } = stream.plan[stream.next] as DemoEmission;
			if (fromMs + atMs > nowMs) return;
			read += 1;
			const source = { tokens: null, tokenSource: 'none' } as const;
			arrivals.push({ stream: stream.stream, kind, read, atNs: msToNs(fromMs + atMs), bytes: 60, text, ...source });
		}
		const endMs = fromMs + (stream.plan.at(-1)?.atMs ?? stream.persona.firstMs) + 4;
		if (endMs > nowMs) return;
		const failure = stream.persona.breaks?.failure ?? null;
		marks.push(end(stream, endMs, endState(failure, stream.plan.length > 0), failure));
	}

	const race: DemoRace = {
		snapshot: {
			run,
			requests: streams.map(({ stream, provider, round }) => ({ stream, provider, round })),
			batch: encodeBatch(0, [], []),
			source: 'race',
			result: null,
		},
		step(nowMs) {
			const sinceMs = nowMs - startMs;
			const arrivals: Arrival[] = [];
			const marks: Mark[] = [];
			const round = streams.find(({ state }) => state !== 'ended')?.round;
			for (const stream of streams) {
				if (stream.round === round && stream.state === 'idle')
					marks.push(...(held(stream, sinceMs) ?? release(stream, sinceMs)));
				if (stream.state === 'running') advance(stream, sinceMs, arrivals, marks);
			}
			return arrivals.length + marks.length === 0 ? null : emit(arrivals, marks);
		},
		get done() {
			return streams.every(({ state }) => state === 'ended');
		},
		cancel(nowMs) {
			const aborted: Failure = {
				...{ kind: 'aborted', phase: 'stream', status: null, code: null, retryAfterMs: null },
				message: 'Cancelled.',
			};
			const open = streams.filter(({ state }) => state !== 'ended');
			return emit(
				[],
				open.map((stream) => end(stream, nowMs - startMs, 'cancelled', aborted)),
			);
		},
		result() {
			const { requests } = builder.recording();
			const counts = requests
				.filter(({ arrivals }) => arrivals.length > 0)
				.map(({ request: { stream }, arrivals }) => ({ stream, tokens: arrivals.map(() => 1) }));
			for (const { stream, tokens } of counts) {
				builder.apply({ record: 'counts', stream, tokenizer: 'o200k_base', tokens });
			}
			builder.apply({ record: 'health', measured: { ...HEALTHY, reads: read, loopDelayP99Ms: healthy ? 0.3 : 31 } });
			const scorecard = scoreRecording(builder.recording());
			return { scorecard, verdict: verdictOfRecording(builder.recording(), scorecard), counts };
		},
		whole() {
			for (let nowMs = startMs; !race.done; nowMs += LONGEST_MS) race.step(nowMs);
			const result = race.result();
			const { requests } = builder.recording();
			const marks = requests.flatMap(({ released, sent, ended }) =>
				[released, sent, ended].filter((mark) => mark !== null),
			);
			return {
				...race.snapshot,
				batch: encodeBatch(
					0,
					requests.flatMap((request) => request.arrivals),
					marks,
				),
				source: 'file',
				result,
			};
		},
	};
	return race;
}

const HEALTHY = {
	...{ loopDelayP99Ms: 0.3, scheduleLagP99Ms: 0.2, skewMs: 0.1, reads: 0, multiFrameReads: 0, coldConnections: 0 },
	...{ contentEncodings: [], proxied: false, httpVersions: ['http/1.1'], cachedPromptTokens: 0, sequenceGaps: 0 },
};

function endState(failure: Failure | null, sawOutput: boolean): RequestState {
	if (failure === null) return 'completed';
	if (!sawOutput) return 'failed-before-first-token';
	return failure.kind === 'truncated' ? 'truncated' : 'failed-after-first-token';
}

function runRecord(setup: RaceSetup, personas: readonly DemoPersona[], startedAt: string): RunRecord {
	const names = raceNames(personas.map(({ name }) => name));
	return {
		record: 'run',
		version: 1,
		id: crypto.randomUUID(),
		startedAt,
		epochMonotonicNs: '0',
		app: 'demo',
		environment: { platform: 'browser', arch: 'any', node: '24', cpus: navigator.hardwareConcurrency },
		prompt: setup.prompt,
		maxTokens: setup.maxTokens,
		rounds: setup.rounds,
		deadlines: { firstNs: msToNs(setup.firstMs), eachNs: msToNs(setup.eachMs), stallNs: msToNs(setup.stallMs) },
		definition: DEFAULT_DEFINITION,
		providers: names.map((name) => ({
			name,
			model: 'sim-70b',
			endpoint: 'http://127.0.0.1/v1/chat/completions',
			price: null,
		})),
	};
}
