import { afterEach, expect, it } from 'vitest';
import type { ConnectionFacts } from '../../src/core/events.ts';
import type { Ns } from '../../src/core/time.ts';
import { createClock } from '../../src/main/engine/clock.ts';
import {
	createTransport,
	type Lane,
	type ReadyRequest,
	type ResponseHandler,
} from '../../src/main/engine/transport.ts';
import { startWireServer, type WireServer } from '../support/wire-server.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const GOODBYE = 'HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
const clock = createClock(process.hrtime.bigint());
const transport = createTransport(clock);
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
	for (const one of closing.splice(0).toReversed()) await one.close();
});

async function open(): Promise<{ server: WireServer; lane: Lane; ready(): ReadyRequest }> {
	const server = await startWireServer();
	const lane = transport.openLane(server.origin, 5_000);
	closing.push(server, lane);
	await lane.prepare(1);
	const ready = (): ReadyRequest => lane.ready(new URL('/v1/say', server.origin), { 'x-say': 'hi' }, '{"say":"hi"}');
	return { server, lane, ready };
}

interface Outcome {
	readonly sentNs: Ns | null;
	readonly connection: ConnectionFacts | null;
	readonly status: number | null;
	readonly error: Error | null;
}

function release(request: ReadyRequest): Promise<Outcome> {
	return new Promise((resolve) => {
		let outcome: Outcome = { sentNs: null, connection: null, status: null, error: null };
		const handler: ResponseHandler = {
			onSent(sentNs, connection) {
				outcome = { ...outcome, sentNs, connection };
			},
			onHead(_atNs, _firstByteNs, status) {
				outcome = { ...outcome, status };
			},
			onBody() {},
			onEnd: () => resolve(outcome),
			onError: (_atNs, error) => resolve({ ...outcome, error }),
		};
		request.release(handler);
	});
}

/** Long enough for a byte to reach a server on loopback that was not held back. */
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

// Would catch a request whose first byte leaves while the others of its round are still being made.
it('a request is held back, written but for the last step, and leaves at its release', { retry: 0 }, async () => {
	const { server, ready } = await open();
	const connection = await server.accept();
	const request = ready();
	let arrivedNs: bigint | null = null;
	const arrival = connection.request().then((arrived) => {
		arrivedNs = process.hrtime.bigint();
		return arrived;
	});
	await aWhile();
	expect(arrivedNs).toBeNull();
	const releasedNs = clock.now();
	const outcome = release(request);
	expect(await arrival).toMatchObject({ body: '{"say":"hi"}' });
	await connection.write(ANSWER);
	const { sentNs, connection: facts, status } = await outcome;
	expect(sentNs).toBeGreaterThanOrEqual(releasedNs);
	expect([facts?.cold, facts?.reused, status]).toEqual([false, false, 200]);
	expect(server.connections).toHaveLength(1);
});

it('the next one is held back on the connection that stayed open', { retry: 0 }, async () => {
	const { server, ready } = await open();
	const connection = await server.accept();
	for (const reused of [false, true]) {
		const request = ready();
		await aWhile();
		const outcome = release(request);
		await connection.request();
		await connection.write(ANSWER);
		expect((await outcome).connection).toMatchObject({ reused, cold: false });
	}
});

it.each([
	['closes its connection', ''],
	['says goodbye to its connection in words', GOODBYE],
])('a request that is held back while the server %s goes out on a new one, marked cold', async (_, words) => {
	const { server, ready } = await open();
	const connection = await server.accept();
	const request = ready();
	await aWhile();
	if (words !== '') await connection.write(words);
	connection.end();
	await connection.closed;
	await aWhile();
	const outcome = release(request);
	const next = await server.accept();
	expect(await next.request()).toMatchObject({ body: '{"say":"hi"}' });
	await next.write(ANSWER);
	expect(await outcome).toMatchObject({ status: 200, error: null, connection: { cold: true, reused: false } });
});

it.each([
	['after its release is marked cold', true],
	['before its release is not', false],
])('a connection that was still being opened takes the request, and where it opens %s', async (_, cold) => {
	const server = await startWireServer();
	const lane = transport.openLane(server.origin, 5_000);
	closing.push(server, lane);
	const prepared = lane.prepare(1);
	const request = lane.ready(new URL('/v1/say', server.origin), {}, '{}');
	if (!cold) {
		await prepared;
		await aWhile();
	}
	const outcome = release(request);
	const connection = await server.accept();
	await connection.request();
	await connection.write(ANSWER);
	expect(await outcome).toMatchObject({ status: 200, connection: { cold, reused: false } });
	expect(server.connections).toHaveLength(1);
});

it('a request whose server is gone at the release fails with the reason', { retry: 0 }, async () => {
	const { server, ready } = await open();
	const connection = await server.accept();
	const request = ready();
	await aWhile();
	await server.close();
	await connection.closed;
	await aWhile();
	const { error, sentNs } = await release(request);
	expect(error).toMatchObject({ code: 'ECONNREFUSED' });
	expect(sentNs).toBeNull();
});
