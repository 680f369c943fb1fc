import { describe, expect, it } from 'vitest';
import { DEFAULT_FLUID_RATE } from '../../src/core/fluidity/token-rates.ts';
import {
	METRON_DEADLINES,
	parseMetronConfig,
	parseMetronResults,
	scoreMetronResults,
} from '../../src/core/metron-results.ts';
import { golden } from '../support/golden.ts';
import { requestLevelMetrics } from '../support/metron-folder.ts';

function parsed(data: unknown) {
	const result = parseMetronResults(data, METRON_DEADLINES);
	if (!result.ok) throw new Error(result.problems.join());
	return result.value;
}

describe('a results folder', () => {
	it('is read from two of its arrays, whatever else it holds', () => {
		expect(parsed({ ttft: [0.3, 0.2], tbt: [[0.05, 0], []], request_dispatched_at: [1, 2], tpot: ['?'] })).toEqual({
			requests: [
				{
					interTokenTimesSeconds: [0.3, 0.05, 0],
					ttftDeadlineSeconds: 0.1,
					tbtDeadlineSeconds: 0.05,
					ignoreFirst: false,
				},
				{ interTokenTimesSeconds: [0.2], ttftDeadlineSeconds: 0.1, tbtDeadlineSeconds: 0.05, ignoreFirst: false },
			],
		});
	});

	it('takes a TTFT of 0 without a gap for a request without a token, which must not score as a fast one', () => {
		expect(parsed({ ttft: [0], tbt: [[]] }).requests[0]?.interTokenTimesSeconds).toEqual([]);
		expect(parsed({ ttft: [0], tbt: [[0.1]] }).requests[0]?.interTokenTimesSeconds).toEqual([0, 0.1]);
	});

	it.each([
		[{ tbt: [] }, /^ttft: /],
		[{ ttft: [0.1], tbt: [] }, /^ttft is of 1 requests and tbt of 0$/],
		[{ ttft: [0.1], tbt: [0.2] }, /^tbt\[0\]: /],
		[{ ttft: ['0.1'], tbt: [[]] }, /^requests\[0\]\.interTokenTimesSeconds\[0\]: must be a finite number/],
		[{ ttft: [0.1], tbt: [[-1]] }, /^requests\[0\]\.interTokenTimesSeconds\[1\]: must not be below 0/],
		[[], /^input: /],
	])('names what is wrong with %j', (data, problem) => {
		const result = parseMetronResults(data, METRON_DEADLINES);
		expect(result).toEqual({ ok: false, problems: [expect.stringMatching(problem)] });
	});

	it('has its deadlines in a config.json, each if it is there', () => {
		expect(parseMetronConfig({ ttft_deadline: 0.3, tbt_deadline: 0.02, model: 'm' })).toEqual({
			ok: true,
			value: { ttftSeconds: 0.3, tbtSeconds: 0.02 },
		});
		expect(parseMetronConfig({ model: 'm' })).toEqual({ ok: true, value: {} });
		expect(parseMetronConfig({ tbt_deadline: 0 })).toEqual({
			ok: false,
			problems: [expect.stringMatching(/^tbt_deadline/)],
		});
	});
});

describe('its scores', () => {
	it.each(golden.multiRequestCases)('$id are the reference’s, under its names', (example) => {
		const scored = scoreMetronResults(parsed(requestLevelMetrics(example.requests)), DEFAULT_FLUID_RATE);
		const { throughput } = example;
		const expected = 'error' in throughput ? null : throughput;
		expect(scored.throughput.tbtBased).toBe(expected?.tbtBased ?? null);
		expect(scored.throughput.deadlineBased).toBe(expected?.deadlineBased ?? null);
		if (expected?.tpotBased) expect(scored.throughput.tpotBased).toBeCloseTo(expected.tpotBased, 9);
		else expect(scored.throughput.tpotBased).toBeNull();
		const values = example.missRateForTargetTbt.targets.map(
			(target) => scored.missRateForTargetTbt.values[Math.round(target * 1000) - 1],
		);
		expect(values).toEqual(example.missRateForTargetTbt.values);
		expect(scored.requests).toHaveLength(example.requests.length);
		// JSON has no Infinity: whatever is printed must survive it.
		expect(JSON.parse(JSON.stringify(scored))).toEqual(scored);
	});

	it('add up to the service level of the requests that are printed with them', () => {
		for (const { requests } of golden.multiRequestCases) {
			const scored = scoreMetronResults(parsed(requestLevelMetrics(requests)), DEFAULT_FLUID_RATE);
			const sum = (of: 'missed' | 'total'): number =>
				scored.requests.reduce((total, request) => total + request[of], 0);
			expect(scored.service).toMatchObject({ missed: sum('missed'), total: sum('total') });
		}
	});

	it('have the exact fluid rate beside the reference’s', () => {
		const mixed = golden.multiRequestCases.find(({ id }) => id === 'multi-public-quantile-interp');
		const { throughput } = scoreMetronResults(parsed(requestLevelMetrics(mixed?.requests ?? [])), DEFAULT_FLUID_RATE);
		expect(throughput.deadlineBased).toBeCloseTo(10.751, 3);
		expect(throughput.exact.deadlineBased).toBe(10);
	});

	it('follow the target miss rate', () => {
		const input = parsed({ ttft: [0.1], tbt: [[0.02, 0.02, 0.02, 0.08]] });
		const strict = scoreMetronResults(input, { share: 0.99, targetMissRate: 0 }).throughput;
		const lenient = scoreMetronResults(input, { share: 0.99, targetMissRate: 0.5 }).throughput;
		expect(strict.exact.deadlineBased).toBe(1e9 / 35e6);
		expect(lenient.exact.deadlineBased ?? 0).toBeGreaterThan(strict.exact.deadlineBased ?? 0);
		expect(lenient.deadlineBased ?? 0).toBeGreaterThan(strict.deadlineBased ?? 0);
	});
});
