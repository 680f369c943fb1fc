import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { providerAt, startTestRace } from '../support/test-race.ts';
import { startWireServer, type WireServer } from '../support/wire-server.ts';

let server: WireServer;
afterEach(() => server.close());

// Would catch a race that is stopped while the engine still warms up, and asks a provider all the same.
it('a race that is cancelled before its engine is ready opens no connection', async () => {
	server = await startWireServer();
	const { race, done } = startTestRace([providerAt(server.baseUrl)], { rounds: 2 });
	race.cancel();
	const first = server.accept();
	// Nobody answers here: a race that asks all the same would not end for long.
	const recording = await Promise.race([done, first.then(() => null)]);
	if (recording === null) throw new Error('a connection was opened');
	// Connections are accepted in order: one that had come before this would be the first.
	const later = connect(server.port, '127.0.0.1');
	later.write('POST /later HTTP/1.1\r\ncontent-length: 0\r\n\r\n');
	expect((await (await first).request()).head).toContain('POST /later');
	later.destroy();
	expect(recording.measured).not.toBeNull();
	expect(recording.requests.map(({ released, ended }) => [released, ended])).toEqual([
		[null, null],
		[null, null],
	]);
});
