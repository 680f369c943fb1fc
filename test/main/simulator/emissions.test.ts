import { expect, it } from 'vitest';
import { createEmissionLog } from '../../../src/main/simulator/emissions.ts';

function openMany(log: ReturnType<typeof createEmissionLog>, count: number, framesEach: number, prompt = ''): void {
	for (let request = 0; request < count; request++) {
		const emission = log.open({ persona: 'steady', request, prompt, openedNs: '0' });
		for (let frame = 0; frame < framesEach; frame++) emission.frames.push({ atNs: '0', kind: 'text', tokens: 1 });
	}
}

// Would catch a log that grows for as long as the simulator runs.
it('forgets the oldest requests first and keeps the newest', () => {
	const log = createEmissionLog(100);
	openMany(log, 1000, 9);
	const kept = log.all().map(({ request }) => request);
	expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 1000 - kept.length + index));
	expect(kept.length).toBe(11);
});

// Would catch long prompts, which weigh more than their frames, being held without bound.
it('counts long prompts in', () => {
	const log = createEmissionLog(100);
	openMany(log, 50, 1, 'x'.repeat(10_000));
	expect(log.all().map(({ request }) => request)).toEqual([49]);
});
