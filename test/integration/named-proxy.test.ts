import { afterEach, describe, expect, it } from 'vitest';
import { DONE, FINISH, text } from '../support/fake-session.ts';
import { providerAt, startTestRace } from '../support/test-race.ts';
import { httpChunk, LAST_CHUNK, STREAM_HEAD, startWireServer, type WireServer } from '../support/wire-server.ts';

let server: WireServer;
afterEach(() => server.close());

describe('the health of a run', () => {
	// Would catch a report that says of every run that no proxy was seen.
	it.each([
		['via', '\r\nvia: 1.1 squid\r\n\r\n', true],
		['cf-ray', '\r\nCF-RAY: 8f0c1d2e3a4b5c6d-FRA\r\n\r\n', true],
		['no such header', '\r\nserver: uvicorn\r\n\r\n', false],
	])('says whether a proxy named itself in an answer: %s', async (_, headers, proxied) => {
		server = await startWireServer();
		const { done } = startTestRace([providerAt(server.baseUrl)]);
		const connection = await server.accept();
		await connection.request();
		const head = STREAM_HEAD.replace('\r\n\r\n', headers);
		await connection.write(head + httpChunk(text('Hi')) + httpChunk(FINISH + DONE) + LAST_CHUNK);
		const recording = await done;
		expect(recording.requests[0]?.ended?.state).toBe('completed');
		expect(recording.measured?.proxied).toBe(proxied);
	});
});
