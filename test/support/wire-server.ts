import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** One connection to a {@link WireServer}. */
export interface WireConnection {
	/** A reading of `process.hrtime.bigint()` when it was accepted. */
	readonly openedNs: bigint;
	/** When the server saw its end, and that reading. */
	readonly closed: Promise<bigint>;
	/** The next request, read whole. Rejects where the connection closes first. */
	request(): Promise<WireRequest>;
	/** Hands the text to the system in one write; gives the reading just before. */
	write(text: string): Promise<bigint>;
	/** Ends it as TCP does. */
	end(): void;
	/** Breaks it off with a reset. */
	reset(): void;
}

export interface WireRequest {
	readonly head: string;
	readonly headers: ReadonlyMap<string, string>;
	readonly body: string;
}

/** A provider of which the test decides every byte. */
export interface WireServer {
	readonly port: number;
	readonly origin: string;
	readonly baseUrl: string;
	/** All connections so far. */
	readonly connections: readonly WireConnection[];
	/** The next connection that no one has asked for yet. */
	accept(): Promise<WireConnection>;
	/** Destroys every connection and stops listening. */
	close(): Promise<void>;
}

/** Listens on a free port of `host`, with a raw TCP server or another that emits sockets by `event`. */
export async function startWireServer({
	host = '127.0.0.1',
	scheme = 'http',
	server = createServer({ noDelay: true }),
	event = 'connection',
}: {
	readonly host?: string;
	readonly scheme?: 'http' | 'https';
	readonly server?: Server;
	readonly event?: 'connection' | 'secureConnection';
} = {}): Promise<WireServer> {
	const sockets = new Set<Socket>();
	const connections: WireConnection[] = [];
	let accepted = 0;
	let wake = (): void => {};
	server.on(event, (socket: Socket) => {
		sockets.add(socket);
		connections.push(createConnection(socket));
		wake();
	});
	server.listen(0, host);
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
	const origin = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
	return {
		port: address.port,
		origin,
		baseUrl: `${origin}/v1`,
		connections,
		async accept() {
			const index = accepted;
			accepted += 1;
			for (;;) {
				const connection = connections[index];
				if (connection !== undefined) return connection;
				await new Promise<void>((resolve) => {
					const before = wake;
					wake = () => {
						before();
						resolve();
					};
				});
			}
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			if (!server.listening) return;
			server.close();
			await once(server, 'close');
		},
	};
}

function createConnection(socket: Socket): WireConnection {
	let received = '';
	let closed = false;
	let wake = (): void => {};
	socket.setEncoding('latin1').on('data', (text: string) => {
		received += text;
		wake();
	});
	// A reset by the client is an end like any other here.
	socket.on('error', () => socket.destroy());
	const end = new Promise<bigint>((resolve) => {
		socket.once('close', () => {
			closed = true;
			resolve(process.hrtime.bigint());
			wake();
		});
	});
	return {
		openedNs: process.hrtime.bigint(),
		closed: end,
		async request() {
			for (;;) {
				const whole = takeRequest(received);
				if (whole !== null) {
					received = received.slice(whole.length);
					return whole.request;
				}
				if (closed) throw new Error(`closed within a request: ${received}`);
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
		},
		async write(text) {
			const atNs = process.hrtime.bigint();
			await new Promise<void>((resolve) => socket.write(text, () => resolve()));
			return atNs;
		},
		end: () => {
			socket.end();
		},
		reset: () => {
			socket.resetAndDestroy();
		},
	};
}

function takeRequest(received: string): { readonly request: WireRequest; readonly length: number } | null {
	const bodyStart = received.indexOf('\r\n\r\n') + 4;
	if (bodyStart < 4) return null;
	const head = received.slice(0, bodyStart);
	const headers = new Map(
		head
			.split('\r\n')
			.slice(1)
			.map((line): [string, string] => {
				const colon = line.indexOf(':');
				return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
			}),
	);
	const length = bodyStart + Number(headers.get('content-length') ?? 0);
	if (received.length < length) return null;
	return { request: { head, headers, body: received.slice(bodyStart, length) }, length };
}

/** The head of an event stream in HTTP chunks. */
export const STREAM_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
/** The last HTTP chunk. */
export const LAST_CHUNK = '0\r\n\r\n';

/** One HTTP chunk. */
export function httpChunk(text: string): string {
	return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
