import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { Agent, type buildConnector, type Dispatcher, errors } from 'undici';
import type { ConnectionFacts } from '../../core/events.ts';
import type { Clock, Ns } from '../../core/time.ts';
import { createDeferred } from './deferred.ts';
import { TRANSPORT_HEADERS } from './headers.ts';
import { createSocketReads } from './socket-reads.ts';
import { connectionFacts, type SocketFacts, watchedConnector } from './transport-connector.ts';

/** What a request's life looks like from above, in order. `onEnd` or `onError` is the last word, once. */
export interface ResponseHandler {
	/** The first byte of the request is about to be written, at or after the release. */
	onSent(atNs: Ns, connection: ConnectionFacts): void;
	onHead(atNs: Ns, firstByteNs: Ns, status: number, headers: Readonly<Record<string, string>>): void;
	/** Part of the body. Parts that share `read` came from one socket read and share its moment. */
	onBody(read: number, atNs: Ns, bytes: Uint8Array): void;
	/** The body is complete, as HTTP counts. */
	onEnd(atNs: Ns): void;
	onError(atNs: Ns, error: Error): void;
}

/** A request that can be given up. */
export interface Exchange {
	/**
	 * Destroys its socket at once; nothing is reported to the handler from then on. A request that still waits for its
	 * connection is never written.
	 */
	abort(): void;
}

/** A request of which nothing has left yet. */
export interface ReadyRequest {
	/**
	 * Lets it go, once. Where its connection was lost meanwhile, or is still to come, it goes out on a new one as soon as
	 * that is open.
	 */
	release(handler: ResponseHandler): Exchange;
}

/** The connections to one provider: HTTP/1.1, no retries, no redirects, no time-outs of its own. */
export interface Lane {
	/**
	 * Opens connections until `count` stand idle. Rejects with the first error; a later request tries again by itself. One
	 * that has answered is used again, until the server has closed such a one in place of its next answer.
	 */
	prepare(count: number): Promise<void>;
	/**
	 * Hands the request to an idle connection, or to a new one, which holds it back: everything is done but the write. That
	 * takes a turn of the event loop.
	 */
	ready(url: URL, headers: Readonly<Record<string, string>>, body: string): ReadyRequest;
	/** Destroys every socket. */
	close(): Promise<void>;
}

/** Opens the connections of one thread. Make one per thread. */
export interface Transport {
	/** `origin` is a scheme, host and port. */
	openLane(origin: string, connectTimeoutMs: number): Lane;
}

const KEEP_ALIVE_MS = 120_000;
/** As much as is decoded before the loop is handed back: some sixty frames, well under a millisecond. */
const PART_BYTES = 4_096;
/** A provider that is so far ahead sends without end; a machine that woke up finds less in its socket's buffer. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/**
 * One timestamp per socket read. {@link createSocketReads} takes the moment and gives the read its number before undici
 * sees it; undici then parses that read in the same turn and may call the handler several times, all under one number.
 * The handler's own work waits in {@link createDeferred}, so that it delays no other socket's stamp.
 */
export function createTransport(clock: Clock): Transport {
	const facts = new WeakMap<Socket, SocketFacts>();
	const deferred = createDeferred();
	const reads = createSocketReads(clock);
	/** Set while undici is inside the synchronous stretch between `onRequestStart` and the write. */
	let starting: ((socket: Socket) => void) | null = null;

	subscribe('undici:client:sendHeaders', (message) => {
		if (!isAboutSocket(message)) throw new Error('undici says of no socket that it is about to write');
		starting?.(message.socket);
		starting = null;
	});

	function stampReads(socket: Socket): void {
		reads.watch(socket, (atNs) => {
			const known = facts.get(socket);
			if (known) known.firstByteNs ??= atNs;
		});
	}

	return {
		openLane(origin, connectTimeoutMs) {
			const connect = watchedConnector(clock, connectTimeoutMs, facts, stampReads);
			const { protocol, hostname, port } = new URL(origin);
			const target = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), host: hostname, port };
			const ready: Socket[] = [];
			/** Requests that wait for a connection which is being opened beforehand, in order. */
			const waiting: buildConnector.Callback[] = [];
			let preparing = 0;
			/** A connection that had answered was closed in place of its next answer. */
			let reuseFailed = false;
			const opening = new Set<Socket>();
			const open = new Set<Socket>();

			function track(socket: Socket): void {
				open.add(socket);
				socket.once('close', () => open.delete(socket));
			}
			function idle(): number {
				return [...open].filter((socket) => !socket.destroyed && !facts.get(socket)?.busy).length;
			}
			function openOne(options: buildConnector.Options, done: buildConnector.Callback): void {
				const socket = connect(options, (...outcome) => {
					opening.delete(socket);
					if (outcome[0] === null) track(outcome[1]);
					done(...outcome);
				});
				opening.add(socket);
			}

			const agent = new Agent({
				allowH2: false,
				connections: null,
				pipelining: 1,
				headersTimeout: 0,
				bodyTimeout: 0,
				keepAliveTimeout: KEEP_ALIVE_MS,
				keepAliveMaxTimeout: KEEP_ALIVE_MS,
				connect(options, callback) {
					const prepared = takeLive(ready);
					// undici ignores a connection that it is given before its own call returns.
					if (prepared) queueMicrotask(() => callback(null, prepared));
					else if (preparing > waiting.length) waiting.push(callback);
					else openOne(options, callback);
				},
			});

			return {
				async prepare(count) {
					if (reuseFailed) for (const socket of open) if (facts.get(socket)?.requests) socket.destroy();
					const missing = count - idle();
					await Promise.all(
						Array.from(
							{ length: Math.max(0, missing) },
							() =>
								new Promise<void>((resolve, reject) => {
									preparing += 1;
									openOne(target, (...outcome) => {
										preparing -= 1;
										const next = waiting.shift();
										if (next) next(...outcome);
										else if (outcome[0] === null) {
											// An error on a connection that nobody uses yet only makes it unusable.
											outcome[1].on('error', () => outcome[1].destroy());
											ready.push(outcome[1]);
										}
										if (outcome[0] === null) resolve();
										else reject(outcome[0]);
									});
								}),
						),
					);
				},
				ready(url, headers, body) {
					return hold(agent, url, headers, body);
				},
				async close() {
					for (const socket of [...opening, ...open]) socket.destroy();
					await agent.destroy();
				},
			};

			function hold(
				dispatcher: Dispatcher,
				url: URL,
				headers: Readonly<Record<string, string>>,
				body: string,
			): ReadyRequest {
				let handler: ResponseHandler | null = null;
				let releasedNs: Ns | null = null;
				/** Set while a connection holds the request back. */
				let letGo: (() => void) | null = null;
				/** The connection was lost before the release: nothing was sent on it. */
				let lost = false;
				/** Of those made for this request: what an earlier one still says no longer counts. */
				let attempt = 0;
				let controller: Dispatcher.DispatchController | null = null;
				let socketFacts: SocketFacts | null = null;
				let usedSocket: Socket | null = null;
				let answered = false;
				let aborted = false;
				let waitingBytes = 0;
				const report = (task: (to: ResponseHandler) => void): void => {
					deferred.add(() => {
						if (!aborted && handler !== null) task(handler);
					});
				};
				const finish = (): void => {
					if (socketFacts) socketFacts.busy = false;
				};
				const start = (socket: Socket): void => {
					const known = facts.get(socket);
					if (!known) throw new Error('a request was sent on a connection that this transport did not open');
					const connection = connectionFacts(socket, known, releasedNs);
					known.requests += 1;
					known.busy = true;
					known.firstByteNs = null;
					socketFacts = known;
					usedSocket = socket;
					const tell = (): void => {
						const sentNs = clock.now();
						report((to) => to.onSent(sentNs, connection));
					};
					if (handler !== null) {
						tell();
						return;
					}
					// undici corks and uncorks around its own write: this one keeps the bytes until the release.
					socket.cork();
					letGo = () => {
						tell();
						socket.uncork();
					};
				};
				send();

				return {
					release(given) {
						handler = given;
						releasedNs = clock.now();
						if (lost || usedSocket?.destroyed) send();
						else letGo?.();
						return {
							abort() {
								aborted = true;
								finish();
								controller?.abort(new Error('given up'));
							},
						};
					},
				};

				function send(): void {
					attempt += 1;
					const own = attempt;
					dispatcher.dispatch(
						{
							origin: url.origin,
							path: `${url.pathname}${url.search}`,
							method: 'POST',
							headers: { ...headers, ...TRANSPORT_HEADERS },
							body,
						},
						{
							onRequestStart(started) {
								controller = started;
								if (aborted) started.abort(new Error('given up before it was sent'));
								else starting = start;
							},
							onResponseStart(started, status, responseHeaders) {
								// Some servers say goodbye to an idle connection in words, which are no answer.
								if (handler === null) started.abort(new Error('answered before it was asked'));
								// 102 and 103 only announce the response.
								if (handler === null || status < 200) return;
								answered = true;
								const atNs = reads.currentNs;
								const firstByteNs = socketFacts?.firstByteNs ?? atNs;
								report((to) => to.onHead(atNs, firstByteNs, status, flatten(responseHeaders)));
							},
							onResponseData(started, chunk) {
								const read = reads.current;
								const atNs = reads.currentNs;
								waitingBytes += chunk.length;
								if (waitingBytes > MOST_WAITING_BYTES) {
									started.abort(Object.assign(new Error('it sent faster than could be read'), { code: 'FLOODED' }));
									return;
								}
								for (let start = 0; start < chunk.length; start += PART_BYTES) {
									const part = chunk.subarray(start, start + PART_BYTES);
									report((to) => {
										waitingBytes -= part.length;
										to.onBody(read, atNs, part);
									});
								}
							},
							onResponseEnd() {
								const atNs = reads.currentNs;
								finish();
								// undici takes the connection back one turn of the loop later. Whoever asks again before that is
								// given a new connection, and waits for it to be opened.
								setImmediate(() => report((to) => to.onEnd(atNs)));
							},
							onResponseError(_controller, error) {
								if (own !== attempt) return;
								const atNs = clock.now();
								finish();
								reuseFailed ||= !answered && !aborted && (socketFacts?.requests ?? 0) > 1;
								if (handler === null) {
									lost = true;
									return;
								}
								const coded = withCode(error, usedSocket?.readableEnded ?? false);
								report((to) => to.onError(atNs, coded));
							},
						},
					);
				}
			}
		},
	};
}

function takeLive(sockets: Socket[]): Socket | null {
	for (;;) {
		const socket = sockets.shift();
		if (!socket) return null;
		if (!socket.destroyed && socket.readable) return socket;
	}
}

function isAboutSocket(message: unknown): message is { readonly socket: Socket } {
	return typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket;
}

/** undici means to give its parser's errors the code of llhttp, `HPE_…`, and gives them none. */
function withCode(error: Error, peerHasEnded: boolean): Error {
	if (!(error instanceof errors.HTTPParserError)) return error;
	const code = peerHasEnded ? 'HPE_INVALID_EOF_STATE' : 'HPE_INVALID';
	return Object.assign(new Error(error.message, { cause: error }), { code });
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
	const flat: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
	}
	return flat;
}
