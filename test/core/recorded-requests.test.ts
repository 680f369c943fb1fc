import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION, type Definition } from '../../src/core/definition.ts';
import type { RequestState } from '../../src/core/events.ts';
import { scoreRecordedRequests } from '../../src/core/recorded-requests.ts';
import { scoreRecording } from '../../src/core/scorecard.ts';
import { recordedRequest, recordingOf, tokensAt, usage } from '../support/scored-runs.ts';

function scoresOf(...requests: Parameters<typeof recordingOf>[0]) {
	return scoreRecordedRequests(recordingOf(requests), 0.1);
}

describe('a recording’s single requests', () => {
	// Would catch a stream that broke off early passing for a perfect one.
	it.each<[RequestState | null, number | null]>([
		['truncated', 0],
		['failed-after-first-token', 0],
		['failed-before-first-token', 0],
		['cancelled', null],
		[null, null],
	])('that are %s count %s, whatever was seen of them', (state, fluidityIndex) => {
		const [score] = scoresOf(recordedRequest(tokensAt(50, 60), { state }));
		expect(score).toMatchObject({ state, missed: 0, total: 2, missRate: null, fluidityIndex });
		expect(score?.minTbtDeadlineSeconds.exact).toBeNull();
	});

	it('that completed count what their tokens say, and 0 without a visible one', () => {
		const [whole, empty] = scoresOf(
			recordedRequest(tokensAt(50, 60)),
			recordedRequest([{ ms: 10, kind: 'reasoning' }], { stream: 1 }),
		);
		expect(whole).toMatchObject({ missRate: 0, fluidityIndex: 1, minTbtDeadlineSeconds: { exact: 0 } });
		expect(empty).toMatchObject({ total: 0, missRate: null, fluidityIndex: 0 });
	});

	// Would catch a request counted by tokenizer beside one that was estimated, so that they add up to no scorecard.
	it('add up to the scorecard, also where only some were counted', () => {
		const recording = recordingOf([
			recordedRequest([{ ms: 50, tokens: 9 }, { ms: 400 }]),
			recordedRequest(tokensAt(50, 60), { stream: 1, round: 2, counted: false }),
		]);
		const [provider] = scoreRecording(recording).providers;
		const scores = scoreRecordedRequests(recording, 0.1);
		expect(scores.reduce((sum, { total }) => sum + total, 0)).toBe(provider?.totalDeadlines);
	});

	it('follow the definition that was chosen, the first deadline of the shortest interval, too', () => {
		const recording = recordingOf([recordedRequest([{ ms: 150 }, { ms: 160, tokens: 2 }], { usage: usage(9) })]);
		const under = (choice: Partial<Definition>) =>
			scoreRecordedRequests(recording, 0.1, { ...DEFAULT_DEFINITION, ...choice })[0];
		expect(under({})).toMatchObject({ accounting: 'common', missed: 3, total: 5 });
		expect(under({ count: 'tokens' })).toMatchObject({ missed: 1, total: 3 });
		expect(under({ unit: 'chunk' })).toMatchObject({ missed: 3, total: 4 });
		expect(under({ accounting: 'native' })).toMatchObject({ accounting: 'native', total: 11 });
		expect(under({ firstToken: 'out' })).toMatchObject({ missed: 0, total: 2, minTbtDeadlineSeconds: { exact: 0.01 } });
		// 100 ms and 5 for each of 10 prompt tokens: exactly in time.
		expect(under({ ttftDeadline: { a: 100e6, b: 5e6, c: 0 } })).toMatchObject({ missed: 0, total: 3 });
	});
});
