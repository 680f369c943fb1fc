import { describe, expect, it } from 'vitest';
import type { MeasuredHealth } from '../../src/core/health.ts';
import type { RecordedRequest } from '../../src/core/recording.ts';
import { failedRequests, type ProviderScore, scoreRecording } from '../../src/core/scorecard.ts';
import { msToNs, ns } from '../../src/core/time.ts';
import { deadlines, failure, recordedRequest, recordingOf, tokensAt, usage } from '../support/scored-runs.ts';

/** The only provider's numbers. */
function scoreOf(...requests: readonly RecordedRequest[]): ProviderScore {
	const [provider] = scoreRecording(recordingOf(requests)).providers;
	if (provider === undefined) throw new Error('the run has no provider');
	return provider;
}

const NO_TIMES = {
	ttftMs: null,
	firstVisibleMs: null,
	tbtMs: { n: 0, p50: null, p90: null, p99: null, max: null },
	tpotMs: null,
	normalizedLatencyMs: null,
	endToEndMs: null,
	outputTokensPerSecond: null,
};

const MEASURED: MeasuredHealth = {
	loopDelayP99Ms: 4,
	scheduleLagP99Ms: null,
	skewMs: null,
	reads: 1,
	multiFrameReads: 0,
	coldConnections: 0,
	contentEncodings: [],
	proxied: false,
	httpVersions: ['1.1'],
	cachedPromptTokens: 0,
	sequenceGaps: 0,
};

describe('a scorecard', () => {
	it('has exactly the documented shape, and survives JSON', () => {
		const request = recordedRequest(tokensAt(80, 100, 400), { usage: usage(6) });
		const scorecard = scoreRecording(recordingOf([request]));
		expect(scorecard).toStrictEqual({
			version: 1,
			run: {
				id: 'run-1',
				startedAt: '2026-01-02T03:04:05.678Z',
				prompt: 'Why is the sky blue?',
				maxTokens: 256,
				rounds: 1,
				deadlines: { firstMs: 100, eachMs: 25, stallMs: 200 },
				definition: 'deadlines',
				accounting: 'common',
			},
			providers: [
				{
					name: 'provider 0',
					model: 'small',
					status: 'completed',
					failures: [],
					n: 1,
					outputTokens: 3,
					nativeTokens: 6,
					// Due at 150, come at 400: deadlines at 150, 175, … 400, 11 of them.
					fluidityIndex: 1 - 11 / 13,
					fluidityOfCompleted: 1 - 11 / 13,
					missedDeadlines: 11,
					totalDeadlines: 13,
					ttftMs: 80,
					firstVisibleMs: 80,
					tbtMs: { n: 2, p50: 160, p90: 272, p99: 297.2, max: 300 },
					tpotMs: 160,
					normalizedLatencyMs: 400e6 / 3 / 1e6,
					endToEndMs: 400,
					outputTokensPerSecond: 7.5,
					overRounds: null,
					stalls: [{ round: 1, atMs: 400, waitMs: 250, missed: 11, token: 2 }],
				},
			],
			health: null,
		});
		expect(JSON.parse(JSON.stringify(scorecard))).toEqual(scorecard);
	});

	it('scores the same recording under other deadlines, which it then names', () => {
		const recording = recordingOf([recordedRequest(tokensAt(80, 100, 400))]);
		const relaxed = { firstNs: msToNs(500), eachNs: msToNs(500), stallNs: msToNs(200) };
		const scorecard = scoreRecording(recording, relaxed);
		expect(scorecard.run.deadlines).toEqual({ firstMs: 500, eachMs: 500, stallMs: 200 });
		expect(scorecard.providers[0]).toMatchObject({ fluidityIndex: 1, stalls: [] });
		expect(() => scoreRecording(recording, { ...relaxed, eachNs: ns(0) })).toThrow(
			expect.objectContaining({ code: 'interval-not-positive' }),
		);
	});

	it('judges the measurement by the interval, and has no judgement where none was made', () => {
		const recording = recordingOf([recordedRequest(tokensAt(80))], { measured: MEASURED });
		expect(scoreRecording(recording).health).toMatchObject({ healthy: false, loopDelayLimitMs: 2.5 });
		expect(scoreRecording(recording, { ...deadlines, eachNs: msToNs(50) }).health).toMatchObject({ healthy: true });
	});

	it('keeps providers in the order of the run and apart', () => {
		const { providers } = scoreRecording(
			recordingOf([
				recordedRequest(tokensAt(80), { stream: 0, provider: 1 }),
				recordedRequest(tokensAt(90, 95), { stream: 1, provider: 0 }),
			]),
		);
		expect(providers.map(({ name, ttftMs, outputTokens }) => [name, ttftMs, outputTokens])).toEqual([
			['provider 0', 90, 2],
			['provider 1', 80, 1],
		]);
	});
});

describe('how a request ended decides what it counts in', () => {
	it.each(['truncated', 'failed-after-first-token'] as const)(
		'%s: its deadlines, tokens and stalls are shown, it is in no distribution, and it scores 0',
		(state) => {
			const lost = failure({ kind: 'network', status: null, code: 'ECONNRESET', retryAfterMs: null, message: 'Gone.' });
			expect(scoreOf(recordedRequest(tokensAt(80, 100, 400), { state, failure: lost }))).toMatchObject({
				...NO_TIMES,
				status: state,
				failures: [
					{ round: 1, state, kind: 'network', status: null, code: 'ECONNRESET', retryAfterMs: null, message: 'Gone.' },
				],
				n: 1,
				outputTokens: 3,
				nativeTokens: null,
				fluidityIndex: 0,
				fluidityOfCompleted: null,
				missedDeadlines: 11,
				totalDeadlines: 13,
				stalls: [{ atMs: 400, waitMs: 250 }],
			});
		},
	);

	it('failed before the first token: it scores 0 and has no other number, not even one of 0', () => {
		const refused = recordedRequest([], { state: 'failed-before-first-token', failure: failure(), sent: false });
		expect(scoreOf(refused)).toMatchObject({
			...NO_TIMES,
			status: 'failed-before-first-token',
			failures: [{ kind: 'http', status: 429, code: 'rate_limited', retryAfterMs: 1500 }],
			n: 1,
			outputTokens: null,
			nativeTokens: null,
			fluidityIndex: 0,
			fluidityOfCompleted: null,
			missedDeadlines: null,
			totalDeadlines: null,
			stalls: [],
		});
	});

	it.each([
		['cancelled', 'cancelled'],
		[null, 'unfinished'],
	] as const)('%s: left out, as if it had not been', (state, status) => {
		const aborted = state === null ? null : failure({ kind: 'aborted' });
		expect(scoreOf(recordedRequest(tokensAt(80, 400), { state, failure: aborted }))).toMatchObject({
			...NO_TIMES,
			status,
			failures: [],
			n: 0,
			outputTokens: null,
			fluidityIndex: null,
			fluidityOfCompleted: null,
			missedDeadlines: null,
			totalDeadlines: null,
			stalls: [],
		});
	});

	it('completed without visible text: not perfect but 0, and not among the completed that have an index', () => {
		expect(scoreOf(recordedRequest([]))).toMatchObject({
			...NO_TIMES,
			status: 'completed',
			n: 1,
			outputTokens: 0,
			fluidityIndex: 0,
			fluidityOfCompleted: null,
			missedDeadlines: 0,
			totalDeadlines: 0,
		});
		expect(scoreOf(recordedRequest([{ ms: 30, kind: 'reasoning', tokens: 9 }]))).toMatchObject({
			ttftMs: 30,
			firstVisibleMs: null,
			endToEndMs: null,
			outputTokens: 0,
			fluidityIndex: 0,
			fluidityOfCompleted: null,
		});
	});

	it('what a cancelled run never came to is cancelled, not unfinished: the run was measured to its end', () => {
		const never = recordedRequest([], { state: null });
		const [provider] = scoreRecording(recordingOf([never], { measured: MEASURED })).providers;
		expect(provider).toMatchObject({ ...NO_TIMES, status: 'cancelled', n: 0, fluidityIndex: null });
	});

	it('what was held is named and does not count', () => {
		const refused = recordedRequest([], { state: 'failed-before-first-token', failure: failure(), sent: false });
		const why = failure({ kind: 'held', retryAfterMs: 900 });
		const held = recordedRequest([], { stream: 1, round: 2, state: 'held', failure: why, sent: false });
		const score = scoreOf(refused, held);
		expect(score).toMatchObject({ status: 'mixed', n: 1, fluidityIndex: 0, missedDeadlines: null });
		expect(score.failures.map(({ round, state, retryAfterMs }) => [round, state, retryAfterMs])).toEqual([
			[1, 'failed-before-first-token', 1500],
			[2, 'held', 900],
		]);
		expect(failedRequests(score)).toBe(1);
	});

	it('a provider that the recording does not reach is unfinished, with no numbers', () => {
		expect(scoreOf()).toMatchObject({ ...NO_TIMES, status: 'unfinished', n: 0, fluidityIndex: null });
	});

	it('one token: an index and a rate, but no gap', () => {
		expect(scoreOf(recordedRequest(tokensAt(80)))).toMatchObject({
			fluidityIndex: 1,
			tbtMs: NO_TIMES.tbtMs,
			tpotMs: null,
			endToEndMs: 80,
			normalizedLatencyMs: 80,
			outputTokensPerSecond: 12.5,
		});
	});
});

describe('token accounting', () => {
	it('is estimated for all where one that counts was not counted, so that a token means the same for each', () => {
		const two = { ms: 60, text: ' two words', tokens: 7 };
		const scorecard = scoreRecording(
			recordingOf([
				recordedRequest([two], { stream: 0, provider: 0 }),
				recordedRequest([two], { stream: 1, provider: 1, counted: false }),
			]),
		);
		expect(scorecard.run.accounting).toBe('estimate');
		expect(scorecard.providers.map(({ outputTokens }) => outputTokens)).toEqual([2, 2]);
	});

	it('leaves the hidden reasoning of a provider’s usage out of its own count', () => {
		expect(scoreOf(recordedRequest(tokensAt(60, 70), { usage: usage(50, 40) }))).toMatchObject({
			outputTokens: 2,
			nativeTokens: 10,
		});
	});

	it('gives eight tokens a frame at the exact rate a perfect index', () => {
		const frames = Array.from({ length: 20 }, (_, frame) => ({ ms: 100 + frame * 200, tokens: 8 }));
		expect(scoreOf(recordedRequest(frames))).toMatchObject({
			outputTokens: 160,
			fluidityIndex: 1,
			tbtMs: { p50: 0, max: 200 },
			stalls: [],
		});
	});

	it('gives speculative decoding’s T, 0, 0, 3T a perfect index', () => {
		const speculative = [
			{ ms: 100, tokens: 3 },
			{ ms: 175, tokens: 3 },
			{ ms: 250, tokens: 1 },
		];
		expect(scoreOf(recordedRequest(speculative))).toMatchObject({ fluidityIndex: 1, totalDeadlines: 7 });
	});
});

describe('a stall', () => {
	it('is a wait, not a gap, of the stall’s length or more', () => {
		// The second token is 225 ms after the first: a wait of 200 with no slack, of 199 with 1 ms of it.
		expect(scoreOf(recordedRequest(tokensAt(100, 325))).stalls).toHaveLength(1);
		expect(scoreOf(recordedRequest(tokensAt(99, 324))).stalls).toHaveLength(0);
	});

	it('may be the first token’s', () => {
		expect(scoreOf(recordedRequest(tokensAt(301))).stalls).toEqual([
			{ round: 1, atMs: 301, waitMs: 201, missed: 9, token: 0 },
		]);
	});
});
