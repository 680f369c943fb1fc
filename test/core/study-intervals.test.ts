import { describe, expect, it } from 'vitest';
import type { SampledInterval } from '../../src/core/provider-intervals-schema.ts';
import { scoreStudy } from '../../src/core/study.ts';
import type { ProviderStudy } from '../../src/core/study-schema.ts';
import { studiedRun, studyOf } from '../support/studied-runs.ts';

const recording = studiedRun([{ stalls: 0.05, failEvery: 5, price: { inputPerMillion: 1, outputPerMillion: 2 } }, {}], {
	rounds: 40,
});
const source = { recording, sha256: null };
const [failing, sound] = studyOf([source]).providers as [ProviderStudy, ProviderStudy];

describe('the intervals of a study', () => {
	it('hold their numbers, and say how many requests they rest on', () => {
		const { errorRate, goodput, serviceLevel, tokenRates, gapsMs, cost, accounting, intervals } = failing;
		const held: readonly (readonly [SampledInterval, number | null, number])[] = [
			[intervals.errorRate, errorRate, 40],
			[intervals.goodputShare, goodput.share, 40],
			[intervals.goodputPerSecond, goodput.perSecond, 40],
			[intervals.missRate, serviceLevel.missRate, 32],
			[intervals.missRateOfCompleted, serviceLevel.ofCompleted.missRate, 32],
			[intervals.tpotBased, tokenRates.tpotBased, 32],
			[intervals.tbtBased, tokenRates.tbtBased, 32],
			[{ n: 32, ...intervals.gapsMs.p50 }, gapsMs.p50, 32],
			[intervals.costPerRequest, cost.perRequest, 32],
			[intervals.disagreement, accounting.disagreement, 32],
		];
		held.forEach(([{ n, low, high }, value, requests], place) => {
			expect(n, `${place}`).toBe(requests);
			expect(low, `${place}`).toBeLessThanOrEqual(value ?? Number.NaN);
			expect(high, `${place}`).toBeGreaterThanOrEqual(value ?? Number.NaN);
		});
	});

	it('are Wilson’s of shares of requests, and the rate of good ones is bounded as their share is', () => {
		// 8 of 40: Wilson's tables have 0.105 to 0.348.
		expect(failing.intervals.errorRate.low).toBeCloseTo(0.105, 3);
		expect(failing.intervals.errorRate.high).toBeCloseTo(0.348, 3);
		const { goodput, intervals } = failing;
		const bySecond = (goodput.perSecond ?? Number.NaN) / (goodput.share ?? Number.NaN);
		expect(intervals.goodputPerSecond.high).toBeCloseTo((intervals.goodputShare.high ?? Number.NaN) * bySecond, 9);
	});

	it('have no bound that so few requests cannot give: 40 do not bound a P99 above', () => {
		const { fluid, p99MissRate, medianMissRate } = sound.intervals;
		expect(fluid).toMatchObject({ n: 40, low: null });
		expect(fluid.high).toBeGreaterThan(
			sound.tokenRates.fluid.type === 'found' ? sound.tokenRates.fluid.tokensPerSecond : 0,
		);
		expect(p99MissRate).toHaveLength(100);
		expect(p99MissRate.every(({ high }) => high === null)).toBe(true);
		medianMissRate.forEach(({ low, high }, target) => {
			const rate = sound.acceptance.medianMissRate[target] ?? Number.NaN;
			expect(low).toBeLessThanOrEqual(rate);
			expect(high).toBeGreaterThanOrEqual(rate);
		});
	});

	it('are the drawn ones the same with the same seed alone, and there are none where none were asked for', () => {
		const drawn = ({ intervals }: ProviderStudy) => [intervals.missRate, intervals.tpotBased, intervals.costPerRequest];
		const again = (seed?: number) =>
			studyOf([source], seed === undefined ? {} : { seed }).providers[0] as ProviderStudy;
		expect(again().intervals).toEqual(failing.intervals);
		const other = again(3).intervals;
		expect(other.missRate).not.toEqual(failing.intervals.missRate);
		expect(other.gapsMs).toEqual(failing.intervals.gapsMs);
		const scored = scoreStudy([source]);
		if (!scored.ok) throw new Error(scored.message);
		const [atOnce] = scored.study.numbers().providers as [ProviderStudy];
		for (const { low, high } of drawn(atOnce)) expect([low, high]).toEqual([null, null]);
		expect(atOnce.intervals.errorRate).toEqual(failing.intervals.errorRate);
	});

	it('of one request, or of none that came, have no bounds', () => {
		const [only] = studyOf([{ recording: studiedRun([{ failEvery: 1 }, {}], { rounds: 1 }), sha256: null }]).providers;
		const { errorRate, fluid, tbtBased, missRate, gapsMs } = only?.intervals ?? {};
		expect(errorRate).toMatchObject({ n: 1, high: 1 });
		for (const none of [fluid, tbtBased, missRate]) expect(none).toEqual({ n: 0, low: null, high: null });
		expect(gapsMs?.cdf).toEqual([]);
	});
});
