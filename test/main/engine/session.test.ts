import { afterEach, describe, expect, it } from 'vitest';
import { msToNs } from '../../../src/core/time.ts';
import {
	chunk,
	DONE,
	expectNothingFollows,
	type FakeSession,
	FINISH,
	startFakeSession,
	text,
} from '../../support/fake-session.ts';

/** A chunk in which a router names who answers. */
const routed = (provider: string): string => `data: ${JSON.stringify({ provider, choices: [] })}\n\n`;

let session: FakeSession;
function started(options: Parameters<typeof startFakeSession>[0] = {}): FakeSession {
	session = startFakeSession(options);
	return session;
}
afterEach(() => expectNothingFollows(session));

describe('a request that completes', () => {
	it('tells its release, its sending, its answer, its output and its end in this order', () => {
		const { streaming, body, end, order, time } = started();
		time.advance(10);
		streaming();
		body(text('Hello'));
		body(FINISH, DONE);
		end();
		expect(order).toEqual(['released', 'sent', 'responded', 'arrival', 'ended', 'told']);
		expect(session.ended()).toMatchObject({
			stream: 3,
			state: 'completed',
			failure: null,
			finishReason: 'stop',
			terminated: true,
		});
		expect(session.aborts()).toBe(0);
	});

	// Would catch a frame stamped by its first byte, or by the moment it was decoded.
	it('stamps a frame with the read that completed it, and parts of one read alike', () => {
		const { streaming, body, end, time, arrivals } = started();
		streaming();
		const [first, rest] = [text('split').slice(0, 20), text('split').slice(20)];
		time.advance(10);
		body(text('a'), first);
		time.advance(10);
		body(rest, text('b'), text('c'));
		body(FINISH);
		end();
		expect(arrivals.map(({ text: said, read, atNs }) => [said, read, atNs])).toEqual([
			['a', 1, msToNs(10)],
			['split', 2, msToNs(20)],
			['b', 2, msToNs(20)],
			['c', 2, msToNs(20)],
		]);
		expect(session.ended().counts).toMatchObject({ reads: 3, multiFrameReads: 1, frames: 5 });
	});

	// MEASURING: "finish reason seen, no error frame (a missing terminator is noted)".
	it.each([
		['the stream just ends', (it: FakeSession) => it.end()],
		['the connection is reset', (it: FakeSession) => it.error('ECONNRESET')],
		['the connection stays open', (it: FakeSession) => it.time.advance(5_000)],
		['an idle limit is shorter than the grace', (it: FakeSession) => it.time.advance(5_000), { idleMs: 1_000 }],
	])('is complete without a terminator: %s', (_, then, limits?: { idleMs: number }) => {
		const { streaming, body } = started(limits && { limits });
		streaming();
		body(text('a'), FINISH);
		then(session);
		expect(session.ended()).toMatchObject({ state: 'completed', failure: null, terminated: false });
	});

	it('takes text that comes with the finish reason, and the usage that comes after it', () => {
		const { streaming, body, end, arrivals } = started();
		streaming();
		body(chunk({ content: 'last' }, 'length'));
		body(
			`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 } })}\n\n`,
			DONE,
		);
		end();
		expect(arrivals.map(({ text: said }) => said)).toEqual(['last']);
		expect(session.ended()).toMatchObject({
			state: 'completed',
			finishReason: 'length',
			usage: { promptTokens: 5, completionTokens: 7 },
		});
	});

	it('tells who answered, by a router’s own account', () => {
		const { streaming, body, end } = started();
		streaming();
		body(routed('DeepInfra'), FINISH, DONE);
		end();
		expect(session.ended()).toMatchObject({ state: 'completed', upstream: 'DeepInfra' });
	});

	// Would catch an end of generation that moves because a server repeats the reason with the usage.
	it('dates the end of generation by the first finish reason', () => {
		const { streaming, body, end, time } = started();
		streaming();
		time.advance(10);
		body(text('a'), chunk({}, 'tool_calls'));
		time.advance(10);
		body(FINISH, DONE);
		end();
		expect(session.ended()).toMatchObject({ finishReason: 'tool_calls', finishedNs: msToNs(10), atNs: msToNs(20) });
	});

	it('closes the connection of a stream that has said everything and does not end', () => {
		const { streaming, body, time } = started();
		streaming();
		body(text('a'), FINISH, DONE);
		time.advance(4_999);
		expect(session.order).not.toContain('ended');
		time.advance(1);
		expect(session.ended()).toMatchObject({ state: 'completed', terminated: true });
		expect(session.aborts()).toBe(1);
	});

	// Would catch a reset by a server that closes in a hurry, taken for a stream that broke off.
	it('stays complete where the connection is reset after the terminator', () => {
		const { streaming, body, error } = started();
		streaming();
		body(text('a'), FINISH, DONE);
		error('ECONNRESET');
		expect(session.ended()).toMatchObject({ state: 'completed', failure: null, terminated: true });
	});

	it('counts what is no output', () => {
		const { streaming, body, end } = started();
		streaming();
		body(': keep-alive\n\n', chunk({ role: 'assistant', content: '' }), 'data: {"broken\n\n');
		body(text('a'), FINISH, DONE);
		end();
		expect(session.ended()).toMatchObject({
			state: 'completed',
			counts: { reads: 2, multiFrameReads: 2, frames: 5, keepAlives: 1, emptyFrames: 1, malformedFrames: 1 },
		});
	});
});

describe('a stream that breaks off', () => {
	it.each([
		['ends cleanly', (it: FakeSession) => it.end(), 'no-finish-reason'],
		['is reset', (it: FakeSession) => it.error('ECONNRESET'), 'ECONNRESET'],
		['is closed inside a chunk', (it: FakeSession) => it.error('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
		['says it is done but never why', (it: FakeSession) => it.body(DONE), 'no-finish-reason'],
	])('is truncated where it %s', (_, then, code) => {
		const { streaming, body, arrivals, time } = started();
		streaming();
		body(text('a'));
		then(session);
		time.advance(5_000);
		expect(session.ended()).toMatchObject({
			state: 'truncated',
			failure: { kind: 'truncated', phase: 'stream', code },
		});
		expect(arrivals).toHaveLength(1);
	});

	it.each([
		['an empty stream', (it: FakeSession) => it.end()],
		['a reset before any output', (it: FakeSession) => it.error('ECONNRESET')],
	])('is a failure before the first token: %s', (_, then) => {
		started().streaming();
		then(session);
		expect(session.ended()).toMatchObject({ state: 'failed-before-first-token', failure: { kind: 'truncated' } });
	});
});

describe('a request that is cancelled', () => {
	it.each([
		['before it was sent', () => {}],
		['before an answer', (it: FakeSession) => it.sent()],
		['before its output', (it: FakeSession) => it.streaming()],
		['while it streams', (it: FakeSession) => it.streaming(), text('a')],
		['while it waits for the end', (it: FakeSession) => it.streaming(), text('a') + FINISH],
	])('%s is cancelled, its connection given up', (_, first, said = '') => {
		started();
		first(session);
		session.body(said);
		session.cancel();
		expect(session.ended()).toMatchObject({ state: 'cancelled', failure: { kind: 'aborted' } });
		expect(session.aborts()).toBe(1);
	});
});
