import { afterEach, describe, expect, it } from 'vitest';
import { msToNs } from '../../../src/core/time.ts';
import {
	chunk,
	DONE,
	expectNothingFollows,
	type FakeSession,
	FINISH,
	LIMITS,
	startFakeSession,
	text,
} from '../../support/fake-session.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

let session: FakeSession;
function started(options: Parameters<typeof startFakeSession>[0] = {}): FakeSession {
	session = startFakeSession(options);
	return session;
}
afterEach(() => expectNothingFollows(session));

describe('a request that fails', () => {
	it('before the first token by an HTTP error, with the status, the code and the time to wait', () => {
		const { sent, head, body, end } = started();
		sent();
		head(429, { ...JSON_TYPE, 'retry-after': '2' });
		body('{"error":{"message":"Slow down.","code":"rate_limit', '_exceeded"}}');
		end();
		expect(session.ended()).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'http', status: 429, code: 'rate_limit_exceeded', retryAfterMs: 2000, message: 'Slow down.' },
		});
	});

	// Would catch a status that is lost because the error's body never ends, breaks off or is endless.
	it.each([
		['breaks off', (it: FakeSession) => it.error('ECONNRESET')],
		['never ends', (it: FakeSession) => it.time.advance(5_000)],
		['is endless', (it: FakeSession) => it.body('x'.repeat(70_000))],
	])('keeps the status of an error whose body %s', (_, then) => {
		const { sent, head, body } = started();
		sent();
		head(503, { 'content-type': 'text/plain' });
		body('overloaded');
		then(session);
		expect(session.ended()).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'http', status: 503 },
		});
	});

	// Would catch binary noise as the message of a compressed error page.
	it('says nothing of a compressed error body', () => {
		const { sent, head, body, end } = started();
		sent();
		head(502, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
		body(Uint8Array.of(0x1f, 0x8b, 8, 0, 200, 201, 202));
		end();
		expect(session.ended().failure?.message).toBe('The provider answered with HTTP 502 and no explanation.');
	});

	it.each([
		['before', [], 'failed-before-first-token'],
		['after', [text('a')], 'failed-after-first-token'],
	] as const)('%s the first token by an error frame, and gives the connection up', (_, first, state) => {
		const { streaming, body } = started();
		streaming();
		body(...first, 'data: {"error":{"message":"Out of memory.","code":"oom"}}\n\n', FINISH, DONE);
		expect(session.ended()).toMatchObject({ state, failure: { kind: 'protocol', code: 'oom' }, terminated: false });
		expect(session.aborts()).toBe(1);
	});

	// MEASURING: completed needs "no error frame", whenever it comes.
	it('by an error frame after its finish reason', () => {
		const { streaming, body } = started();
		streaming();
		body(text('a'), FINISH, 'data: {"error":{"message":"Late trouble."}}\n\n');
		expect(session.ended()).toMatchObject({ state: 'failed-after-first-token', finishReason: 'stop' });
	});

	it.each([
		['connect', 'connect-timeout', LIMITS.connectMs, () => {}],
		['headers', 'idle-timeout', LIMITS.idleMs, (it: FakeSession) => it.sent()],
		['stream', 'idle-timeout', LIMITS.idleMs, (it: FakeSession) => it.streaming()],
	] as const)('by a time-out in the phase "%s"', (phase, code, limitMs, first) => {
		started();
		first(session);
		session.time.advance(limitMs - 1);
		expect(session.order).not.toContain('ended');
		session.time.advance(1);
		expect(session.ended()).toMatchObject({
			state: 'failed-before-first-token',
			atNs: msToNs(limitMs),
			failure: { kind: 'timeout', phase, code },
		});
		expect(session.aborts()).toBe(1);
	});

	it('by the total limit, although tokens keep coming', () => {
		const { streaming, body, time } = started();
		streaming();
		for (let second = 0; second < 60; second++) {
			body(text('a'));
			time.advance(1_000);
		}
		expect(session.ended()).toMatchObject({
			state: 'failed-after-first-token',
			atNs: msToNs(LIMITS.totalMs),
			failure: { kind: 'timeout', code: 'total-timeout' },
		});
	});

	// Would catch a watchdog that a proxy's comments keep quiet for ever.
	it.each([
		['keep-alives', ': ping\n\n'],
		['empty frames', chunk({})],
		['malformed frames', 'data: {"x\n\n'],
		['usage', `data: ${JSON.stringify({ choices: [], usage: { completion_tokens: 1 } })}\n\n`],
	])('by idleness that %s do not end', (_, frame) => {
		const { streaming, body, time } = started();
		streaming();
		time.advance(1_000);
		body(text('a'));
		for (let half = 0; half < 10; half++) {
			time.advance(500);
			body(frame);
		}
		expect(session.ended()).toMatchObject({
			state: 'failed-after-first-token',
			atNs: msToNs(6_000),
			failure: { code: 'idle-timeout' },
		});
	});

	it('by a connection that is refused', () => {
		started().error('ECONNREFUSED');
		expect(session.ended()).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'network', phase: 'connect', code: 'ECONNREFUSED' },
		});
		expect(session.order).toEqual(['released', 'ended', 'told']);
	});

	it('by a redirect, and says where it leads', () => {
		const { sent, head, end } = started();
		sent();
		head(307, { location: 'https://elsewhere.test/v1' });
		end();
		expect(session.ended().failure).toMatchObject({
			kind: 'http',
			status: 307,
			message: 'Redirects are not followed. Use the base URL that it leads to: https://elsewhere.test/v1',
		});
	});

	it.each(['application/json', 'Application/JSON; charset=utf-8', 'text/html'])('by an answer in %s', (type) => {
		const { sent, head, body, end } = started();
		sent();
		head(200, { 'content-type': type });
		body('{"choices":[{"message":{"content":"all at once"}}]}');
		end();
		expect(session.ended()).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'protocol', code: 'not-a-stream' },
		});
		expect(session.arrivals).toEqual([]);
	});

	// Would catch a wait of minutes, and a bill, for a stream that nothing can be measured of.
	it('by compression, at once', () => {
		const { sent, head } = started();
		sent();
		head(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
		expect(session.ended().failure).toMatchObject({ kind: 'protocol', code: 'content-encoding' });
		expect(session.aborts()).toBe(1);
	});

	it.each(['identity', 'Identity', ''])('not by the encoding "%s", which is none', (encoding) => {
		const { sent, head, body, end } = started();
		sent();
		head(200, { 'content-type': 'text/event-stream', 'content-encoding': encoding });
		body(text('a'), FINISH);
		end();
		expect(session.ended().state).toBe('completed');
	});

	it('by a frame that is too large, whole or not', () => {
		const { streaming, body } = started();
		streaming();
		body(text('a'));
		body(`data: ${'x'.repeat(LIMITS.maxFrameBytes)}`);
		expect(session.ended()).toMatchObject({
			state: 'failed-after-first-token',
			failure: { kind: 'protocol', code: 'frame-too-large' },
		});
	});

	it('where nothing of it could be understood', () => {
		const { streaming, body, end } = started();
		streaming();
		body('data: <html>\n\n', 'nonsense\n\n');
		end();
		expect(session.ended()).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'protocol', code: 'malformed' },
			counts: { malformedFrames: 2 },
		});
	});
});
