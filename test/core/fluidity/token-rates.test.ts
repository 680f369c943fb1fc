import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreIntervals } from '../../../src/core/fluidity/deadlines.ts';
import { exactMinimumInterval, referenceMinimumInterval } from '../../../src/core/fluidity/minimum-interval.ts';
import { fluidRate, referenceFluidRate, tokenRates } from '../../../src/core/fluidity/token-rates.ts';
import { quantile } from '../../../src/core/stats/quantile.ts';
import { gaps } from '../../support/gaps.ts';
import { golden } from '../../support/golden.ts';

const MS = 1e6;

/** A first token and gaps of one length. */
function steady(gapMs: number, tokens = 50): number[] {
	return [200 * MS, ...new Array<number>(tokens).fill(gapMs * MS)];
}

describe('against the reference', () => {
	it.each(golden.multiRequestCases)('$id has the reference’s rates, and null where it has none', (example) => {
		const requests = example.requests.map(({ interTokenTimesSeconds }) => interTokenTimesSeconds);
		const { tpotBased, tbtBased } = tokenRates(requests, 1);
		// Without a single gap the reference raises an error and writes no file.
		const none = { tpotBased: null, tbtBased: null, deadlineBased: null };
		const expected = 'error' in example.throughput ? none : example.throughput;
		expect(tbtBased).toBe(expected.tbtBased);
		expect(referenceFluidRate(requests)).toBe(expected.deadlineBased);
		// The reference adds the requests' means in an order of its own, which may cost it the last bits.
		if (expected.tpotBased === null) expect(tpotBased).toBeNull();
		else expect(Math.abs((tpotBased ?? 0) / expected.tpotBased - 1)).toBeLessThan(1e-15);
	});

	it('has vectors with Infinity and with an error, or the cases above would prove less', () => {
		const kinds = golden.multiRequestCases.map(({ throughput }) =>
			'error' in throughput ? 'error' : throughput.tpotBased === null ? 'infinite' : 'finite',
		);
		expect(new Set(kinds)).toEqual(new Set(['error', 'infinite', 'finite']));
	});

	it('searches to the end only the slowest requests, and still finds what a search of all of them finds', () => {
		const question = fc.record({
			requests: fc.array(gaps, { minLength: 1, maxLength: 30 }),
			share: fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1),
		});
		fc.assert(
			fc.property(question, ({ requests, share }) => {
				const seconds = requests.map((intervals) => intervals.map((interval) => interval / 1000));
				fc.pre(seconds.some(({ length }) => length > 1));
				const all = Float64Array.from(seconds, (intervals) => referenceMinimumInterval(intervals, 0, 0.1, true)).sort();
				const found = referenceFluidRate(seconds, { share, targetMissRate: 0.1 });
				expect(found).toBe(1 / (quantile(all, share) ?? Number.NaN));
			}),
		);
	});
});

describe('the fluid token generation rate', () => {
	it('is the pace that all ten of ten requests keep, where the reference interpolates to a faster one', () => {
		const requests = [...Array.from({ length: 9 }, () => steady(20)), steady(100)];
		expect(fluidRate(requests)).toEqual({
			type: 'found',
			intervalNs: 100 * MS,
			tokensPerSecond: 10,
			n: 10,
			needed: 10,
		});
		const seconds = requests.map((intervals) => intervals.map((interval) => interval / 1e9));
		expect(referenceFluidRate(seconds)).toBeCloseTo(10.751, 3);
	});

	it('lets the slowest of a hundred go', () => {
		const requests = [...Array.from({ length: 99 }, () => steady(20)), steady(100)];
		expect(fluidRate(requests)).toMatchObject({ tokensPerSecond: 50, n: 100, needed: 99 });
	});

	it('needs 55 of 100 for 0.55, although 0.55 × 100 is a little more in floating point', () => {
		expect(0.55 * 100).toBeGreaterThan(55);
		const requests = [
			...Array.from({ length: 55 }, () => steady(20)),
			...Array.from({ length: 45 }, () => steady(100)),
		];
		expect(fluidRate(requests, { share: 0.55, targetMissRate: 0.1 })).toMatchObject({
			needed: 55,
			tokensPerSecond: 50,
		});
	});

	it('is exact to the nanosecond, where the reference’s grid is a tenth off', () => {
		expect(fluidRate([steady(2.5)])).toMatchObject({ intervalNs: 2_500_000, tokensPerSecond: 400 });
		expect(referenceFluidRate([steady(2.5).map((interval) => interval / 1e9)])).toBeCloseTo(364.7, 1);
	});

	it('leaves out requests without a gap, and says so when none is left', () => {
		expect(fluidRate([steady(20), [200 * MS], []])).toMatchObject({ n: 1, tokensPerSecond: 50 });
		expect(fluidRate([[200 * MS], []])).toEqual({ type: 'empty' });
		expect(fluidRate([])).toEqual({ type: 'empty' });
	});

	it('has no fastest pace where everything came at once, rather than an infinite one', () => {
		expect(fluidRate([steady(0)])).toEqual({ type: 'any', n: 1, needed: 1 });
	});

	it.each([0, 1.01, Number.NaN])('refuses a share of %s', (share) => {
		expect(() => fluidRate([steady(20)], { share, targetMissRate: 0.1 })).toThrow(RangeError);
	});

	it('is kept by enough requests, and a nanosecond less would not be', () => {
		const question = fc.record({
			requests: fc.array(gaps, { minLength: 1, maxLength: 30 }),
			share: fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1),
			targetMissRate: fc.constantFrom(0, 0.05, 0.1, 0.5),
		});
		fc.assert(
			fc.property(question, ({ requests, share, targetMissRate }) => {
				const paced = requests.filter(({ length }) => length > 1);
				const keep = (each: number): number =>
					paced.filter((intervals) => {
						const { missed, total } = scoreIntervals(intervals, { first: 0, each }, true);
						return missed / total <= targetMissRate;
					}).length / paced.length;
				const rate = fluidRate(requests, { share, targetMissRate });
				if (rate.type === 'empty') {
					expect(paced).toEqual([]);
					return;
				}
				if (rate.type === 'any') {
					expect(keep(1e-6)).toBeGreaterThanOrEqual(share);
					return;
				}
				expect(keep(rate.intervalNs)).toBeGreaterThanOrEqual(share);
				if (rate.intervalNs > 1) expect(keep(rate.intervalNs - 1)).toBeLessThan(share);
				// Among all the requests' own minimums it is the one that the count says.
				const minimums = paced.map((intervals) => {
					const minimum = exactMinimumInterval(intervals, 0, targetMissRate, true, 'integer');
					return minimum.type === 'found' ? minimum.interval : 0;
				});
				expect(minimums.sort((one, other) => one - other)[rate.needed - 1]).toBe(rate.intervalNs);
			}),
		);
	});
});

describe('the other rates', () => {
	it('do not depend on the unit', () => {
		const requests = [steady(20), steady(40)];
		const seconds = requests.map((intervals) => intervals.map((interval) => interval / 1e9));
		const rates = tokenRates(requests, 1e9);
		expect(rates).toEqual({ tpotBased: 1 / 0.03, tbtBased: 25 });
		expect(tokenRates(seconds, 1).tpotBased).toBeCloseTo(1 / 0.03, 9);
	});

	it('are null of nothing', () => {
		expect(tokenRates([], 1e9)).toEqual({ tpotBased: null, tbtBased: null });
		expect(referenceFluidRate([])).toBeNull();
	});
});
