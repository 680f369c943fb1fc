import { describe, expect, it } from 'vitest';
import { figuresOf, joinDelays } from '../../../bench/arrival/delays.ts';
import { msToNs } from '../../../src/core/time.ts';

const token = (stream: number, number: number, atMs: number) => ({ stream, token: number, atNs: msToNs(atMs) });
const written = [token(0, 0, 10), token(1, 0, 12), token(0, 1, 30), token(1, 1, 32)];

describe('joining what was written with what was seen', () => {
	// Would catch a join by order of arrival, which the streams' interleaving breaks.
	it('takes each delay from the token of that stream and number, first tokens apart', () => {
		const seen = [token(1, 0, 12.5), token(0, 0, 10.25), token(1, 1, 33), token(0, 1, 32)];
		expect(joinDelays(written, seen, 2)).toEqual({
			laterMs: [1, 2],
			firstMs: [0.25, 0.5],
			missing: 0,
			excess: 0,
			early: 0,
		});
	});

	// Would catch a benchmark that flatters a contender which loses its slowest tokens.
	it('counts tokens that are missing, seen twice, never written, or seen before they were written', () => {
		const seen = [token(0, 0, 11), token(0, 0, 12), token(0, 7, 40), token(0, 1, 29)];
		expect(joinDelays(written, seen, 2)).toMatchObject({ missing: 2, excess: 2, early: 1 });
	});

	// Would catch a warm-up that is measured, or whose tokens are missed.
	it("leaves out the warm-up's streams, which have the numbers from the first one on that is not measured", () => {
		const seen = [token(0, 0, 11), token(0, 1, 31), token(1, 0, 13)];
		expect(joinDelays(written, seen, 1)).toEqual({ laterMs: [1], firstMs: [1], missing: 0, excess: 0, early: 0 });
	});
});

describe('the figures of a contender', () => {
	const round = (laterMs: readonly number[], missing: number) => ({
		laterMs,
		firstMs: [5],
		missing,
		excess: 0,
		early: 0,
	});

	// Would catch samples of all rounds pooled, where one disturbed round decides the maximum.
	it('are medians over the rounds, but counts are sums', () => {
		const figures = figuresOf([round([1, 1, 1], 1), round([1, 2, 900], 0), round([1, 3, 4], 2)]);
		expect(figures).toMatchObject({ p50Ms: 2, maxMs: 4, firstP50Ms: 5, tokens: 12, missing: 3 });
	});
});
