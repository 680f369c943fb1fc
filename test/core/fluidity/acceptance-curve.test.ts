import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	missRateCurve,
	missRatesByTarget,
	REFERENCE_TARGETS_SECONDS,
	TARGETS_NS,
} from '../../../src/core/fluidity/acceptance-curve.ts';
import { DeadlineError, missRate, scoreIntervals } from '../../../src/core/fluidity/deadlines.ts';
import { quantile } from '../../../src/core/stats/quantile.ts';
import { gaps } from '../../support/gaps.ts';
import { golden } from '../../support/golden.ts';

describe('the acceptance curve', () => {
	it.each(golden.multiRequestCases)('$id has the reference’s values to the bit', (example) => {
		const requests = example.requests.map(({ interTokenTimesSeconds }) => interTokenTimesSeconds);
		for (const expected of [example.missRateForTargetTbt, example.missRateForTargetTbtMedian]) {
			expect(missRateCurve(missRatesByTarget(requests, expected.targets), expected.quantile)).toEqual(expected);
		}
	});

	it('has the reference’s hundred targets to the bit: 0.001 times a number, not a number over 1000', () => {
		const whole = golden.multiRequestCases.find(
			({ missRateForTargetTbt }) => missRateForTargetTbt.targets.length === 100,
		);
		expect(REFERENCE_TARGETS_SECONDS).toEqual(whole?.missRateForTargetTbt.targets);
		expect(TARGETS_NS.slice(0, 3)).toEqual([1e6, 2e6, 3e6]);
		expect(TARGETS_NS.at(-1)).toBe(1e8);
	});

	it('gives each target what a walk of its own gives', () => {
		const targets = [1, 5, 20, 21, 60, 400, 2000];
		fc.assert(
			fc.property(fc.array(gaps, { minLength: 1, maxLength: 20 }), (requests) => {
				const rates = missRatesByTarget(requests, targets);
				for (const curve of [missRateCurve(rates, 0.5), missRateCurve(rates, 0.99)]) {
					const values = targets.map((each) => {
						const rates = requests.map(
							(intervals) => missRate(scoreIntervals(intervals, { first: 0, each }, true)) ?? 0,
						);
						return quantile(Float64Array.from(rates).sort(), curve.quantile);
					});
					expect(curve.values).toEqual(values);
				}
			}),
		);
	});

	it('is null at every target where there is no request', () => {
		expect(missRateCurve(missRatesByTarget([], [1, 2]), 0.5)).toEqual({
			quantile: 0.5,
			targets: [1, 2],
			values: [null, null],
		});
	});

	it('refuses targets that do not ascend, whose rest would be taken for nothing missed', () => {
		expect(() => missRatesByTarget([[1, 30]], [20, 10])).toThrow(RangeError);
		expect(() => missRatesByTarget([[1, 30]], [0, 10])).toThrow(DeadlineError);
	});
});
