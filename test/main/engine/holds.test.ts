import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/core/events.ts';
import { msToNs } from '../../../src/core/time.ts';
import { createHolds, heldMark } from '../../../src/main/engine/holds.ts';
import { failure } from '../../support/scored-runs.ts';

function refused(holds: ReturnType<typeof createHolds>, atMs: number, why: Partial<Failure>, provider = 0): void {
	holds.ended(provider, {
		...{ type: 'ended', stream: 0, atNs: msToNs(atMs), state: 'failed-before-first-token', finishReason: null },
		...{ finishedNs: null, terminated: false, usage: null, upstream: null },
		failure: failure(why),
		counts: { reads: 1, multiFrameReads: 0, frames: 0, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 },
	});
}
const HOST = 'provider.test';

describe('the wait that a provider asked for', () => {
	it.each([429, 503])('holds what is due before it is over, and nothing from then on: HTTP %i', (status) => {
		const holds = createHolds();
		refused(holds, 100, { status, retryAfterMs: 2_000 });
		expect(holds.hold(0, msToNs(700), HOST)).toEqual({
			...{ kind: 'held', phase: 'connect', status, code: null, retryAfterMs: 1_400 },
			message: `Not sent: provider.test had asked to wait (HTTP ${status}), and 1.4 s of that were left.`,
		});
		expect(holds.hold(0, msToNs(2_099), HOST)).toMatchObject({ retryAfterMs: 1 });
		expect(holds.hold(0, msToNs(2_100), HOST)).toBeNull();
	});

	it.each([
		['another status', { status: 500 }],
		['no retry-after', { retryAfterMs: null }],
		['a retry-after of nothing', { retryAfterMs: 0 }],
		['an error frame within a stream', { kind: 'protocol' }],
	] satisfies [string, Partial<Failure>][])('is none with %s', (_, why) => {
		const holds = createHolds();
		refused(holds, 100, why);
		expect(holds.hold(0, msToNs(100), HOST)).toBeNull();
	});

	it('holds no other provider', () => {
		const holds = createHolds();
		refused(holds, 100, {}, 1);
		expect(holds.hold(0, msToNs(100), HOST)).toBeNull();
		expect(holds.hold(1, msToNs(100), HOST)).not.toBeNull();
	});

	// Would catch a shorter wait, told later, that cuts a longer one off.
	it('is the one that ends last', () => {
		const holds = createHolds();
		refused(holds, 100, { retryAfterMs: 2_000 });
		refused(holds, 200, { retryAfterMs: 10 });
		expect(holds.hold(0, msToNs(2_000), HOST)).toMatchObject({ retryAfterMs: 100 });
	});
});

it('a held request has ended when it was due, with nothing sent or seen', () => {
	const mark = heldMark(4, msToNs(5), failure({ kind: 'held' }));
	expect(mark).toMatchObject({ type: 'ended', stream: 4, atNs: msToNs(5), state: 'held', failure: { kind: 'held' } });
});
