import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION, type Definition } from '../../src/core/definition.ts';
import type { MeasuredHealth } from '../../src/core/health.ts';
import { scoreRecording } from '../../src/core/scorecard.ts';
import { scoreStudy } from '../../src/core/study.ts';
import { verdictOfRecording } from '../../src/core/verdict-of-recording.ts';
import { recordedRequest, recordingOf, tokensAt, usage } from '../support/scored-runs.ts';

const measured: MeasuredHealth = {
	...{ loopDelayP99Ms: 0.1, scheduleLagP99Ms: 0.1, skewMs: 0, reads: 1, multiFrameReads: 0, coldConnections: 0 },
	...{ contentEncodings: [], proxied: false, httpVersions: ['1.1'], cachedPromptTokens: 0, sequenceGaps: 0 },
};
const even = tokensAt(50, 75, 100, 125);
const late = tokensAt(50, 75, 100, 625);

function verdictOf(rounds: number, states: { readonly second?: 'completed' | 'truncated' | null } = {}) {
	const requests = Array.from({ length: rounds }, (_, index) => [
		recordedRequest(even, { stream: index * 2, provider: 0, round: index + 1 }),
		recordedRequest(late, {
			stream: index * 2 + 1,
			provider: 1,
			round: index + 1,
			state: states.second ?? 'completed',
		}),
	]).flat();
	const recording = recordingOf(requests, { measured });
	return verdictOfRecording(recording, scoreRecording(recording));
}

describe('the verdict of a recording', () => {
	it('pairs what both providers did in the same round', () => {
		expect(verdictOf(8)).toMatchObject({ type: 'winner', provider: 0, over: [{ provider: 1, n: 8 }] });
	});

	it('names nobody of one race, but who was ahead in it, with the scorecard’s own numbers', () => {
		const recording = recordingOf(
			[recordedRequest(late, { stream: 0, provider: 0 }), recordedRequest(even, { stream: 1, provider: 1 })],
			{ measured },
		);
		const scorecard = scoreRecording(recording);
		expect(verdictOfRecording(recording, scorecard)).toEqual({
			type: 'one-race',
			ranking: [
				{ provider: 1, fluidityIndex: scorecard.providers[1]?.fluidityIndex },
				{ provider: 0, fluidityIndex: scorecard.providers[0]?.fluidityIndex },
			],
		});
	});

	// Would catch a verdict by the usual definition under scores of another one, or one rule for the app and another for reports.
	it.each<[Partial<Definition>, string]>([
		[{ count: 'tokens' }, 'winner'],
		[{ reasoning: 'in' }, 'winner'],
		[{ firstToken: 'out' }, 'winner'],
		[{ ttftDeadline: { a: 60e6, b: 1e6, c: 0 } }, 'winner'],
		[{ accounting: 'native' }, 'accountings-differ'],
		[{ unit: 'chunk' }, 'accountings-differ'],
	])('goes by the definition that the run was declared with, as a study does: %j', (choice, outcome) => {
		const requests = Array.from({ length: 8 }, (_, round) =>
			[even, late].map((pieces, provider) =>
				recordedRequest(pieces, { stream: round * 2 + provider, provider, round: round + 1, usage: usage(4) }),
			),
		).flat();
		const recording = recordingOf(requests, { measured, definition: { ...DEFAULT_DEFINITION, ...choice } });
		const verdict = verdictOfRecording(recording, scoreRecording(recording));
		expect(verdict.type === 'refusal' ? verdict.reason : verdict.type).toBe(outcome);
		const scored = scoreStudy([{ recording, sha256: null }]);
		if (!scored.ok) throw new Error(scored.message);
		expect(scored.study.whole()).toMatchObject({ verdict, exploratory: false, runs: [{ definition: choice }] });
	});

	it('counts what was cut off as 0, however smooth it was until then', () => {
		expect(verdictOf(8, { second: 'truncated' })).toMatchObject({ over: [{ difference: 1 }] });
	});

	it('refuses where a run was cut before its measurement was judged', () => {
		const recording = recordingOf([
			recordedRequest(even),
			recordedRequest(even, { stream: 1, provider: 1, state: null }),
		]);
		expect(verdictOfRecording(recording, scoreRecording(recording))).toMatchObject({ reason: 'unhealthy' });
	});
});
