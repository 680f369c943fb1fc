import { expect, it } from 'vitest';
import { createInterruption } from '../../../src/main/cli/interruption.ts';

// Would catch one Ctrl-C under npm, which comes twice, ending a race before its recording is whole; and a race whose
// ending hangs and that Ctrl-C cannot end.
it('cancels at first, takes a second signal at once for the same wish, and ends at a later one', () => {
	let nowMs = 5;
	const calls: string[] = [];
	const interruption = createInterruption(
		() => calls.push('cancel'),
		() => calls.push('end'),
		() => nowMs,
	);
	expect(interruption.happened()).toBe(false);
	interruption.signal();
	nowMs += 1_000;
	interruption.signal();
	expect(calls).toEqual(['cancel']);
	expect(interruption.happened()).toBe(true);
	nowMs += 1;
	interruption.signal();
	expect(calls).toEqual(['cancel', 'end']);
});
