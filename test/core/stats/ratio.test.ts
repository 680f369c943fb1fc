import { describe, expect, it } from 'vitest';
import { estimateMean } from '../../../src/core/stats/bootstrap.ts';
import { seededGenerator } from '../../../src/core/stats/random.ts';
import { ratioInterval } from '../../../src/core/stats/ratio.ts';

describe('the interval around a share of totals', () => {
	const parts = [3, 0, 5, 1, 0, 2, 8, 0];

	it('is that of the mean where every whole is alike', () => {
		const interval = ratioInterval(parts, new Array(8).fill(10));
		const ofShares = estimateMean(parts.map((part) => part / 10))?.interval;
		expect(interval?.low).toBeCloseTo(ofShares?.low ?? Number.NaN, 12);
		expect(interval?.high).toBeCloseTo(ofShares?.high ?? Number.NaN, 12);
	});

	it('is cut where a share cannot lie, and a single point where every share is alike', () => {
		expect(ratioInterval([0, 0, 0, 0, 1, 9], new Array(6).fill(10), { within: { low: 0, high: 1 } })?.low).toBe(0);
		expect(ratioInterval([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])).toEqual({ low: 0.5, high: 0.5 });
	});

	it('is null of too few, and of nothing; and refuses what does not belong together', () => {
		expect(ratioInterval([1, 1, 1, 1], [2, 2, 2, 2])).toBeNull();
		expect(ratioInterval([0, 0, 0, 0, 0], [0, 0, 0, 0, 0])).toBeNull();
		expect(() => ratioInterval([1], [])).toThrow(RangeError);
	});

	// Would catch deadlines taken for samples: a long stall misses many at once.
	it('holds the truth about as often as it says, where long requests miss more', () => {
		const generator = seededGenerator(5);
		const random = (): number => (generator.next() >>> 0) / 2 ** 32;
		const draw = () => {
			const total = 50 + Math.floor(100 * random());
			return { missed: Math.floor(total * (total > 100 ? 0.5 : 0.2) * random()), total };
		};
		const shareOf = (requests: readonly ReturnType<typeof draw>[]): number =>
			requests.reduce((sum, { missed }) => sum + missed, 0) / requests.reduce((sum, { total }) => sum + total, 0);
		const truth = shareOf(Array.from({ length: 100_000 }, draw));
		const experiments = 300;
		let held = 0;
		for (let experiment = 0; experiment < experiments; experiment++) {
			const requests = Array.from({ length: 20 }, draw);
			const missed = requests.map((request) => request.missed);
			const total = requests.map((request) => request.total);
			const { low = 1, high = 0 } = ratioInterval(missed, total, { resamples: 400 }) ?? {};
			if (low <= truth && truth <= high) held += 1;
		}
		expect(held / experiments).toBeGreaterThan(0.91);
		expect(held / experiments).toBeLessThan(0.99);
	});
});
