import { afterEach, describe, expect, it } from 'vitest';
import { msToNs } from '../../../src/core/time.ts';
import { chunk, DONE, type FakeSession, FINISH, LIMITS, startFakeSession, text } from '../../support/fake-session.ts';

const KEY = 'sk-secret-0123456789abcdef';
const JSON_TYPE = { 'content-type': 'application/json' };

/** A chunk in which a router names who answers. */
const routed = (provider: string): string => `data: ${JSON.stringify({ provider, choices: [] })}\n\n`;

let session: FakeSession;
function started(options: Parameters<typeof startFakeSession>[0] = {}): FakeSession {
	session = startFakeSession(options);
	return session;
}

// Would catch, in every test of this file: a second end, something said after the end, a timer left behind.
afterEach(() => {
	session.ended();
	expect(session.time.pending()).toBe(0);
	const said = session.order.length;
	session.body(text('late'));
	session.end();
	session.error('ECONNRESET');
	session.cancel();
	session.time.advance(1_000_000);
	expect(session.order).toHaveLength(said);
});

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

	// Would catch an end of generation that moves because a server repeats the reason with the usage.
	it('tells who answered, by a router’s own account', () => {
		const { streaming, body, end } = started();
		streaming();
		body(routed('DeepInfra'), FINISH, DONE);
		end();
		expect(session.ended()).toMatchObject({ state: 'completed', upstream: 'DeepInfra' });
	});

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

describe('a secret', () => {
	it.each([
		['an error body', 401, JSON_TYPE, `{"error":{"message":"Wrong key ${KEY}, friend.","code":"${KEY}"}}`],
		['an error body that is cut for its length', 401, JSON_TYPE, `{"error":{"message":"${'x'.repeat(285)}${KEY}"}}`],
		['a redirect', 302, { location: `https://elsewhere.test/?key=${KEY}` }, ''],
		['a content type', 200, { 'content-type': `application/json; ${KEY}` }, ''],
		['headers that are kept', 500, { server: KEY, 'x-request-id': `id-${KEY}`, 'x-other': KEY }, ''],
		['the name of a header', 500, { [`x-ratelimit-${KEY}`]: '1' }, ''],
	])('is masked in %s', (_, status, headers, said) => {
		const { sent, head, body, end } = started({ keys: [KEY] });
		sent();
		head(status, headers);
		body(said);
		end();
		expect(JSON.stringify(session.marks)).not.toContain(KEY.slice(0, 8));
		expect(JSON.stringify(session.marks)).toContain('••••••••');
	});

	it.each([
		['an error frame', `data: {"error":{"message":"Wrong key ${KEY}","code":"${KEY}"}}\n\n`],
		['a finish reason', chunk({}, `because ${KEY}`)],
		['the name of an upstream', routed(`for ${KEY}`)],
		['frames that are not understood, quoted in part', `data: ${'x'.repeat(60)}${KEY}\n\n`],
		['output', text(`Your key is ${KEY}.`)],
		['output that ends inside it', text(`Your key is ${KEY.slice(0, 20)}`)],
	])('is masked in %s', (_, said) => {
		const { streaming, body, end } = started({ keys: [KEY] });
		streaming();
		body(said);
		end();
		const told = JSON.stringify([session.marks, session.arrivals]);
		expect(told).not.toContain(KEY.slice(0, 8));
		expect(told).toContain('••••••••');
	});

	// Would catch a quotation that is cut before it is masked: what is left of a key at the cut is no key any more.
	it.each([
		['an error body', 300, (said: string) => it401(JSON.stringify({ error: { message: said } }))],
		['an error page', 300, (said: string) => it401(`<p>${said}</p>`)],
		['an error frame', 300, (said: string) => itStreams(`data: ${JSON.stringify({ error: { message: said } })}\n\n`)],
		['a frame that is no JSON', 80, (said: string) => itStreams(`data: ${said}\n\n`)],
		['a line that is no event', 80, (said: string) => itStreams(`${said}\n\n`)],
	])('leaves nothing of itself where the cut goes through it, in %s', (_, limit, answer) => {
		for (let place = limit - KEY.length; place <= limit; place++) {
			answer(`${'x'.repeat(place)}${KEY}${'y'.repeat(40)}`);
			const message = session.ended().failure?.message ?? '';
			expect(message).toMatch(/(?:^|[^x])x+•*…$/);
		}
	});

	function it401(said: string): void {
		const { sent, head, body, end } = started({ keys: [KEY] });
		sent();
		head(401, {});
		body(said);
		end();
	}

	function itStreams(said: string): void {
		const { streaming, body, end } = started({ keys: [KEY] });
		streaming();
		body(said);
		end();
	}

	// Would catch an end that overtakes the output held back.
	it('that output may be the beginning of delays no end', () => {
		const { streaming, body, end } = started({ keys: [KEY] });
		streaming();
		body(text('sk-secret'), text('ary of state'), text(' sk-se'), FINISH, DONE);
		end();
		expect(session.arrivals.map(({ text: said }) => said)).toEqual(['sk-secret', 'ary of state', ' •••••']);
		expect(session.order).toEqual(['released', 'sent', 'responded', 'arrival', 'arrival', 'arrival', 'ended', 'told']);
	});
});
