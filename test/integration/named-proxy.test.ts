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

	// Would catch a run that is taken for as clean as any other.
	it('adds up cached prompt tokens and reads with several frames, and names encodings', async () => {
		server = await startWireServer();
		const { done } = startTestRace([providerAt(server.baseUrl)], { rounds: 3 });
		const connection = await server.accept();
		const cached = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 4 } } })}\n\n`;
		for (let round = 0; round < 2; round++) {
			await connection.request();
			await connection.write(STREAM_HEAD + httpChunk(text('Hi') + text('!') + FINISH + cached + DONE) + LAST_CHUNK);
		}
		await connection.request();
		await connection.write(STREAM_HEAD.replace('\r\n\r\n', '\r\ncontent-encoding: gzip\r\n\r\n'));
		const { measured } = await done;
		expect(measured).toMatchObject({ cachedPromptTokens: 8, contentEncodings: ['gzip'], reads: 2, multiFrameReads: 2 });
	});
});
