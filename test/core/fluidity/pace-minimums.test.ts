import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fluidRateAt, paceMinimums, referenceRateAt } from '../../../src/core/fluidity/pace-minimums.ts';
import { fluidRate, referenceFluidRate } from '../../../src/core/fluidity/token-rates.ts';

const request = fc
	.array(fc.integer({ min: 0, max: 300_000_000 }), { maxLength: 12 })
	.map((intervals) => Float64Array.from(intervals));

// Would catch a slider whose fluid rate is another than the report's for the same share.
test('the fluid rate read from the minimums is the one that is searched for, for every share and target', () => {
	fc.assert(
		fc.property(
			fc.array(request, { maxLength: 12 }),
			fc.integer({ min: 50, max: 100 }),
			fc.integer({ min: 0, max: 50 }),
			(requests, percent, missed) => {
				const question = { share: percent / 100, targetMissRate: missed / 100 };
				const minimums = paceMinimums(requests, question.targetMissRate);
				expect(fluidRateAt(minimums, question.share)).toEqual(fluidRate(requests, question));
				const seconds = requests.map((intervals) => intervals.map((interval) => interval / 1e9));
				expect(referenceRateAt(minimums, question.share)).toEqual(referenceFluidRate(seconds, question));
			},
		),
	);
});
