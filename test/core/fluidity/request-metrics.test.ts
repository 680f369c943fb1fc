import { describe, expect, it } from 'vitest';
import { requestMetrics } from '../../../src/core/fluidity/request-metrics.ts';
import { golden } from '../../support/golden.ts';

describe('request metrics', () => {
	it.each(golden.requestCases)(
		'$id are the reference’s to the bit, and null where it says 0 for want of tokens',
		(example) => {
			const { numOutputTokens: tokens, ...reference } = example.requestMetrics;
			const metrics = requestMetrics(example.interTokenTimesSeconds);
			expect(metrics).toEqual({
				ttft: tokens === 0 ? null : reference.ttft,
				tpot: tokens < 2 ? null : reference.tpot,
				endToEnd: tokens === 0 ? null : reference.endToEndLatency,
				normalizedLatency: tokens === 0 ? null : reference.normalizedEndToEndLatency,
				outputRate: reference.endToEndLatency === 0 ? null : reference.outputThroughput,
			});
			if (tokens === 0) expect(reference).toMatchObject({ ttft: 0, endToEndLatency: 0, outputThroughput: 0 });
			if (tokens < 2) expect(reference.tpot).toBe(0);
		},
	);

	it('have no rate for tokens that took no time, rather than an infinite one', () => {
		expect(requestMetrics([0, 0])).toEqual({
			ttft: 0,
			tpot: 0,
			endToEnd: 0,
			normalizedLatency: 0,
			outputRate: null,
		});
	});
});
