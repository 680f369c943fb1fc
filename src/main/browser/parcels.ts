import type { IncomingMessage, ServerResponse } from 'node:http';
import { MOST_RECORDING_BYTES } from '../../core/api.ts';
import { MOST_SOCKET_BYTES, packMessage } from '../../core/wire.ts';
import type { SendingSocket } from './outgoing.ts';
import { refuse, refuseMethod } from './refuse.ts';
import { utf8 } from './utf8.ts';

/** Every path of a parcel begins so. */
export const PARCELS = '/parcels/';
const PATH = /^\/parcels\/(\d+)(?:\/(\d+))?$/;

/** A recording and what is packed around it. */
const MOST_PARCEL_BYTES = MOST_RECORDING_BYTES + 64 * 1024;

/**
 * Messages that are too large for a socket, as bodies of HTTP. Each belongs to one socket and keeps its place among that
 * socket's messages: only its bytes go another way.
 */
export interface Parcels {
	/** @param take gets what the page brings; false where that is no message of the contract */
	open(socket: SendingSocket, take: (message: Uint8Array) => boolean): ParcelSocket;
	/**
	 * Answers a request whose host and origin were found right, if it has the secret: `POST /parcels/{socket}` brings a
	 * message, `POST /parcels/{socket}/{parcel}` fetches one, once.
	 */
	answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Sends messages of any size: in the place of a large one it says `{parcel}`, and keeps it until the page fetches it. */
export interface ParcelSocket extends SendingSocket {
	/** Where the socket's page brings what is too large, and below it fetches. */
	readonly path: string;
	/** Nothing can be brought or fetched any more. */
	close(): void;
}

interface Parcel {
	readonly message: Uint8Array;
	/** It was fetched, or whoever did so is gone. */
	left(): void;
}

interface Counter {
	readonly take: (message: Uint8Array) => boolean;
	readonly kept: Map<number, Parcel>;
}

/** @param admits whether this is the session's secret */
export function createParcels(admits: (secret: string) => boolean): Parcels {
	const counters = new Map<number, Counter>();
	let sockets = 0;

	async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (request.method !== 'POST') return refuseMethod(response, 'POST');
		if (!admits(secretOf(request))) return refuse(response, 403);
		const [, socket, parcel] = PATH.exec(path) ?? [];
		const counter = counters.get(Number(socket));
		if (counter === undefined) return refuse(response, 404);
		if (parcel === undefined) return bring(counter, request, response);
		handOver(counter, Number(parcel), response);
	}

	return {
		answer,
		open(socket, take) {
			const number = sockets++;
			const kept = new Map<number, Parcel>();
			let parcels = 0;
			let keptBytes = 0;
			counters.set(number, { take, kept });
			return {
				path: `${PARCELS}${number}`,
				get bufferedAmount() {
					return socket.bufferedAmount + keptBytes;
				},
				send(message, taken) {
					if (message.length <= MOST_SOCKET_BYTES) {
						socket.send(message, taken);
						return;
					}
					const parcel = parcels++;
					keptBytes += message.length;
					kept.set(parcel, {
						message,
						left() {
							keptBytes -= message.length;
							taken();
						},
					});
					socket.send(packMessage({ parcel }, utf8), (error) => {
						if (error) taken(error);
					});
				},
				close: () => counters.delete(number),
			};
		},
	};
}

async function bring(counter: Counter, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const length = Number(request.headers['content-length']);
	// Without one it is not a number.
	if (!(length <= MOST_PARCEL_BYTES)) return refuse(response, 413);
	const message = await readBody(request, length);
	// The other side has gone in the middle of it, and takes no answer either.
	if (message === null) return;
	if (!counter.take(message)) return refuse(response, 400);
	response.writeHead(204, { 'cache-control': 'no-store' });
	response.end();
}

function handOver(counter: Counter, number: number, response: ServerResponse): void {
	const parcel = counter.kept.get(number);
	if (parcel === undefined) {
		refuse(response, 404);
		return;
	}
	counter.kept.delete(number);
	response.on('close', parcel.left);
	response.writeHead(200, {
		'content-type': 'application/octet-stream',
		'cache-control': 'no-store',
		'content-length': parcel.message.length,
	});
	response.end(parcel.message);
}

/** A body in one piece, written where it stays; null where it breaks off. The parser sees to it that no more comes. */
async function readBody(request: IncomingMessage, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
	const body = new Uint8Array(length);
	let filled = 0;
	try {
		for await (const piece of request) {
			body.set(piece, filled);
			filled += piece.length;
		}
	} catch {
		return null;
	}
	return body;
}

function secretOf({ headers }: IncomingMessage): string {
	return /^Bearer ([\w-]+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}
