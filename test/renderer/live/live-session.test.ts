import { beforeEach, expect, test, vi } from 'vitest';
import type { RunSnapshot } from '../../../src/core/api.ts';
import { encodeBatch } from '../../../src/core/batch.ts';
import type { Mark } from '../../../src/core/events.ts';
import { msToNs } from '../../../src/core/time.ts';
import { createPacedView } from '../../../src/renderer/charts/paced-view.ts';
import { createLiveSession } from '../../../src/renderer/live/live-session.ts';
import { recordedRequest, recordingOf } from '../../support/scored-runs.ts';

let frames: ((nowMs: number) => void)[];
beforeEach(() => {
	frames = [];
	vi.stubGlobal('requestAnimationFrame', (frame: (nowMs: number) => void) => frames.push(frame));
});

/** The frames that were asked for come, and what they leave for right after is done. */
async function paint(nowMs = 0): Promise<void> {
	for (const frame of frames.splice(0)) frame(nowMs);
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

const FRAME_MS = 16;

function snapshotOf(providers: number): RunSnapshot {
	const { run } = recordingOf([recordedRequest([], { provider: providers - 1 })]);
	return {
		run,
		requests: run.providers.map((_, provider) => ({ stream: provider, provider, round: 1 })),
		batch: encodeBatch(0, [], []),
		source: 'race',
		result: null,
	};
}

/** What a host sends between two frames: a batch for each column, with marks that call for new facts at once. */
function batchesOf(snapshot: RunSnapshot, sequence: number, atMs: number) {
	return snapshot.requests.map(({ stream }) => {
		const connection = recordedRequest([]).sent?.connection;
		if (connection === undefined) throw new Error('a recorded request was sent');
		const marks: Mark[] =
			sequence > 0
				? []
				: [
						{ type: 'released', stream, atNs: msToNs(atMs) },
						{ type: 'sent', stream, atNs: msToNs(atMs), connection },
					];
		const [arrival] = recordedRequest([{ ms: atMs }], { stream }).arrivals;
		if (arrival === undefined) throw new Error('it has an arrival');
		return encodeBatch(sequence * snapshot.requests.length + stream, [arrival], marks);
	});
}

// Would catch facts that are published as they arrive, which renders sixteen columns many times a frame.
test.each([3, 16])('facts go to React at most once in a frame, whatever comes between: %i columns', async (columns) => {
	let published = 0;
	const session = createLiveSession(
		() => {
			published += 1;
		},
		() => {},
	);
	const snapshot = snapshotOf(columns);
	session.receive({ type: 'run', snapshot });
	let publishing = 0;
	for (let frame = 0; frame < 60; frame++) {
		const before = published;
		for (const batch of batchesOf(snapshot, frame, frame * FRAME_MS)) {
			session.receive({ type: 'batch', runId: snapshot.run.id, batch });
		}
		expect(published).toBe(before);
		expect(frames.length).toBe(1);
		await paint(frame * FRAME_MS);
		expect(published - before).toBeLessThanOrEqual(1);
		publishing += published - before;
	}
	expect(publishing).toBeGreaterThan(3);
});

// Would catch a chart that is drawn with every frame, and one that stands still.
test('what is costly to draw is drawn four times a second or less while it changes, and not again once it stands', async () => {
	const drawnAtMs: number[] = [];
	let nowMs = 0;
	let data = {};
	let visible = true;
	const session = createLiveSession(
		() => {},
		() => {},
	);
	session.attach({
		column: 0,
		detach() {},
		...createPacedView({ read: () => data, draw: () => void drawnAtMs.push(nowMs), isVisible: () => visible }),
	});
	for (; nowMs < 2_000; nowMs += FRAME_MS) {
		data = {};
		session.requestFrame();
		await paint(nowMs);
	}
	expect(drawnAtMs.length).toBeGreaterThanOrEqual(7);
	expect(Math.min(...drawnAtMs.slice(1).map((atMs, index) => atMs - (drawnAtMs[index] ?? 0)))).toBeGreaterThanOrEqual(
		250,
	);
	const settled = drawnAtMs.length;
	for (; nowMs < 3_000; nowMs += FRAME_MS) {
		session.requestFrame();
		await paint(nowMs);
	}
	const standing = drawnAtMs.length;
	expect(standing).toBeLessThanOrEqual(settled + 1);
	data = {};
	visible = false;
	session.requestFrame();
	await paint(nowMs + 1_000);
	expect(drawnAtMs.length).toBe(standing);
});
