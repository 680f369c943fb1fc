import { describe, expect, it } from 'vitest';
import { judgeHealth, type MeasuredHealth } from '../../src/core/health.ts';
import { msToNs } from '../../src/core/time.ts';

const MEASURED: MeasuredHealth = {
	...{ loopDelayP99Ms: 0.4, scheduleLagP99Ms: 0.2, skewMs: 0.1, reads: 8, multiFrameReads: 3, coldConnections: 0 },
	...{ contentEncodings: [], proxied: false, httpVersions: ['http/1.1'], cachedPromptTokens: 0, sequenceGaps: 0 },
};

function judged(changes: Partial<MeasuredHealth>, eachMs = 50) {
	return judgeHealth({ ...MEASURED, ...changes }, msToNs(eachMs));
}

describe('the health of a measurement', () => {
	it.each<[string, Partial<MeasuredHealth>, number]>([
		['a loop delay of a tenth of the interval', { loopDelayP99Ms: 5 }, 50],
		['a loop delay of 1 ms, however short the interval', { loopDelayP99Ms: 1 }, 5],
		['a schedule lag of 10 ms', { scheduleLagP99Ms: 10 }, 50],
		['what could not be measured', { loopDelayP99Ms: null, scheduleLagP99Ms: null, skewMs: null }, 50],
		['cold connections and caches, which are only shown', { coldConnections: 2, cachedPromptTokens: 12 }, 50],
	])('bears %s', (_, changes, eachMs) => {
		expect(judged(changes, eachMs)).toMatchObject({ ...changes, healthy: true, reasons: [] });
	});

	it.each<[string, Partial<MeasuredHealth>, number, RegExp]>([
		['a loop delay beyond a tenth of the interval', { loopDelayP99Ms: 5.1 }, 50, /late by 5\.1 ms.*limit 5 ms/],
		['a loop delay beyond 1 ms under a short interval', { loopDelayP99Ms: 1.1 }, 5, /late by 1\.1 ms.*limit 1 ms/],
		['a schedule lag beyond 10 ms', { scheduleLagP99Ms: 10.1 }, 50, /10\.1 ms after their release.*limit 10 ms/],
		['one lost batch', { sequenceGaps: 1 }, 50, /1 batch of arrivals was lost/],
	])('is spoiled by %s, and says so', (_, changes, eachMs, reason) => {
		expect(judged(changes, eachMs)).toMatchObject({ healthy: false, reasons: [expect.stringMatching(reason)] });
	});

	it('names every reason, and what would help', () => {
		const { reasons } = judged({ loopDelayP99Ms: 9, scheduleLagP99Ms: 20 });
		expect(reasons).toHaveLength(2);
		for (const reason of reasons) expect(reason).toContain('close other programs');
	});
});
