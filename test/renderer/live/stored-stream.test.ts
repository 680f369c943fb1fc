import { describe, expect, test } from 'vitest';
import type { RunSnapshot } from '../../../src/core/api.ts';
import { encodeBatch } from '../../../src/core/batch.ts';
import { scoreRequest } from '../../../src/core/request-score.ts';
import { intervalsOfColumns } from '../../../src/renderer/live/arrival-columns.ts';
import { createLiveStream } from '../../../src/renderer/live/live-stream.ts';
import { storedStreams } from '../../../src/renderer/live/stored-stream.ts';
import { deadlines, recordedRequest, recordingOf, tokensAt } from '../../support/scored-runs.ts';

const requests = [
	recordedRequest(tokensAt(50, 80, 400, 405), { stream: 0 }),
	recordedRequest(
		[
			{ ms: 10, kind: 'reasoning', tokens: 3 },
			{ ms: 90, tokens: 2, text: 'two words' },
			{ ms: 100, tokens: 0, text: 'x' },
		],
		{ stream: 1, round: 2, state: 'truncated', coldMs: 30 },
	),
	recordedRequest([], { stream: 2, round: 3, state: 'failed-before-first-token', sent: false }),
];

function snapshot(): RunSnapshot {
	const { run } = recordingOf(requests);
	const marks = requests.flatMap(({ released, sent, ended }) =>
		[released, sent, ended].filter((mark) => mark !== null),
	);
	return {
		run,
		requests: requests.map(({ request: { stream, provider, round } }) => ({ stream, provider, round })),
		batch: encodeBatch(
			0,
			requests.flatMap(({ arrivals }) => arrivals),
			marks,
		),
		source: 'file',
		result: null,
	};
}

const counts = requests.map(({ request, commonTokens }) => ({
	stream: request.stream,
	tokens: [...(commonTokens ?? [])],
}));

describe('a stream of a run that has ended', () => {
	// Would catch an opened recording that shows other numbers than the race that it was saved from.
	test('shows what the stream showed that was followed live and then counted', () => {
		for (const [index, stored] of storedStreams(snapshot(), counts).entries()) {
			const request = requests[index];
			if (request === undefined) throw new Error('no request');
			const live = createLiveStream({ stream: index, provider: 0, round: index + 1 }, deadlines);
			for (const mark of [request.released, request.sent]) if (mark !== null) live.mark(mark);
			for (const arrival of request.arrivals) live.arrival(arrival);
			if (request.ended !== null) live.mark(request.ended);
			live.settle(request.commonTokens ?? []);
			// Before anything else was asked of it: then nothing is made of its text.
			expect(stored.fluidityIndex).toBe(live.fluidityIndex);
			for (const fact of ['state', 'missed', 'total', 'ttftNs', 'firstVisibleNs', 'startNs', 'accounting'] as const) {
				expect([fact, stored[fact]]).toEqual([fact, live[fact]]);
			}
			expect([...Array.from(stored.intervalsNs)]).toEqual([...Array.from(live.intervalsNs)]);
			expect(stored.lateTokens).toEqual(live.lateTokens);
			expect(stored.text.blocks).toEqual(live.text.blocks);
		}
	});

	test('has the intervals of the score without the objects it is made of', () => {
		for (const [index, stored] of storedStreams(snapshot(), counts).entries()) {
			const request = requests[index];
			if (request === undefined || stored.startNs === null) continue;
			const tokens = request.commonTokens ?? [];
			expect(intervalsOfColumns(stored.columns(), tokens, ['text'], stored.startNs)).toEqual(
				scoreRequest(request, deadlines).intervalsNs,
			);
		}
	});
});
