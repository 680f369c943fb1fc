import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OUTPUT_KINDS } from '../../src/core/events.ts';
import { createLiveScore } from '../../src/core/live-score.ts';
import { type LateToken, scoreRequest } from '../../src/core/request-score.ts';
import { quantile } from '../../src/core/stats/quantile.ts';
import { deadlines, recordedRequest } from '../support/scored-runs.ts';

const pieces = fc.array(
	fc.record({
		gapMs: fc.nat(400),
		kind: fc.constantFrom('text' as const, 'text' as const, ...OUTPUT_KINDS),
		text: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
	}),
	{ maxLength: 30 },
);

// Would catch a live view that shows a request otherwise than it is scored a moment later.
it('a request scored as it comes has the numbers of the same request scored afterwards, by estimated counts', () => {
	fc.assert(
		fc.property(pieces, fc.option(fc.integer({ min: 1, max: 300 })), (drawn, coldMs) => {
			let ms = 0;
			const arrived = drawn.map(({ gapMs, kind, text }) => {
				ms += gapMs;
				return { ms, kind, text };
			});
			const request = recordedRequest(arrived, { counted: false, ...(coldMs !== null && { coldMs }) });
			const live = createLiveScore(deadlines);
			const told: LateToken[] = [];
			for (const mark of [request.released, request.sent]) if (mark !== null) live.mark(mark);
			for (const arrival of request.arrivals) told.push(...live.arrival(arrival));
			if (request.ended !== null) live.mark(request.ended);

			const { intervalsNs, lateTokens, ...score } = scoreRequest(request, deadlines, 'estimate');
			for (const key of [
				...(['state', 'startNs', 'missed', 'total', 'fluidityIndex'] as const),
				...(['ttftNs', 'firstVisibleNs', 'outputTokensPerSecond'] as const),
			]) {
				expect([key, live[key]]).toEqual([key, score[key]]);
			}
			expect(live.intervalsNs).toEqual([...intervalsNs]);
			expect(live.lateTokens).toEqual(lateTokens);
			expect(told).toEqual(lateTokens);
			expect(live.tbtP99Ns()).toBe(quantile(intervalsNs.slice(1).sort(), 0.99));
		}),
	);
});
