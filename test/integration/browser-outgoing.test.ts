import { describe, expect, test } from 'vitest';
import type { HostEvent } from '../../src/core/api.ts';
import { encodeBatch } from '../../src/core/batch.ts';
import { unpackMessage } from '../../src/core/wire.ts';
import { createOutgoing, type SendingSocket } from '../../src/main/browser/outgoing.ts';
import { arrival, runRecord } from '../support/recordings.ts';

const utf8 = {
	encode: (text: string) => new TextEncoder().encode(text),
	decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

/** A socket whose other side reads only when it is told to. */
function slowSocket() {
	const taken: (() => void)[] = [];
	const sent: unknown[] = [];
	const socket: SendingSocket & { bufferedAmount: number } = {
		bufferedAmount: 0,
		send(data, done) {
			sent.push(unpackMessage(data, utf8));
			socket.bufferedAmount += data.length;
			taken.push(() => {
				socket.bufferedAmount -= data.length;
				done();
			});
		},
	};
	return {
		socket,
		sent,
		/** The other side reads one message. */
		read: () => taken.shift()?.(),
	};
}

const MEGABYTE = 1024 * 1024;

function batch(sequence: number, size = MEGABYTE): { event: HostEvent } {
	const arrivals = [arrival({ text: 'x'.repeat(size) })];
	return { event: { type: 'batch', runId: 'run-1', batch: encodeBatch(sequence, arrivals, []) } };
}

function run(): { event: HostEvent } {
	const batch = encodeBatch(-1, [], []);
	return { event: { type: 'run', snapshot: { run: runRecord(), requests: [], batch, source: 'race', result: null } } };
}

function sequences(sent: readonly unknown[]): unknown[] {
	return sent.map((message) => {
		const { event } = message as { event: HostEvent };
		return event.type === 'batch' ? event.batch.sequence : event.type;
	});
}

describe('what goes to a page', () => {
	test('goes at once where the page keeps up', () => {
		const { socket, sent, read } = slowSocket();
		const outgoing = createOutgoing(socket, utf8);
		for (let sequence = 0; sequence < 50; sequence++) {
			outgoing.send(batch(sequence, 1_000));
			expect(sent).toHaveLength(sequence + 1);
			read();
		}
	});

	// Would catch a page that stands still and fills the memory, or one that misses batches.
	test('waits where the page does not, and then goes on in order with nothing lost', () => {
		const { socket, sent, read } = slowSocket();
		const outgoing = createOutgoing(socket, utf8);
		for (let sequence = 0; sequence < 30; sequence++) outgoing.send(batch(sequence));
		outgoing.send({ reply: 7, result: { ok: true, value: null } });
		expect(socket.bufferedAmount).toBeLessThan(6 * MEGABYTE);
		expect(sent.length).toBeLessThan(6);
		for (let reads = 0; reads < 40; reads++) read();
		expect(sequences(sent.slice(0, 30))).toEqual(Array.from({ length: 30 }, (_, sequence) => sequence));
		expect(sent.slice(30)).toEqual([{ reply: 7, result: { ok: true, value: null } }]);
	});

	test('is not held up by one message that is larger than what may be under way', () => {
		const { socket, sent, read } = slowSocket();
		const outgoing = createOutgoing(socket, utf8);
		outgoing.send(batch(0, 20 * MEGABYTE));
		outgoing.send(batch(1));
		expect(sent).toHaveLength(1);
		read();
		expect(sequences(sent)).toEqual([0, 1]);
	});

	test('leaves out what waits of a run when the next one begins, but no reply and no state', () => {
		const { socket, sent, read } = slowSocket();
		const outgoing = createOutgoing(socket, utf8);
		outgoing.send(batch(0, 20 * MEGABYTE));
		outgoing.send(batch(1));
		outgoing.send({ reply: 0, result: { ok: true, value: null } });
		outgoing.send(run());
		outgoing.send(batch(0));
		for (let reads = 0; reads < 5; reads++) read();
		expect(sent.slice(1)).toMatchObject([
			{ reply: 0 },
			{ event: { type: 'run' } },
			{ event: { type: 'batch', batch: { sequence: 0 } } },
		]);
	});

	test('is forgotten when the socket has gone', () => {
		let fail = (_error: Error): void => {};
		let sends = 0;
		const gone: SendingSocket & { bufferedAmount: number } = {
			bufferedAmount: 0,
			send(_data, taken) {
				sends++;
				fail = taken;
				gone.bufferedAmount = 10 * MEGABYTE;
			},
		};
		const outgoing = createOutgoing(gone, utf8);
		outgoing.send(batch(0));
		outgoing.send(batch(1));
		gone.bufferedAmount = 0;
		fail(new Error('closed'));
		expect(sends).toBe(1);
	});
});
