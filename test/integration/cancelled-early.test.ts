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
	const recording = await done;
	expect(server.connections).toEqual([]);
	expect(recording.measured).not.toBeNull();
	expect(recording.requests.map(({ released, ended }) => [released, ended])).toEqual([
		[null, null],
		[null, null],
	]);
});
