import { describe, expect, it } from 'vitest';
import { pooledIntervals } from '../../../src/core/stats/pooled-quantiles.ts';
import { seededGenerator } from '../../../src/core/stats/random.ts';

const pooled = (requests: readonly (readonly number[])[]) => Float64Array.from(requests.flat()).sort();
const generator = seededGenerator(11);
const random = (): number => (generator.next() >>> 0) / 2 ** 32;

describe('the interval around a quantile of several requests together', () => {
	it('is read off where the shares of requests alike lie: a single value where no request differs', () => {
		const alike = Array.from({ length: 8 }, () => [10, 20, 30, 40]);
		const [least, half, most] = pooledIntervals(alike, pooled(alike), [0, 0.5, 1]);
		expect(half).toEqual({ low: 20, high: 20 });
		expect([least, most]).toEqual(new Array(2).fill({ low: null, high: null }));
	});

	// By hand: of five requests of ten, 1 to 5 of each are up to the median. Σ (count − 3)² = 10, t = 2.776,
	// reach = 2.776 √(5 ÷ 4 × 10) ÷ 50 = 0.196: the shares 0.064 and 0.456 of what lies at 0.26.
	it('is Woodruff’s, with Student’s t', () => {
		const requests = [1, 2, 3, 4, 5].map((low) => Array.from({ length: 10 }, (_, at) => (at < low ? 1 : 100 + at)));
		const sorted = pooled(requests);
		const [own] = pooledIntervals(requests, sorted, [0.3]);
		expect(own).toEqual({ low: sorted[Math.ceil(0.1037 * 50) - 1], high: sorted[Math.ceil(0.4963 * 50) - 1] });
	});

	it('has no bounds of few requests, and none where only one of them could be so far out', () => {
		const four = Array.from({ length: 4 }, () => [1, 2, 3]);
		expect(pooledIntervals(four, pooled(four), [0.5])).toEqual([{ low: null, high: null }]);
		const one = Array.from({ length: 10 }, (_, request) =>
			Array.from({ length: 20 }, () => (request === 0 ? 900 : 20)),
		);
		expect(pooledIntervals(one, pooled(one), [0.95])[0]?.high).toBeNull();
		expect(pooledIntervals([], [], [0.5])).toEqual([{ low: null, high: null }]);
	});

	// Would catch gaps taken for independent: then a few bad requests would make intervals far too narrow.
	it('holds the truth about as often as it says, where long gaps come from a few of the requests', () => {
		const draw = () => {
			const long = random() < 0.3 ? 0.2 : 0.01;
			return Array.from(
				{ length: 40 + Math.floor(40 * random()) },
				() => 40 + 10 * random() + (random() < long ? 500 * random() : 0),
			);
		};
		const truth = pooled(Array.from({ length: 20_000 }, draw));
		const quantiles = [0.5, 0.9];
		const experiments = 300;
		const held = quantiles.map(() => 0);
		for (let experiment = 0; experiment < experiments; experiment++) {
			const requests = Array.from({ length: 30 }, draw);
			pooledIntervals(requests, pooled(requests), quantiles).forEach(({ low, high }, place) => {
				const value = truth[Math.floor((quantiles[place] ?? 0) * truth.length)] ?? 0;
				if ((low ?? 0) <= value && value <= (high ?? Number.POSITIVE_INFINITY)) held[place] = (held[place] ?? 0) + 1;
			});
		}
		for (const times of held) {
			expect(times / experiments).toBeGreaterThan(0.91);
			expect(times / experiments).toBeLessThan(0.99);
		}
	});
});
