import { describe, expect, it } from 'vitest';
import type { Failure, RequestState } from '../../../src/core/events.ts';
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

	// Would catch estimates that pass for counts.
	it('of tokens that were never counted has the sign of an estimate before each number that rests on them', () => {
		const table = tableOf([recordedRequest(tokensAt(50, 60), { counted: false })]);
		expect(table).toMatch(/^ *provider 0 +~1\.000 +~0 of 2 +50 +50 +~10\.0 +~10\* +~\d+\.\d +~2 +n\/a +completed/m);
		expect(table).toContain('Fluidity by deadlines, estimated tokens, per token');
		const failed = recordedRequest([], { counted: false, state: 'failed-before-first-token', failure: failure() });
		expect(tableOf([failed])).not.toContain('~');
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

	// Would catch a provider's "Not Found" with no word on what kind of failure that was.
	it('says beside a message how the request failed', () => {
		const failed = (stream: number, state: RequestState, why: Partial<Failure>) =>
			recordedRequest([], { stream, round: stream + 1, state, failure: failure({ retryAfterMs: null, ...why }) });
		const table = tableOf([
			failed(0, 'failed-before-first-token', { kind: 'http', status: 404, message: 'Not Found' }),
			failed(1, 'failed-before-first-token', { kind: 'network', status: null, message: 'Nothing listens.' }),
			failed(2, 'failed-after-first-token', { kind: 'protocol', status: 502, message: 'Bad gateway' }),
			failed(3, 'truncated', { kind: 'truncated', status: null, message: 'It broke off.' }),
		]);
		expect(table.split('\n').filter((line) => line.startsWith('provider 0, '))).toEqual([
			'provider 0, round 1: failed before first token, HTTP 404. Not Found',
			'provider 0, round 2: failed before first token, network. Nothing listens.',
			'provider 0, round 3: failed after first token, protocol, status 502. Bad gateway',
			'provider 0, round 4: truncated. It broke off.',
		]);
	});

	it('says who answered a router’s requests, and that several are mixed', () => {
		const round = (stream: number, upstream: string) =>
			recordedRequest(tokensAt(50, 60), { stream, round: stream + 1, upstream });
		expect(tableOf([round(0, 'DeepInfra'), round(1, 'DeepInfra')])).toMatch(
			/^provider 0 was answered by DeepInfra \(2\)\.$/m,
		);
		expect(tableOf([round(0, 'DeepInfra'), round(1, 'Together'), round(2, 'DeepInfra')])).toMatch(
			/^provider 0 was answered by DeepInfra \(2\), Together \(1\): its numbers mix them\.$/m,
		);
		expect(tableOf([recordedRequest(tokensAt(50, 60))])).not.toContain('answered');
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
