import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../src/core/recording.ts';
import { type ProviderScore, scoreRecording } from '../../src/core/scorecard.ts';
import { failure, recordedRequest, recordingOf, tokensAt, usage } from '../support/scored-runs.ts';

/** The only provider's numbers. */
function scoreOf(...requests: readonly RecordedRequest[]): ProviderScore {
	const [provider] = scoreRecording(recordingOf(requests)).providers;
	if (provider === undefined) throw new Error('the run has no provider');
	return provider;
}

describe('over several rounds', () => {
	// Would catch failed rounds left out of one and not of the other, and a mean that hides a bad round.
	it('says how far they lie apart: fluidity of all that count, times of the completed ones', () => {
		const score = scoreOf(
			recordedRequest(tokensAt(50, 75)),
			recordedRequest(tokensAt(80, 90), { stream: 1, round: 2 }),
			recordedRequest(tokensAt(10, 20), { stream: 2, round: 3, state: 'truncated' }),
			recordedRequest(tokensAt(1, 2), { stream: 3, round: 4, state: 'cancelled' }),
		);
		expect(score.overRounds?.fluidityIndex).toEqual({ p50: 1, p90: 1, p99: 1, min: 0, max: 1 });
		expect(score.overRounds?.ttftMs).toEqual({ p50: 65, p90: 77, p99: expect.closeTo(79.7), min: 50, max: 80 });
		expect(score.overRounds?.tpotMs).toMatchObject({ min: 10, max: 25 });
		expect(score.overRounds?.endToEndMs).toMatchObject({ min: 75, max: 90 });
	});

	it('has none where no round counts', () => {
		const none = { p50: null, p90: null, p99: null, min: null, max: null };
		const score = scoreOf(recordedRequest([], { round: 2, state: 'cancelled' }));
		expect(score.overRounds).toMatchObject({ fluidityIndex: none, outputTokensPerSecond: none });
	});
});

describe('with several rounds', () => {
	it('times are means over the completed, gaps are pooled, tokens and deadlines are totals, and each request has one vote', () => {
		const score = scoreOf(
			// Out of order, to be sorted by round where rounds are named.
			recordedRequest(tokensAt(80, 100, 400), { stream: 0, round: 2, usage: usage(3) }),
			recordedRequest(tokensAt(60, 70), { stream: 1, round: 1, usage: usage(4) }),
			recordedRequest(tokensAt(10, 500), { stream: 2, round: 3, state: 'truncated', usage: usage(2) }),
			recordedRequest([], {
				stream: 3,
				round: 4,
				state: 'failed-before-first-token',
				failure: failure(),
				counted: false,
			}),
			recordedRequest(tokensAt(5, 6, 7), { stream: 4, round: 5, state: 'cancelled', counted: false }),
		);
		expect(score).toMatchObject({
			status: 'mixed',
			n: 4,
			outputTokens: 7,
			nativeTokens: 9,
			ttftMs: 70,
			endToEndMs: 235,
			// Gaps 10, 20, 300; the truncated request's 490 is not among them.
			tbtMs: { n: 3, p50: 20, max: 300 },
			tpotMs: 85,
			outputTokensPerSecond: (2 / 0.07 + 7.5) / 2,
			fluidityOfCompleted: (1 + (1 - 11 / 13)) / 2,
		});
		expect(score.fluidityIndex).toBeCloseTo((1 + (1 - 11 / 13) + 0 + 0) / 4, 15);
		// Truncated: due at 125, come at 500, so deadlines at 125, … 500 passed: 16 of 17.
		expect([score.missedDeadlines, score.totalDeadlines]).toEqual([11 + 16, 2 + 13 + 17]);
		expect(score.stalls.map(({ round, waitMs }) => [round, waitMs])).toEqual([
			[2, 250],
			[3, 375],
		]);
		expect(score.failures.map(({ round }) => round)).toEqual([4]);
	});

	it('a native total is unknown where one request’s is, for a part is not the total', () => {
		expect(
			scoreOf(
				recordedRequest(tokensAt(60), { stream: 0, round: 1, usage: usage(4) }),
				recordedRequest(tokensAt(60), { stream: 1, round: 2 }),
			).nativeTokens,
		).toBeNull();
	});
});
