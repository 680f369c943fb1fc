import { afterEach, describe, expect, it } from 'vitest';
import { text } from '../support/fake-session.ts';
import { providerAt, requestOf, startTestRace } from '../support/test-race.ts';
import {
	httpChunk,
	STREAM_HEAD,
	startWireServer,
	type WireConnection,
	type WireServer,
} from '../support/wire-server.ts';

const servers: WireServer[] = [];
async function serve(): Promise<WireServer> {
	const server = await startWireServer();
	servers.push(server);
	return server;
}
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});

const CLOSING_HEAD = STREAM_HEAD.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');

describe('a provider that cannot answer', () => {
	it('says that nothing listens there', async () => {
		const gone = await startWireServer();
		await gone.close();
		const { ended, sent } = requestOf(await startTestRace([providerAt(gone.baseUrl)]).done);
		expect(sent).toBeNull();
		expect(ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'network', phase: 'connect', code: 'ECONNREFUSED' },
		});
		expect(ended?.failure?.message).toBe(
			`Nothing listens at 127.0.0.1:${gone.port} (connection refused). Is the server running?`,
		);
	});

	// Where there is no network at all, the name cannot be looked up just now.
	it('says that there is no such host', async () => {
		const { ended } = requestOf(await startTestRace([providerAt('http://no-such-host.invalid/v1')]).done);
		expect(ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'network', phase: 'connect', message: expect.stringContaining('no-such-host.invalid') },
		});
		expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(ended?.failure?.code);
	});

	it.each([
		['speaks something else', 'SSH-2.0-OpenSSH_9.9\r\n', 'protocol'],
		['answers with bad HTTP', 'HTTP/1.1 banana\r\n\r\n', 'protocol'],
		['closes at once', '', 'network'],
	])('%s', async (_, said, kind) => {
		const server = await serve();
		const { done } = startTestRace([providerAt(server.baseUrl)]);
		const connection = await server.accept();
		await connection.request();
		if (said !== '') await connection.write(said);
		connection.end();
		expect(requestOf(await done).ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind, phase: 'headers' },
		});
		// A second try would hide the failure.
		expect(server.connections).toHaveLength(1);
	});

	it.each([
		['is reset', (connection: WireConnection) => connection.reset()],
		['ends before its last chunk', (connection: WireConnection) => connection.end()],
		['ends before its last chunk, as it had announced', (connection: WireConnection) => connection.end(), CLOSING_HEAD],
		['goes on with bad HTTP', (connection: WireConnection) => void connection.write('nonsense\r\n')],
	])('after its first token is marked as such where the stream %s', async (how, then, head = STREAM_HEAD) => {
		const server = await serve();
		const { done, arrival } = startTestRace([providerAt(server.baseUrl)]);
		const connection = await server.accept();
		await connection.request();
		await connection.write(head + httpChunk(text('one')));
		await arrival((each) => each.text === 'one');
		then(connection);
		const { ended, arrivals } = requestOf(await done);
		expect(arrivals).toHaveLength(1);
		expect(ended?.state).toBe(how === 'goes on with bad HTTP' ? 'failed-after-first-token' : 'truncated');
	});

	// Would catch a throw inside the engine, or a key in a message about its own characters.
	it('is not reached with a key that no header can carry', async () => {
		const server = await serve();
		const key = 'sk-0123456789\nabcdef';
		const { requests } = await startTestRace([providerAt(server.baseUrl, { key })]).done;
		expect(requests[0]?.ended).toMatchObject({ state: 'failed-before-first-token', failure: { phase: 'connect' } });
		expect(JSON.stringify(requests)).not.toContain('0123456789');
	});
});
