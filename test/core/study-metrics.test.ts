import { expect, test } from 'vitest';
import type { CountedRequest } from '../../src/core/counted-requests.ts';
import { metricsOf } from '../../src/core/study/metrics.ts';

/** A completed request of which every time and rate is `value`, in nanoseconds where it is a time. */
function request(value: number): CountedRequest {
	const score = {
		...{ fluidityIndex: 1, ttftNs: value, firstVisibleNs: value, tpotNs: value, normalizedLatencyNs: value },
		...{ endToEndNs: value, outputTokensPerSecond: value },
	};
	return { request: { ended: { state: 'completed' } }, score, standing: 'whole' } as unknown as CountedRequest;
}

// Would catch a mean time whose interval begins below 0: one request of five that took fifty times as long is enough.
test('no interval of a time or a rate reaches below 0', () => {
	const metrics = metricsOf([100e6, 100e6, 100e6, 100e6, 5_000e6].map(request), { seed: 1, resamples: 2_000 });
	for (const name of ['ttftMs', 'firstVisibleMs', 'tpotMs', 'normalizedLatencyMs', 'endToEndMs'] as const) {
		expect(metrics[name].mean).toBe(1_080);
		expect(metrics[name].interval?.low).toBe(0);
		expect(metrics[name].interval?.high).toBeGreaterThan(1_080);
	}
	expect(metrics.outputTokensPerSecond.interval?.low).toBe(0);
});
