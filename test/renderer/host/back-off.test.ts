import { expect, test } from 'vitest';
import { delayBefore } from '../../../src/renderer/host/back-off.ts';

test('attempts come at once at first, then ever more slowly, but at least every 5 s', () => {
	expect([1, 2, 3, 5, 6, 60].map(delayBefore)).toEqual([250, 500, 1_000, 4_000, 5_000, 5_000]);
});
