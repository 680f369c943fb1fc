import { describe, expect, test } from 'vitest';
import { judgeHealth } from '../../../src/core/health.ts';
import type { ProviderScore, Scorecard, ScoredFailure } from '../../../src/core/scorecard.ts';
import { msToNs } from '../../../src/core/time.ts';
import { fallenOf, verdictOfRace } from '../../../src/renderer/ui/verdict.ts';

const measured = {
	...{ loopDelayP99Ms: 0.3, scheduleLagP99Ms: 0.1, skewMs: 0, reads: 1, multiFrameReads: 0, coldConnections: 0 },
	...{ contentEncodings: [], proxied: false, httpVersions: [], cachedPromptTokens: 0, sequenceGaps: 0 },
};

function provider(name: string, fluidityIndex: number | null, waitsMs: readonly number[] = []): ProviderScore {
	return {
		...{ name, model: 'm', status: 'completed', failures: [], n: 1, outputTokens: 9, nativeTokens: 9 },
		...{
			fluidityIndex,
			fluidityOfCompleted: fluidityIndex,
			missedDeadlines: fluidityIndex === 1 ? 0 : 1,
			totalDeadlines: 9,
		},
		...{ ttftMs: 1, firstVisibleMs: 1, tpotMs: 1, normalizedLatencyMs: 1, endToEndMs: 1, outputTokensPerSecond: 1 },
		tbtMs: { n: 1, p50: 1, p90: 1, p99: 1, max: 1 },
		overRounds: null,
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

/** Refused once, and held for the other rounds. */
function held(name: string): ProviderScore {
	const { failures, ...rest } = failed(name);
	const why = failures.map((failure) => ({ ...failure, round: 2, state: 'held', kind: 'held' }) as const);
	return { ...rest, status: 'mixed', failures: [...failures, ...why] };
}

function stopped(name: string): ProviderScore {
	return { ...provider(name, null), n: 0, status: 'cancelled' };
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
	test('names who never made the reader wait, and who made it wait longest', () => {
		const verdict = verdictOfRace(
			scorecard([provider('A', 0.92, [300, 500]), provider('B', 1), provider('C', 0.9, [600])]),
		);
		expect(verdict).toMatchObject({
			...{ type: 'smoothest', names: ['B'], never: true, finished: 3 },
			waits: [{ name: 'A', starts: 1, freezes: 1, waitMs: 800 }],
		});
	});

	test('calls a tie what the shown digits cannot tell apart', () => {
		const verdict = verdictOfRace(scorecard([provider('A', 0.991), provider('B', 0.993), provider('C', 0.98)]));
		expect(verdict).toMatchObject({ names: ['A', 'B'], never: false, finished: 3, waits: [] });
	});

	test('does not tie one who missed a deadline with one who missed none', () => {
		expect(verdictOfRace(scorecard([provider('A', 1), provider('B', 0.999)]))).toMatchObject({ names: ['A'] });
	});

	test('says that the smoothest itself made the reader wait, before another who did so longer', () => {
		const verdict = verdictOfRace(scorecard([provider('A', 0.9, [250]), provider('B', 0.5, [900])]));
		expect(verdict).toMatchObject({ names: ['A'], waits: [{ name: 'A' }, { name: 'B', waitMs: 900 }] });
	});

	test('tells an average that hides a stall: only one that is faster than the reader', () => {
		const fast = { ...provider('B', 0.5, [0, 900]), outputTokensPerSecond: 25 };
		expect(verdictOfRace(scorecard([provider('A', 1), fast]))).toMatchObject({ waits: [{ rate: 25 }] });
		const slow = { ...fast, outputTokensPerSecond: 19 };
		expect(verdictOfRace(scorecard([provider('A', 1), slow]))).toMatchObject({ waits: [{ rate: null }] });
	});

	test('names no winner where everyone failed, and nobody who failed', () => {
		expect(verdictOfRace(scorecard([provider('A', 0), failed('B')]))).toMatchObject({ names: ['A'], finished: 1 });
		expect(verdictOfRace(scorecard([failed('A'), failed('B')]))).toEqual({ type: 'all-failed' });
	});

	test('names nobody where the measurement is in doubt', () => {
		expect(verdictOfRace(scorecard([provider('A', 1), provider('B', 0.5)], 40))).toEqual({ type: 'unhealthy' });
		expect(verdictOfRace({ ...scorecard([provider('A', 1)]), health: null })).toEqual({ type: 'unjudged' });
	});

	// Would catch a lone provider that came "first", of which a report says that there is nobody to compare it with.
	test('compares nobody where all others were stopped, or where there are none, however that one ended', () => {
		const waits = { name: 'A', starts: 1, freezes: 0, waitMs: 300 };
		const alone = [provider('A', 0.9, [300]), stopped('B'), stopped('C')];
		expect(verdictOfRace(scorecard(alone))).toMatchObject({ type: 'nobody', waits });
		expect(verdictOfRace(scorecard(alone.slice(0, 1)))).toMatchObject({ type: 'nobody', waits });
		expect(verdictOfRace(scorecard([failed('A'), stopped('B')]))).toEqual({ type: 'nobody', waits: null });
	});

	// Would catch an answer without visible text that is called a failure, where a report counts it 0.
	test('does not call failed who completed an answer without a token', () => {
		const silent = { ...provider('A', 0), fluidityOfCompleted: null };
		expect(verdictOfRace(scorecard([silent, failed('B')]))).toMatchObject({ type: 'smoothest', names: ['A'] });
	});

	test('has nothing to say of a race where all were stopped', () => {
		expect(verdictOfRace(scorecard([stopped('A'), stopped('B')]))).toEqual({ type: 'nothing' });
	});
});

describe('who did not come to the end', () => {
	test('is told apart by how: no answer, broke off, now and then, stopped', () => {
		const broken: ProviderScore = {
			...failed('B'),
			failures: failed('B').failures.map((failure) => ({ ...failure, state: 'truncated' })),
		};
		const now = { ...failed('C'), n: 2 };
		expect(fallenOf(scorecard([failed('A'), broken, now, stopped('D'), provider('E', 1), held('F')]))).toEqual({
			noAnswer: ['A', 'F'],
			brokeOff: ['B'],
			partly: ['C'],
			stopped: ['D'],
		});
	});
});
