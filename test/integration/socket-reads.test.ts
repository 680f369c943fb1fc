import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DONE, FINISH, text } from '../support/fake-session.ts';
import { providerAt, requestOf, sinceEpoch, startTestRace, textOf } from '../support/test-race.ts';
import { httpChunk, LAST_CHUNK, STREAM_HEAD, startWireServer, type WireServer } from '../support/wire-server.ts';

let server: WireServer;
beforeEach(async () => {
	server = await startWireServer();
});
afterEach(() => server.close());

const LAST = httpChunk(FINISH + DONE) + LAST_CHUNK;

async function answered() {
	const race = startTestRace([providerAt(server.baseUrl)]);
	const connection = await server.accept();
	await connection.request();
	return { ...race, connection };
}

describe('a socket read', () => {
	// Would catch a stamp per HTTP chunk, per call of the client's handler or per frame.
	it('that holds two HTTP chunks is one read with one moment', async () => {
		const { connection, done } = await answered();
		await connection.write(STREAM_HEAD + httpChunk(text('one')) + httpChunk(text('two')) + httpChunk(text('three')));
		await connection.write(LAST);
		const { arrivals, ended } = requestOf(await done);
		expect(arrivals.map((arrival) => arrival.text)).toEqual(['one', 'two', 'three']);
		expect(new Set(arrivals.map(({ read }) => read)).size).toBe(1);
		expect(new Set(arrivals.map(({ atNs }) => atNs)).size).toBe(1);
		expect(ended?.counts.multiFrameReads).toBeGreaterThanOrEqual(1);
	});

	// Would catch reads that are merged, or a stamp taken when the batch is put together.
	it('is another one for another write, and neither is stamped before its write or after it was told', async () => {
		const { connection, done, arrival, race } = await answered();
		const writes: bigint[] = [];
		const told: bigint[] = [];
		writes.push(await connection.write(STREAM_HEAD + httpChunk(text('one'))));
		await arrival((each) => each.text === 'one');
		told.push(process.hrtime.bigint());
		writes.push(await connection.write(httpChunk(text('two'))));
		await arrival((each) => each.text === 'two');
		told.push(process.hrtime.bigint());
		await connection.write(LAST);
		const { arrivals, responded, sent } = requestOf(await done);
		expect(new Set(arrivals.map(({ read }) => read)).size).toBe(2);
		arrivals.forEach(({ atNs }, index) => {
			expect(atNs).toBeGreaterThan(sinceEpoch(race, writes[index] ?? 0n));
			expect(atNs).toBeLessThan(sinceEpoch(race, told[index] ?? 0n));
		});
		expect(responded?.firstByteNs).toBe(arrivals[0]?.atNs);
		expect(sent?.atNs).toBeLessThan(responded?.atNs ?? 0);
	});

	// Would catch a frame dated by its first byte: its text was not there yet.
	it('that completes a frame dates it', async () => {
		const { connection, done, arrival, race } = await answered();
		const frame = text('whole — and more');
		const [first, rest] = [frame.slice(0, 30), frame.slice(30)];
		await connection.write(STREAM_HEAD + httpChunk(text('before') + first));
		await arrival((each) => each.text === 'before');
		const completedNs = await connection.write(httpChunk(rest) + httpChunk(text('after')));
		await connection.write(LAST);
		const { arrivals } = requestOf(await done);
		expect(arrivals.map((each) => each.text)).toEqual(['before', 'whole — and more', 'after']);
		expect(arrivals[1]?.atNs).toBeGreaterThan(sinceEpoch(race, completedNs));
		expect(arrivals[1]?.atNs).toBe(arrivals[2]?.atNs);
	});

	// Would catch a second "responded", which a recording refuses, where a server announces its answer (103 Early Hints).
	it('of an interim response is not the response', async () => {
		const { connection, done } = await answered();
		await connection.write(`HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n${STREAM_HEAD}`);
		await connection.write(httpChunk(text('a')) + LAST);
		const { responded, ended } = requestOf(await done);
		expect(responded?.status).toBe(200);
		expect(ended?.state).toBe('completed');
	});

	it('may hold a frame of almost a megabyte, or a part of it', async () => {
		const { connection, done } = await answered();
		const huge = '字'.repeat(300_000);
		await connection.write(STREAM_HEAD + httpChunk(text(huge)));
		await connection.write(LAST);
		const request = requestOf(await done);
		expect(textOf(request)).toBe(huge);
		expect(request.arrivals).toHaveLength(1);
		expect(request.ended).toMatchObject({ state: 'completed' });
	});

	// Would catch memory that fills with what waits to be decoded, and a flood that delays every other provider's stamps.
	it('too many to be decoded end the request', async () => {
		const { connection, done } = await answered();
		await connection.write(STREAM_HEAD);
		const flood = httpChunk(`: ${'x'.repeat(56)}\n\n`.repeat(1_000));
		let isOpen = true;
		void connection.closed.then(() => {
			isOpen = false;
		});
		while (isOpen) {
			void connection.write(flood);
			await nextTurn();
		}
		expect(requestOf(await done).ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'protocol', code: 'FLOODED' },
		});
	});

	// Would catch a count of what waits to be decoded that never goes down: a long answer would end as a flood.
	it('of more bytes in all than may wait at once are no flood', async () => {
		const { connection, done, arrival } = await answered();
		await connection.write(STREAM_HEAD);
		for (let part = 0; part < 10; part++) {
			await connection.write(httpChunk(`: ${'x'.repeat(900_000)}\n\n${text(`part ${part}`)}`));
			await arrival((each) => each.text === `part ${part}`);
		}
		await connection.write(LAST);
		const request = requestOf(await done);
		expect(request.ended).toMatchObject({ state: 'completed', failure: null });
		expect(request.arrivals).toHaveLength(10);
	});

	it('beyond the largest frame ends the request and closes the connection', async () => {
		const { connection, done } = await answered();
		// The client may be gone before all of it is written.
		void connection.write(STREAM_HEAD + httpChunk(`data: ${'x'.repeat(1_100_000)}`));
		await connection.closed;
		expect(requestOf(await done).ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'protocol', code: 'frame-too-large' },
		});
	});
});
