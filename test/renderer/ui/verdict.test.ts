import { describe, expect, test } from 'vitest';
import { judgeHealth } from '../../../src/core/health.ts';
import type { ProviderScore, Scorecard, ScoredFailure } from '../../../src/core/scorecard.ts';
import { msToNs } from '../../../src/core/time.ts';
import { verdictOf } from '../../../src/renderer/ui/verdict.ts';

const measured = {
	...{ loopDelayP99Ms: 0.3, scheduleLagP99Ms: 0.1, skewMs: 0, reads: 1, multiFrameReads: 0, coldConnections: 0 },
	...{ contentEncodings: [], proxied: false, httpVersions: [], cachedPromptTokens: 0, sequenceGaps: 0 },
};

function provider(name: string, fluidityIndex: number | null, waitsMs: readonly number[] = []): ProviderScore {
	return {
		...{ name, model: 'm', status: 'completed', failures: [], n: 1, outputTokens: 9, nativeTokens: 9 },
		...{ fluidityIndex, fluidityOfCompleted: fluidityIndex, missedDeadlines: 0, totalDeadlines: 9 },
		...{ ttftMs: 1, firstVisibleMs: 1, tpotMs: 1, normalizedLatencyMs: 1, endToEndMs: 1, outputTokensPerSecond: 1 },
		tbtMs: { p50: 1, p90: 1, p99: 1, max: 1 },
		stalls: waitsMs.map((waitMs, token) => ({ round: 1, atMs: 1, waitMs, missed: 1, token })),
	};
}

function failed(name: string): ProviderScore {
	const failure: ScoredFailure = {
		...{ round: 1, state: 'failed-before-first-token', kind: 'http', status: 429, code: null },
		...{ retryAfterMs: null, message: '' },
	};
	return { ...provider(name, 0), fluidityOfCompleted: null, failures: [failure] };
}

function scorecard(providers: readonly ProviderScore[], loopDelayP99Ms = 0.3): Scorecard {
	return {
		version: 1,
		run: {
			...{ id: 'r', startedAt: '', prompt: '', maxTokens: 9, rounds: 1, definition: 'deadlines', accounting: 'common' },
			deadlines: { firstMs: 400, eachMs: 50, stallMs: 200 },
		},
		providers,
		health: judgeHealth({ ...measured, loopDelayP99Ms }, msToNs(50)),
	};
}

describe('what one race lets us say', () => {
	test('names who was smoothest and who made the reader wait longest', () => {
		const verdict = verdictOf(
			scorecard([provider('A', 0.92, [300, 500]), provider('B', 1), provider('C', 0.9, [600])]),
		);
		expect(verdict).toMatchObject({
			type: 'smoothest',
			names: ['B'],
			fluidityIndex: 1,
			waited: { name: 'A', times: 2, waitMs: 800 },
		});
	});

	test('calls a tie what the shown digits cannot tell apart', () => {
		const verdict = verdictOf(scorecard([provider('A', 0.991), provider('B', 0.993), provider('C', 0.98)]));
		expect(verdict).toMatchObject({ names: ['A', 'B'], everyone: false, waited: null });
		expect(verdictOf(scorecard([provider('A', 1), provider('B', 1)]))).toMatchObject({ everyone: true });
	});

	test('says who failed, and names no winner where everyone did', () => {
		expect(verdictOf(scorecard([provider('A', 1), failed('B')]))).toMatchObject({ names: ['A'], failed: ['B'] });
		expect(verdictOf(scorecard([failed('A'), failed('B')]))).toEqual({ type: 'all-failed' });
	});

	test('names nobody where the measurement is in doubt, and says why', () => {
		const verdict = verdictOf(scorecard([provider('A', 1), provider('B', 0.5)], 40));
		expect(verdict).toMatchObject({ type: 'unhealthy', reasons: [expect.stringContaining('40.0 ms')] });
		expect(verdictOf({ ...scorecard([provider('A', 1)]), health: null })).toEqual({ type: 'unjudged' });
	});

	test('has nothing to say of a race where all were stopped', () => {
		expect(verdictOf(scorecard([provider('A', null), provider('B', null)]))).toEqual({ type: 'nothing' });
	});
});
