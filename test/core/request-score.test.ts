import { describe, expect, it } from 'vitest';
import { scoreRequest } from '../../src/core/request-score.ts';
import { msToNs } from '../../src/core/time.ts';
import { deadlines, recordedRequest, tokensAt, usage } from '../support/scored-runs.ts';

const inMs = (intervals: Float64Array): number[] => Array.from(intervals, (interval) => interval / 1e6);

describe('the intervals of a request', () => {
	it('are the wait from t₀ and then the gaps', () => {
		const score = scoreRequest(recordedRequest(tokensAt(80, 100, 130)), deadlines);
		expect(inMs(score.intervalsNs)).toEqual([80, 20, 30]);
		expect(score).toMatchObject({ missed: 0, total: 3, fluidityIndex: 1, lateTokens: [], state: 'completed' });
	});

	it('make one gap and zeros of a read with several tokens, and know the read of each', () => {
		const score = scoreRequest(
			recordedRequest([
				{ ms: 80, tokens: 2 },
				{ ms: 90, tokens: 3 },
			]),
			deadlines,
		);
		expect(inMs(score.intervalsNs)).toEqual([80, 0, 10, 0, 0]);
		expect([...score.arrivalIndexOfToken]).toEqual([0, 0, 1, 1, 1]);
	});

	it('put the time of an arrival without a token of its own into the next token’s gap', () => {
		const score = scoreRequest(
			recordedRequest([{ ms: 50, tokens: 0 }, { ms: 80 }, { ms: 100, tokens: 0 }, { ms: 140 }, { ms: 150, tokens: 0 }]),
			deadlines,
		);
		expect(inMs(score.intervalsNs)).toEqual([80, 60]);
		expect([...score.arrivalIndexOfToken]).toEqual([1, 3]);
		// What the reader saw first is the half token, while the first whole token's deadline is met or missed at 80 ms.
		expect(score.firstVisibleNs).toBe(msToNs(50));
		expect(score.endToEndNs).toBe(msToNs(140));
	});

	it('leave out reasoning: before the text it is waiting, after it a gap', () => {
		const score = scoreRequest(
			recordedRequest([
				{ ms: 20, kind: 'reasoning', tokens: 5 },
				{ ms: 150 },
				{ ms: 160, kind: 'reasoning', tokens: 2 },
				{ ms: 250 },
			]),
			deadlines,
		);
		expect(inMs(score.intervalsNs)).toEqual([150, 100]);
		expect(score).toMatchObject({ ttftNs: msToNs(20), firstVisibleNs: msToNs(150) });
	});

	it('count the set-up of a cold connection as waiting, from the release', () => {
		const score = scoreRequest(recordedRequest(tokensAt(80, 100), { coldMs: 40 }), deadlines);
		expect(inMs(score.intervalsNs)).toEqual([120, 20]);
		expect(score.ttftNs).toBe(msToNs(120));
	});

	it('are estimated from the text where the tokenizer has not counted', () => {
		const pieces = [
			{ ms: 80, text: ' two words' },
			{ ms: 90, text: '.' },
		];
		const score = scoreRequest(recordedRequest(pieces, { counted: false }), deadlines);
		expect(score.accounting).toBe('estimate');
		expect(inMs(score.intervalsNs)).toEqual([80, 0, 10]);
	});

	it('are none where nothing was sent or came', () => {
		expect(
			scoreRequest(recordedRequest([], { sent: false, state: 'failed-before-first-token' }), deadlines),
		).toMatchObject({
			missed: 0,
			total: 0,
			fluidityIndex: null,
			ttftNs: null,
			firstVisibleNs: null,
			tpotNs: null,
			endToEndNs: null,
			normalizedLatencyNs: null,
			outputTokensPerSecond: null,
			nativeVisibleTokens: null,
		});
	});

	it('are refused where the counts are not one per arrival, which would score the wrong moments', () => {
		const request = { ...recordedRequest(tokensAt(80, 90)), commonTokens: [1] };
		expect(() => scoreRequest(request, deadlines)).toThrow(RangeError);
	});
});

describe('the numbers of a request', () => {
	it('name each late token with its arrival, wait and missed deadlines', () => {
		// Deadlines: 100, 125 (met at 90 and 95), 150: late at 400, so due next at 425; late at 430.
		const score = scoreRequest(recordedRequest(tokensAt(90, 95, 400, 430)), deadlines);
		expect(score.lateTokens).toEqual([
			{ token: 2, atNs: msToNs(400), waitNs: msToNs(250), missed: 11 },
			{ token: 3, atNs: msToNs(430), waitNs: msToNs(5), missed: 1 },
		]);
		expect(score).toMatchObject({ missed: 12, total: 14, fluidityIndex: 1 - 12 / 14 });
	});

	it('have no gap after a single token, rather than a gap of 0', () => {
		const score = scoreRequest(recordedRequest(tokensAt(80)), deadlines);
		expect(score).toMatchObject({ tpotNs: null, endToEndNs: msToNs(80), outputTokensPerSecond: 12.5 });
	});

	it('count only visible text natively, when the provider counts each piece', () => {
		const pieces = [
			{ ms: 20, kind: 'reasoning' as const, native: 4 },
			{ ms: 80, native: 2 },
			{ ms: 90, native: 3 },
		];
		const score = scoreRequest(recordedRequest(pieces, { usage: usage(9, 4) }), deadlines);
		expect(score.native).toEqual({ tokens: [4, 2, 3], source: 'token-ids' });
		expect(score.nativeVisibleTokens).toBe(5);
	});
});
