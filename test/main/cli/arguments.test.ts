import { describe, expect, it } from 'vitest';
import { parseTimeout } from '../../../src/main/cli/arguments.ts';
import { UsageError } from '../../../src/main/cli/exit.ts';

describe('a time-out', () => {
	// Would catch a generous limit that ends every request at once: beyond this, Node's timers do not wait at all.
	it('is no longer than a timer can wait', () => {
		expect(parseTimeout('--idle-timeout', '2147483647ms')).toBe((2 ** 31 - 1) * 1e6);
		expect(() => parseTimeout('--idle-timeout', '2147483648ms')).toThrow(UsageError);
		expect(() => parseTimeout('--idle-timeout', '40000min')).toThrow(/--idle-timeout.*24 days/);
	});

	it('is more than nothing', () => {
		expect(() => parseTimeout('--total-timeout', '0s')).toThrow(/--total-timeout.*more than 0/);
	});
});
