import { describe, expect, test } from 'vitest';
import { createTurns } from '../../../src/renderer/live/turns.ts';

const FRAME_MS = 16;

describe('turns', () => {
	// Would catch a frame that renews sixteen columns at once, and a column that is forgotten.
	test('renew everyone about as often as asked, and never more than two in one frame', () => {
		const turns = createTurns();
		const renewals = Array.from({ length: 16 }, (): number[] => []);
		for (let nowMs = 0; nowMs < 6_000; nowMs += FRAME_MS) {
			const taken = turns.take(nowMs, 16, 300);
			expect(taken.length).toBeLessThanOrEqual(2);
			for (const column of taken) renewals[column]?.push(nowMs);
		}
		for (const times of renewals) {
			const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
			expect(Math.min(...gaps)).toBeGreaterThanOrEqual(300);
			expect(Math.max(...gaps)).toBeLessThanOrEqual(340);
		}
	});

	test('go first to whom something happened, each once', () => {
		const turns = createTurns();
		turns.renewedAll(0, 4);
		turns.hurry(3);
		turns.hurry(1);
		turns.hurry(3);
		turns.hurry(0);
		expect(turns.take(16, 4, 200)).toEqual([3, 1]);
		expect(turns.take(32, 4, 200)).toEqual([0]);
		expect(turns.take(48, 4, 200)).toEqual([]);
		expect(turns.take(210, 4, 200)).toEqual([2]);
	});
});
