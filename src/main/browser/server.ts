import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { MOST_SOCKET_BYTES } from '../../core/wire.ts';
import type { App } from '../app.ts';
import type { Access } from './access.ts';
import { refusalByOrigin, securityHeaders } from './headers.ts';
import { createParcels, PARCELS } from './parcels.ts';
import { refuse, refuseMethod } from './refuse.ts';
import { serveSocket } from './socket.ts';
import type { StaticFile } from './static-files.ts';

/** What the server is made of. */
export interface ServerParts {
	readonly app: App;
	readonly access: Access;
	readonly files: ReadonlyMap<string, StaticFile>;
	/** 0 for any that is free. */
	readonly port: number;
	/** A token was traded: there is a new one. */
	tokenUsed(): void;
	/** A bug, for the log. */
	broke(error: unknown): void;
}

/** The renderer's files and the contract's socket, on 127.0.0.1. */
export interface Server {
	/** `http://127.0.0.1:{port}` */
	readonly origin: string;
	/** Closes every connection, sockets with code 1001, and lets go of the port. */
	close(): Promise<void>;
}

const ADDRESS = '127.0.0.1';
/** A token and its braces take under a hundred. */
const MOST_BODY_BYTES = 1_024;
/** Bytes that a socket may receive before its secret: any program on this machine can open one. */
const MOST_BYTES_BEFORE_SECRET = 4_096;
const GOING_AWAY = 1001;

const sessionSchema = z.strictObject({ token: z.string() });

/**
 * Serves `GET` and `HEAD` of the files, `POST /session` (a token for the session's secret), the WebSocket `/socket` and
 * `POST` of what is too large for it; refuses everything else with a status and no content.
 *
 * @throws the system's error where it cannot listen, such as EADDRINUSE
 */
export async function startServer(parts: ServerParts): Promise<Server> {
	const { app, access, files, broke } = parts;
	const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_SOCKET_BYTES, perMessageDeflate: false });
	const parcels = createParcels(access.admits);
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => {
			broke(error);
			response.destroy();
		});
	});
	server.listen(parts.port, ADDRESS);
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('the server has no address');
	const host = `${ADDRESS}:${address.port}`;
	const everywhere = securityHeaders(host);

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value);
		const [path = ''] = (request.url ?? '').split('?');
		const isSession = path === '/session';
		const isParcel = path.startsWith(PARCELS);
		const refusal = refusalByOrigin(request.headers, host, isSession || isParcel);
		if (refusal !== null) return refuse(response, refusal);
		if (isParcel) return parcels.answer(path, request, response);
		if (isSession) return request.method === 'POST' ? trade(request, response) : refuseMethod(response, 'POST');
		const file = files.get(path);
		if (!file) return refuse(response, 404);
		if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response, 'GET, HEAD');
		response.writeHead(200, {
			'content-type': file.contentType,
			'cache-control': file.cacheControl,
			'content-length': file.body.length,
		});
		response.end(request.method === 'HEAD' ? undefined : file.body);
	}

	async function trade(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (request.headers['content-type'] !== 'application/json') return refuse(response, 415);
		// With a length the parser itself sees to it that no more comes.
		const length = Number(request.headers['content-length']);
		if (!(length <= MOST_BODY_BYTES)) return refuse(response, 413);
		const secret = access.trade(tokenIn(await readBody(request)));
		if (secret === null) return refuse(response, 403);
		parts.tokenUsed();
		response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
		response.end(JSON.stringify({ secret }));
	}

	server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		// The other side may be gone at any moment; without a listener that would end the process.
		socket.on('error', () => socket.destroy());
		const refusal = refusalByOrigin(request.headers, host, true) ?? (request.url === '/socket' ? null : 404);
		if (refusal !== null) {
			socket.once('finish', () => socket.destroy());
			socket.end(`HTTP/1.1 ${refusal} ${STATUS_CODES[refusal]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
			return;
		}
		sockets.handleUpgrade(request, socket, head, (opened) => {
			let received = head.length;
			const count = (bytes: Buffer): void => {
				received += bytes.length;
				if (received > MOST_BYTES_BEFORE_SECRET) opened.terminate();
			};
			socket.on('data', count);
			const admitted = (): unknown => socket.off('data', count);
			serveSocket(opened, { app, parcels, admits: access.admits, admitted, broke });
		});
	});

	return {
		origin: `http://${host}`,
		async close() {
			const closed = once(server, 'close');
			server.close();
			for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the app has ended');
			// A page that does not answer the closing must not hold up the end.
			setTimeout(() => {
				for (const socket of sockets.clients) socket.terminate();
			}, 500).unref();
			server.closeAllConnections();
			await closed;
		},
	};
}

async function readBody(request: IncomingMessage): Promise<string> {
	const pieces: Buffer[] = [];
	try {
		for await (const piece of request) pieces.push(piece);
	} catch {
		// The other side has gone in the middle of it, and takes no answer either.
		return '';
	}
	return Buffer.concat(pieces).toString('utf8');
}

function tokenIn(body: string): string {
	try {
		return sessionSchema.parse(JSON.parse(body)).token;
	} catch {
		// Whatever else it is, it is not the token.
		return '';
	}
}
