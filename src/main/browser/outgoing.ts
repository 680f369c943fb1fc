import type { HostEvent, Result } from '../../core/api.ts';
import { packMessage, type Utf8 } from '../../core/wire.ts';

/** What goes to a page over its socket. */
export type ToPage =
	| { readonly event: HostEvent }
	/** Answers the call of that number. */
	| { readonly reply: number; readonly result: Result<unknown> };

/** The part of a WebSocket that sending needs. */
export interface SendingSocket {
	/** Bytes that the system has not taken yet. */
	readonly bufferedAmount: number;
	/** Calls back when the system has taken this message, or with an error when the socket is gone. */
	send(data: Uint8Array, taken: (error?: Error | null) => void): void;
}

/** Sends in order, and waits with the rest where the other side does not keep up. */
export interface Outgoing {
	send(message: ToPage): void;
}

/** More than this under way, and what follows waits here, unpacked and shared with the other sockets. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;

/**
 * Loses nothing and holds up nobody else. A new run makes the waiting news of the last one pointless and drops it, so no
 * more waits than one run.
 */
export function createOutgoing(socket: SendingSocket, utf8: Utf8): Outgoing {
	let waiting: ToPage[] = [];

	function sendWaiting(): void {
		while (socket.bufferedAmount <= MOST_BUFFERED_BYTES) {
			const message = waiting.shift();
			if (message === undefined) return;
			// An error means that the socket closes: then nothing is left to send.
			socket.send(packMessage(message, utf8), (error) => (error ? forget() : sendWaiting()));
		}
	}

	function forget(): void {
		waiting = [];
	}

	return {
		send(message) {
			if ('event' in message && message.event.type === 'run') waiting = waiting.filter((other) => !isOfRun(other));
			waiting.push(message);
			sendWaiting();
		},
	};
}

function isOfRun(message: ToPage): boolean {
	return 'event' in message && message.event.type !== 'state';
}
