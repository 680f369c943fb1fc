import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { type Clock, ns } from '../../src/core/time.ts';
import { type SocketFacts, watchedConnector } from '../../src/main/engine/transport-connector.ts';
import { startWireServer } from '../support/wire-server.ts';

// Would catch the look-up of a name counted in the time that TCP took, or a step that is dated twice.
it('each step to a connection is timed once, from the end of the one before', async () => {
	const server = await startWireServer();
	/** Ticks at every reading: the start, the look-up, the connection, its hand-over. */
	let readings = 0;
	const clock: Clock = { now: () => ns(10 ** readings++) };
	const facts = new WeakMap<Socket, SocketFacts>();
	const connect = watchedConnector(clock, 5_000, facts, () => {});
	const target = { protocol: 'http:', hostname: 'localhost', host: 'localhost', port: String(server.port) };
	const socket = await new Promise<Socket>((resolve, reject) => {
		connect(target, (...outcome) => (outcome[0] === null ? resolve(outcome[1]) : reject(outcome[0])));
	});
	expect(facts.get(socket)).toMatchObject({ lookupNs: 10 - 1, connectNs: 100 - 10, secureNs: null, openedNs: 1_000 });
	const closed = once(socket, 'close');
	socket.destroy();
	await closed;
	await server.close();
});
