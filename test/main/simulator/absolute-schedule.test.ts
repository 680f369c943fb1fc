import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runAbsoluteSchedule } from '../../../src/main/simulator/absolute-schedule.ts';

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'hrtime'] });
});
afterEach(() => {
	vi.useRealTimers();
});

function record(momentsMs: readonly number[], onEmit: (index: number) => void = () => {}) {
	const startNs = process.hrtime.bigint();
	const atMs: number[] = [];
	const stop = runAbsoluteSchedule(startNs, momentsMs, (index) => {
		atMs.push(Number(process.hrtime.bigint() - startNs) / 1e6);
		onEmit(index);
	});
	return { atMs, stop };
}

// Would catch gaps timed one after the other: each timer's rounding would add up to drift.
it('is never early, and never later than a timer’s rounding however long it runs', () => {
	const moments = Array.from({ length: 500 }, (_, index) => index * 7.3);
	const { atMs } = record(moments);
	vi.runAllTimers();
	expect(atMs).toHaveLength(500);
	for (const [index, at] of atMs.entries()) {
		const late = at - (moments[index] ?? Number.NaN);
		expect(late).toBeGreaterThanOrEqual(0);
		// Rounding to a whole millisecond, and one that this virtual clock takes for an immediate.
		expect(late).toBeLessThan(2.01);
	}
});

// Would catch two frames in one packet: the first one's stamp would be too early.
it('gives each of several frames due at once a turn of its own', () => {
	const { atMs } = record([0, 0, 0]);
	expect(atMs).toHaveLength(0);
	vi.advanceTimersToNextTimer();
	expect(atMs).toHaveLength(1);
	vi.advanceTimersToNextTimer();
	expect(atMs).toHaveLength(2);
});

// Would catch frames written to, or timers left over for, a client that has gone.
it('emits nothing more once stopped from outside', () => {
	const { atMs, stop } = record([1, 10]);
	vi.advanceTimersByTime(5);
	stop();
	vi.runAllTimers();
	expect(atMs).toHaveLength(1);
});

it('emits nothing more once stopped from within', () => {
	const { atMs, stop } = record([1, 10, 20], (index) => {
		if (index === 1) stop();
	});
	vi.runAllTimers();
	expect(atMs).toHaveLength(2);
});
