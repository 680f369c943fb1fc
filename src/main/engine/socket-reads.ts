import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock, Ns } from '../../core/time.ts';

/** The socket reads of one thread, numbered and timed. */
export interface SocketReads {
	/** The read whose bytes are being handed out: good while a `readable` event lasts. */
	readonly current: number;
	/** When that was. */
	readonly currentNs: Ns;
	/** Tells of each read of a socket, before those who listened earlier see its bytes. */
	watch(socket: Socket, onRead: (atNs: Ns) => void): void;
}

/**
 * A `readable` event is a read, but over TLS it is a record, and one read may bring many: those that follow while nothing
 * more has come from the system belong to the same read. The end of a stream, which brings no bytes, is one of its own.
 */
export function createSocketReads(clock: Clock): SocketReads {
	let reads = 0;
	let current = 0;
	let currentNs = clock.now();
	return {
		get current() {
			return current;
		},
		get currentNs() {
			return currentNs;
		},
		watch(socket, onRead) {
			let own = { read: 0, atNs: currentNs, received: 0 };
			socket.prependListener('readable', () => {
				const received = bytesFromSystem(socket);
				if (received === null || received !== own.received || socket.readableLength === 0) {
					reads += 1;
					own = { read: reads, atNs: clock.now(), received: received ?? 0 };
				}
				current = own.read;
				currentNs = own.atNs;
				onRead(currentNs);
			});
		},
	};
}

/**
 * How many bytes the system has handed over so far. `bytesRead` of a TLS connection counts what was decrypted; the bytes
 * below are known to its handle's parent alone. Null where that does not tell.
 */
function bytesFromSystem(socket: Socket): number | null {
	if (!(socket instanceof TLSSocket)) return socket.bytesRead;
	const bytes = property(property(property(socket, '_handle'), '_parent'), 'bytesRead');
	return typeof bytes === 'number' ? bytes : null;
}

function property(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
