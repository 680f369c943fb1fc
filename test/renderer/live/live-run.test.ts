import { describe, expect, test } from 'vitest';
import type { RunSnapshot } from '../../../src/core/api.ts';
import { type Arrival, encodeBatch } from '../../../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import type { Mark, RequestState } from '../../../src/core/events.ts';
import type { ProviderScore, Scorecard } from '../../../src/core/scorecard.ts';
import { msToNs, ns } from '../../../src/core/time.ts';
import { columnFacts } from '../../../src/renderer/live/column-facts.ts';
import { createLiveRun } from '../../../src/renderer/live/live-run.ts';

const connection = {
	...{ reused: false, cold: false, lookupNs: null, connectNs: null, secureNs: null },
	...{ remoteAddress: null, protocol: 'http/1.1' },
};

function begun(stream: number, atMs = 0): Mark[] {
	return [
		{ type: 'released', stream, atNs: msToNs(atMs) },
		{ type: 'sent', stream, atNs: msToNs(atMs), connection },
	];
}

function ended(stream: number, atMs: number, state: RequestState = 'completed'): Mark {
	return {
		...{ type: 'ended', stream, atNs: msToNs(atMs), state, failure: null, finishReason: 'stop' },
		...{ finishedNs: null, terminated: true, usage: null, upstream: 'Who answered' },
		counts: { reads: 1, multiFrameReads: 0, frames: 1, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 },
	};
}

function arrival(stream: number, atMs: number, text: string): Arrival {
	const counted = { tokens: null, tokenSource: 'none' } as const;
	return { stream, kind: 'text', read: 0, atNs: msToNs(atMs), bytes: 1, text, ...counted };
}

function snapshot(changed: Partial<RunSnapshot> = {}, rounds = 1): RunSnapshot {
	return {
		run: {
			...{
				record: 'run',
				version: 1,
				id: 'run',
				startedAt: '2026-01-01T00:00:00.000Z',
				epochMonotonicNs: '0',
				app: '0',
			},
			environment: { platform: 'linux', arch: 'x64', node: '24', cpus: 2 },
			...{ prompt: 'p', maxTokens: 9, rounds },
			deadlines: { firstNs: msToNs(400), eachNs: msToNs(50), stallNs: msToNs(200) },
			definition: DEFAULT_DEFINITION,
			providers: [{ name: 'A', model: 'm', endpoint: 'http://127.0.0.1/', price: null }],
		},
		requests: Array.from({ length: rounds }, (_, round) => ({ stream: round, provider: 0, round: round + 1 })),
		batch: encodeBatch(0, [], []),
		source: 'race',
		result: null,
		...changed,
	};
}

const started = Date.parse('2026-01-01T00:00:00.000Z');

function lateWords(run: ReturnType<typeof createLiveRun>): string[] {
	const blocks = run.streams[0]?.text.blocks ?? [];
	return blocks.flatMap(({ parts }) => parts.filter(({ late }) => late !== null).map(({ text }) => text));
}

describe('a live run', () => {
	test('takes over a race in the middle: a snapshot gives what its batches would have given', () => {
		const arrivals = [arrival(0, 300, 'one'), arrival(0, 800, ' two')];
		const whole = createLiveRun(
			snapshot({ batch: encodeBatch(3, arrivals, [...begun(0), ended(0, 900)]) }),
			0,
			started,
		);
		const live = createLiveRun(snapshot(), 0, started);
		live.apply(encodeBatch(0, arrivals.slice(0, 1), begun(0)), 300);
		live.apply(encodeBatch(1, arrivals.slice(1), [ended(0, 900)]), 900);
		expect(columnFacts(whole, 0, 1, 1_000)).toEqual(columnFacts(live, 0, 1, 1_000));
		expect(columnFacts(live, 0, 1, 1_000)).toMatchObject({
			...{ state: 'completed', tokens: 2, missed: 8, elapsedMs: 900, upstream: 'Who answered' },
		});
	});

	test('applies no batch twice, nor one that its snapshot already held', () => {
		const first = encodeBatch(5, [arrival(0, 300, 'one')], begun(0));
		const run = createLiveRun(snapshot({ batch: first }), 0, started);
		run.apply(first, 310);
		expect(run.streams[0]?.arrivals).toBe(1);
		run.apply(encodeBatch(6, [arrival(0, 320, ' two')], []), 330);
		expect(run.streams[0]?.arrivals).toBe(2);
	});

	test('moves marks, numbers and accounting to the common counts when they come', () => {
		const run = createLiveRun(snapshot(), 0, started);
		const arrivals = [arrival(0, 300, 'half'), arrival(0, 500, 'token'), arrival(0, 520, ' end')];
		run.apply(encodeBatch(0, arrivals, [...begun(0), ended(0, 600)]), 600);
		expect(lateWords(run)).toEqual(['token']);
		const [stream] = run.streams;
		if (stream === undefined) throw new Error('no stream');
		run.end({
			scorecard: scorecardOfNobody,
			verdict: { type: 'refusal', reason: 'nobody-to-compare' },
			counts: [{ stream: 0, tokens: [1, 0, 1] }],
		});
		expect(run.settle(stream)).toBe(true);
		// The second arrival holds no token of its own: its time is part of the third's.
		expect(columnFacts(run, 0, 1, 0)).toMatchObject({ accounting: 'common', tokens: 2, missed: 2 });
		expect(lateWords(run)).toEqual(['end']);
		expect(run.settle(stream)).toBe(false);
	});

	test('averages the rounds that ended: a failed one counts 0, a cancelled one is left out', () => {
		const run = createLiveRun(snapshot({}, 4), 0, started);
		const marks = [
			...[...begun(0), ended(0, 310), ...begun(1, 400), ended(1, 410, 'failed-after-first-token')],
			...[...begun(2, 500), ended(2, 510, 'cancelled'), ...begun(3, 600)],
		];
		run.apply(encodeBatch(0, [arrival(0, 300, 'a'), arrival(1, 405, 'a')], marks), 600);
		expect(run.latestRound()).toBe(4);
		expect(columnFacts(run, 0, 4, 650)).toMatchObject({ meanFluidity: 0.5, endedRounds: 2, state: 'waiting' });
	});

	test('shows the round of a held request, which was never released, and leaves it out of the mean', () => {
		const run = createLiveRun(snapshot({}, 2), 0, started);
		run.apply(encodeBatch(0, [], [...begun(0), ended(0, 40, 'failed-before-first-token'), ended(1, 60, 'held')]), 60);
		expect(run.latestRound()).toBe(2);
		expect(columnFacts(run, 0, 2, 80)).toMatchObject({
			...{ state: 'held', elapsedMs: null, fluidityIndex: null, meanFluidity: 0, endedRounds: 1 },
		});
	});

	// Would catch a mean that mixes the shown round's common counts with live estimates of the others.
	test('once the race has its scorecard, the mean of the rounds is the scorecard’s own', () => {
		const run = createLiveRun(snapshot({}, 2), 0, started);
		const marks = [...begun(0), ended(0, 310), ...begun(1, 400), ended(1, 710)];
		run.apply(encodeBatch(0, [arrival(0, 300, 'a'), arrival(1, 700, 'a')], marks), 800);
		expect(columnFacts(run, 0, 2, 800)).toMatchObject({ meanFluidity: 1, endedRounds: 2 });
		run.end({
			scorecard: { ...scorecardOfNobody, providers: [{ ...nobody, n: 2, fluidityIndex: 0.75 }] },
			verdict: { type: 'refusal', reason: 'nobody-to-compare' },
			counts: [],
		});
		expect(columnFacts(run, 0, 2, 800)).toMatchObject({ meanFluidity: 0.75, endedRounds: 2 });
	});

	test('a page that opens late shows the time since the start, not since it opened', () => {
		const run = createLiveRun(snapshot({ batch: encodeBatch(0, [], begun(0)) }), 50, started + 3_000);
		expect(columnFacts(run, 0, 1, 150)?.elapsedMs).toBeCloseTo(3_100);
	});

	// Would catch a wait that is counted anew by a page that opens on a race that has ended.
	test('a page that opens after the end has the run’s clock all the same, and a file has none', () => {
		const result: RunSnapshot['result'] = {
			...{ scorecard: scorecardOfNobody, counts: [], verdict: { type: 'refusal', reason: 'nobody-to-compare' } },
		};
		expect(createLiveRun(snapshot({ result }), 50, started + 7_200_000).nowNs(150)).toBeCloseTo(7_200_100e6);
		expect(createLiveRun(snapshot({ result, source: 'file' }), 50, started + 7_200_000).nowNs(150)).toBe(100e6);
	});

	test('its clock follows the least delayed message and never runs backwards', () => {
		const run = createLiveRun(snapshot(), 0, started);
		run.apply(encodeBatch(0, [arrival(0, 100, 'a')], begun(0)), 130);
		expect(run.nowNs(130)).toBe(ns(130e6));
		run.apply(encodeBatch(1, [arrival(0, 250, 'b')], []), 240);
		expect(run.nowNs(240)).toBe(ns(250e6));
	});
});

const nobody: ProviderScore = {
	...{ name: 'A', model: 'm', status: 'completed', failures: [], n: 0, outputTokens: 0, nativeTokens: null },
	...{ fluidityIndex: null, fluidityOfCompleted: null, missedDeadlines: 0, totalDeadlines: 0, ttftMs: null },
	...{ firstVisibleMs: null, tbtMs: { n: 0, p50: null, p90: null, p99: null, max: null }, tpotMs: null, stalls: [] },
	...{ normalizedLatencyMs: null, endToEndMs: null, outputTokensPerSecond: null, overRounds: null },
};

const scorecardOfNobody: Scorecard = {
	version: 1,
	run: {
		...{ id: 'run', startedAt: '', prompt: '', maxTokens: 9, rounds: 1, definition: 'deadlines', accounting: 'common' },
		deadlines: { firstMs: 400, eachMs: 50, stallMs: 200 },
	},
	providers: [],
	health: null,
};
