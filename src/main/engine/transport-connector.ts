import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import type { ConnectionFacts } from '../../core/events.ts';
import { type Clock, type Ns, ns } from '../../core/time.ts';

/** What is known of a connection, and what its current request needs. */
export interface SocketFacts {
	readonly openedNs: Ns;
	readonly lookupNs: Ns | null;
	readonly connectNs: Ns | null;
	readonly secureNs: Ns | null;
	requests: number;
	busy: boolean;
	/** The first read since the last request was sent. */
	firstByteNs: Ns | null;
}

/** What is recorded of a connection whose next request is about to be written. `releasedNs` is null before its release. */
export function connectionFacts(socket: Socket, known: SocketFacts, releasedNs: Ns | null): ConnectionFacts {
	const reused = known.requests > 0;
	return {
		reused,
		cold: !reused && releasedNs !== null && known.openedNs > releasedNs,
		lookupNs: known.lookupNs,
		connectNs: known.connectNs,
		secureNs: known.secureNs,
		remoteAddress: socket.remoteAddress ?? null,
		protocol: (socket instanceof TLSSocket && socket.alpnProtocol) || 'http/1.1',
	};
}

/**
 * undici's connector, with each step timed. `facts` has a connection, and `stampReads` was called with it, before `done`
 * is told of it.
 */
export function watchedConnector(
	clock: Clock,
	timeoutMs: number,
	facts: WeakMap<Socket, SocketFacts>,
	stampReads: (socket: Socket) => void,
) {
	const build = buildConnector({ allowH2: false, timeout: timeoutMs });
	return (options: buildConnector.Options, done: buildConnector.Callback): Socket => {
		const startedNs = clock.now();
		let resolvedNs: Ns | null = null;
		let connectedNs: Ns | null = null;
		// Declared as returning nothing, but the connector hands back the socket it opens.
		const socket: unknown = build(options, (...outcome) => {
			if (outcome[0] === null) {
				const doneNs = clock.now();
				facts.set(outcome[1], {
					openedNs: doneNs,
					lookupNs: resolvedNs === null ? null : ns(resolvedNs - startedNs),
					connectNs: connectedNs === null ? null : ns(connectedNs - (resolvedNs ?? startedNs)),
					secureNs: outcome[1] instanceof TLSSocket && connectedNs !== null ? ns(doneNs - connectedNs) : null,
					requests: 0,
					busy: false,
					firstByteNs: null,
				});
				stampReads(outcome[1]);
			}
			done(...outcome);
		});
		if (!isSocket(socket)) throw new Error('the connector returned no socket');
		socket.once('lookup', () => {
			resolvedNs = clock.now();
		});
		// undici's own listener for plain connections came first, so this one must precede it.
		socket.prependOnceListener('connect', () => {
			connectedNs = clock.now();
		});
		return socket;
	};
}

function isSocket(value: unknown): value is Socket {
	return typeof value === 'object' && value !== null && 'prependOnceListener' in value && 'setNoDelay' in value;
}
