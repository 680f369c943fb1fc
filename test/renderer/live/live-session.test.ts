import { beforeEach, expect, test, vi } from 'vitest';
import { createLiveSession } from '../../../src/renderer/live/live-session.ts';

let frames: ((nowMs: number) => void)[];
beforeEach(() => {
	frames = [];
	vi.stubGlobal('requestAnimationFrame', (frame: (nowMs: number) => void) => frames.push(frame));
});

/** The frames that were asked for come, and what they leave for right after is done. */
async function paint(): Promise<void> {
	for (const frame of frames.splice(0)) frame(0);
	await Promise.resolve();
}

// Would catch a page that calls itself idle while a column that was just made has not been painted.
test('the session is not idle from the moment a view comes or asks for a frame, until that was painted', async () => {
	const told: boolean[] = [];
	const session = createLiveSession(
		() => {},
		() => told.push(session.idle),
	);
	session.attach({ column: 0, paint: () => false, detach() {} });
	expect(told).toEqual([false]);
	await paint();
	expect(told).toEqual([false, true]);
	session.requestFrame();
	expect(told).toEqual([false, true, false]);
	await paint();
	expect(told).toEqual([false, true, false, true]);
});
