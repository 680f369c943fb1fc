import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REQUEST_STATES } from '../../src/core/events.ts';
import { type GoodputScore, goodput, type Objectives } from '../../src/core/goodput.ts';
import { scoreRequest } from '../../src/core/request-score.ts';
import { msToNs, ns } from '../../src/core/time.ts';
import { deadlines, recordedRequest, tokensAt } from '../support/scored-runs.ts';

function score(changes: Partial<GoodputScore> = {}): GoodputScore {
	return {
		state: 'completed',
		ttftNs: ns(90),
		firstVisibleNs: ns(90),
		tpotNs: 20,
		endToEndNs: ns(500),
		fluidityIndex: 0.95,
		...changes,
	};
}
/** Of a request that was never sent. */
function heldScore(): GoodputScore {
	return { state: 'held', ttftNs: null, firstVisibleNs: null, tpotNs: null, endToEndNs: null, fluidityIndex: null };
}
const objectives: Objectives = { ttftNs: 100, tpotNs: 25, fluidityIndex: 0.9 };
const TWO_SECONDS = 2e9;

describe('goodput', () => {
	it('counts requests that keep every objective at once', () => {
		// Each objective alone is kept by two of three.
		const scores = [score(), score({ ttftNs: ns(101) }), score({ tpotNs: 26 })];
		expect(goodput(scores, objectives, TWO_SECONDS)).toEqual({ good: 1, of: 3, share: 1 / 3, perSecond: 0.5 });
	});

	it('takes a number that is exactly at its objective', () => {
		const edge = score({ ttftNs: ns(100), tpotNs: 25, fluidityIndex: 0.9 });
		expect(goodput([edge], objectives, TWO_SECONDS).good).toBe(1);
	});

	it('has failures and held arrivals below the line: they were asked for and did not come well', () => {
		const failed = score({ state: 'failed-after-first-token' });
		const refused = score({ state: 'failed-before-first-token', ttftNs: null, fluidityIndex: null });
		const scores = [score(), score({ state: 'truncated' }), failed, refused];
		expect(goodput([...scores, ...Array.from({ length: 6 }, heldScore)], {}, TWO_SECONDS)).toEqual({
			good: 1,
			of: 10,
			share: 0.1,
			perSecond: 0.5,
		});
	});

	it('leaves out what was cancelled or never ended', () => {
		const scores = [score(), score({ state: 'cancelled' }), score({ state: null })];
		expect(goodput(scores, objectives, TWO_SECONDS)).toMatchObject({ good: 1, of: 1, share: 1 });
	});

	it.each([
		['ttftNs', { ttftNs: 100 }],
		['firstVisibleNs', { firstVisibleNs: 100 }],
		['tpotNs', { tpotNs: 25 }],
		['endToEndNs', { endToEndNs: 500 }],
		['fluidityIndex', { fluidityIndex: 0 }],
	] satisfies [keyof GoodputScore, Objectives][])('fails an objective whose number is missing: %s', (name, asked) => {
		expect(goodput([score({ [name]: null })], asked, TWO_SECONDS).good).toBe(0);
		expect(goodput([score()], asked, TWO_SECONDS).good).toBe(1);
	});

	it('has no share of nothing and no rate in no time', () => {
		expect(goodput([], objectives, 0)).toEqual({ good: 0, of: 0, share: null, perSecond: null });
	});

	it('takes the scores of requests as they are', () => {
		const scores = [tokensAt(90, 110), tokensAt(190, 200)].map((pieces) =>
			scoreRequest(recordedRequest(pieces), deadlines),
		);
		expect(goodput(scores, { ttftNs: msToNs(100) }, TWO_SECONDS)).toMatchObject({ good: 1, of: 2 });
	});

	it('never rises with another objective, another failure or another held arrival', () => {
		const anyScore = fc.record({
			state: fc.constantFrom(...REQUEST_STATES, null),
			ttftNs: fc.option(fc.integer({ min: 0, max: 200 }).map(ns)),
			tpotNs: fc.option(fc.integer({ min: 0, max: 50 })),
		});
		fc.assert(
			fc.property(fc.array(anyScore, { minLength: 1 }), (changes) => {
				const scores = changes.map(score);
				const before = goodput(scores, { ttftNs: 100 }, TWO_SECONDS).share ?? 1;
				expect(goodput(scores, { ttftNs: 100, tpotNs: 25 }, TWO_SECONDS).share ?? 1).toBeLessThanOrEqual(before);
				for (const more of [heldScore(), score({ state: 'truncated' })]) {
					expect(goodput([...scores, more], { ttftNs: 100 }, TWO_SECONDS).share).toBeLessThanOrEqual(before);
				}
			}),
		);
	});
});
