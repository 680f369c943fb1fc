import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import { msToNs } from '../../src/core/time.ts';
import { startRace } from '../../src/main/race.ts';
import { requestOf } from '../support/test-race.ts';

const ANSWER = [
	'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n',
	'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
];

const servers: Server[] = [];

async function startServer(): Promise<{ baseUrl: string; connections(): number }> {
	let connections = 0;
	const server = createServer((request, response) => {
		request.resume();
		request.once('end', () => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (const part of ANSWER) response.write(part);
			response.end();
		});
	});
	servers.push(server);
	server.on('connection', () => {
		connections += 1;
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
	return { baseUrl: `http://127.0.0.1:${address.port}/v1`, connections: () => connections };
}

afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

// A round used to begin before undici had taken the last round's connection back: it opened another, and the wait for
// that one stood in the time to the first token.
test('every round after the first goes out on the connection of the one before, another provider first', async () => {
	const rounds = 12;
	const both = [await startServer(), await startServer()];
	const recording = await startRace(
		{
			providers: both.map(({ baseUrl }, index) => ({
				name: `Provider ${index}`,
				model: 'm',
				baseUrl,
				dialect: 'openai-chat',
				key: null,
				headers: {},
				price: null,
			})),
			prompt: 'Hello?',
			maxTokens: 8,
			rounds,
			deadlines: { firstNs: msToNs(400), eachNs: msToNs(50), stallNs: msToNs(200) },
			definition: DEFAULT_DEFINITION,
			limits: { connectMs: 10_000, idleMs: 10_000, totalMs: 30_000, maxFrameBytes: 65_536 },
		},
		{ record() {}, batch() {} },
	).done;
	const { requests } = recording;
	expect(requests.map(({ ended }) => ended?.state)).toEqual(Array(2 * rounds).fill('completed'));
	expect(requests.filter(({ sent }) => sent?.connection.cold)).toEqual([]);
	expect(requests.filter(({ sent }) => sent?.connection.reused)).toHaveLength(2 * (rounds - 1));
	expect(both.map(({ connections }) => connections())).toEqual([1, 1]);
	// Would catch a first byte that is dated by the answer before.
	for (const { sent, responded, arrivals } of requests) {
		expect(responded?.firstByteNs).toBeGreaterThan(sent?.atNs ?? Number.POSITIVE_INFINITY);
		expect(responded?.firstByteNs).toBeLessThanOrEqual(arrivals[0]?.atNs ?? 0);
	}
	// Would catch a provider that is always written to first.
	const firsts = Array.from({ length: rounds }, (_, index) => {
		const [one, other] = [0, 1].map((provider) => requestOf(recording, provider, index + 1).sent?.atNs ?? 0);
		return Number(one) < Number(other) ? 0 : 1;
	});
	expect(firsts.filter((provider) => provider === 0)).toHaveLength(rounds / 2);
});
