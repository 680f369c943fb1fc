import { describe, expect, it } from 'vitest';
import type { MeasuredHealth } from '../../../src/core/health.ts';
import { scorecardTable } from '../../../src/main/cli/table.ts';
import { failure, recordedRequest, recordingOf, tokensAt } from '../../support/scored-runs.ts';
import { studiedRun, studyOf } from '../../support/studied-runs.ts';

const MEASURED: MeasuredHealth = {
	...{ loopDelayP99Ms: null, scheduleLagP99Ms: 0.2, skewMs: 0.25, reads: 8, multiFrameReads: 3, coldConnections: 1 },
	...{ contentEncodings: [], proxied: false, httpVersions: ['http/1.1'], cachedPromptTokens: 0, sequenceGaps: 0 },
};

function tableOf(requests: Parameters<typeof recordingOf>[0], measured: MeasuredHealth = MEASURED): string {
	return scorecardTable(studyOf([{ recording: recordingOf(requests, { measured }), sha256: null }]));
}

describe('the table of a race', () => {
	it('of one completed round says each number once', () => {
		const [head = ''] = tableOf([recordedRequest(tokensAt(50, 60))]).split('\n');
		expect(head).toMatch(/^ *provider +fluidity +missed/);
		expect(head).not.toContain('of completed');
	});

	it('names the definition that its numbers are by', () => {
		expect(tableOf([recordedRequest(tokensAt(50, 60))])).toContain(
			'Fluidity by deadlines, common accounting, per token, reasoning out, first token in, TTFT deadline fixed.',
		);
	});

	// Would catch a mean whose n, and whose failed rounds, nobody sees.
	it('of several rounds counts them, and sets apart the completed ones where some failed', () => {
		const [head = '', row = ''] = tableOf([
			recordedRequest(tokensAt(50, 60)),
			recordedRequest(tokensAt(50, 60), { stream: 1, round: 2, state: 'truncated' }),
		]).split('\n');
		expect(head).toMatch(/^ *provider +n +fluidity +of completed +missed/);
		expect(row).toMatch(/provider 0 +2 +0\.500 +1\.000 /);
	});

	// Would catch a total that is read as a mean.
	it('of several rounds says which numbers are totals', () => {
		const rounds = [recordedRequest(tokensAt(50, 60)), recordedRequest(tokensAt(50, 60), { stream: 1, round: 2 })];
		const table = tableOf(rounds);
		expect(table).toContain(
			'; 2 rounds: missed, tokens and native are totals, TBT is over all gaps, the rest are means.',
		);
		expect(table).toMatch(/provider 0 +2 .* 4 +/);
	});

	it('marks the p99 of fewer than 100 gaps, and says why', () => {
		const of = (tokens: number) =>
			tableOf([recordedRequest(tokensAt(...Array.from({ length: tokens }, (_, at) => 50 + at)))]);
		expect(of(100)).toMatch(/^ *provider 0 .* 1\* /m);
		expect(of(100)).toContain('\n* p99 of fewer than 100 gaps: close to the longest of them.\n');
		expect(of(101)).not.toContain('*');
	});

	// Would catch the tokens of a request that broke off taken for gaps of the p99, which is over whole ones.
	it('marks it too where only requests that broke off have more', () => {
		const many = tokensAt(...Array.from({ length: 150 }, (_, at) => 50 + at));
		const few = recordedRequest(tokensAt(50, 60, 70), { stream: 1, round: 2 });
		expect(tableOf([recordedRequest(many, { state: 'truncated' }), few])).toMatch(/^ *provider 0 .* 10\* /m);
	});

	it('says what was held, and how long the wait still ran', () => {
		const why = failure({ kind: 'held', message: 'Not sent: it had asked to wait, and 0.9 s of that were left.' });
		const held = recordedRequest([], { stream: 1, round: 2, state: 'held', failure: why, sent: false });
		expect(tableOf([recordedRequest(tokensAt(50, 60)), held])).toMatch(
			/^provider 0, round 2: held\. Not sent: it had asked to wait, and 0\.9 s of that were left\.$/m,
		);
	});

	it('of enough rounds has an interval below each number, how it was made, and the verdict', () => {
		const study = studyOf([{ recording: studiedRun([{ stalls: 0.3 }, { stalls: 0 }], { rounds: 20 }), sha256: null }]);
		const table = scorecardTable(study);
		const [, first = '', below = ''] = table.split('\n');
		const { interval, mean } = study.providers[0]?.metrics.fluidityIndex ?? {};
		expect(first).toContain(mean?.toFixed(3));
		expect(below).toContain(`${interval?.low.toFixed(3)}–${interval?.high.toFixed(3)}`);
		expect(table).toContain(study.verdictSentence);
		expect(table).toContain('95 % intervals on n = 20 requests each; of means by bootstrap (B = 2000, seed 20240707)');
	});

	it('of a few rounds has no intervals, and nothing on them', () => {
		expect(tableOf([recordedRequest(tokensAt(50, 60))])).not.toContain('intervals');
	});

	// Would catch 0 ms for a delay that was never measured.
	it('says how well it was measured', () => {
		const request = recordedRequest(tokensAt(50));
		expect(tableOf([request])).toContain(
			'Measurement: loop delay p99 unknown (too short a run), skew 0.3 ms, cold connections 1, 3 of 8 reads with several frames.',
		);
		expect(tableOf([request], { ...MEASURED, loopDelayP99Ms: 0.4, cachedPromptTokens: 12, proxied: true })).toMatch(
			/loop delay p99 0\.4 ms.*12 prompt tokens from caches, a proxy named itself\./,
		);
	});
});
