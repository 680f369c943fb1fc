import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROSE, REASONING } from '../../src/main/simulator/prose.ts';
import { type Simulator, startSimulator } from '../../src/main/simulator/start-simulator.ts';
import { tokenByteLengths } from '../../src/main/tokenizer/o200k.ts';
import { type Chunk, chatBody, chunksOf, postChat } from '../support/plain-chat-client.ts';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ seed: 11 });
});
afterAll(async () => {
	await simulator.close();
});

function contentOf(chunks: readonly Chunk[], field: 'content' | 'reasoning_content' = 'content'): string {
	return chunks.map((chunk) => chunk.choices[0]?.delta[field] ?? '').join('');
}

/** The text of the first so many tokens. */
function opening(text: string, tokens: number): string {
	const bytes = tokenByteLengths(text)
		.slice(0, tokens)
		.reduce((sum, length) => sum + length, 0);
	return Buffer.from(text).toString('utf8', 0, bytes);
}

/** A raw connection that has sent a chat request. */
async function rawChat(persona: string): Promise<Socket> {
	const socket = connect(Number(new URL(simulator.origin).port), '127.0.0.1');
	await once(socket, 'connect');
	const body = chatBody({ max_tokens: 200 });
	const head = `POST /${persona}/v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}`;
	socket.write(`${head}\r\n\r\n${body}`);
	return socket;
}

describe('a completed stream', () => {
	// Would catch a frame that no OpenAI client can read, and text that differs from the tokens that are claimed.
	it('is a role, one chunk per token of the prose, a finish, the usage and the terminator', async () => {
		const answer = await postChat(
			simulator.baseUrl('steady'),
			chatBody({ max_tokens: 20, stream_options: { include_usage: true } }),
		);
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toContain('text/event-stream');
		expect(answer.headers['content-encoding']).toBeUndefined();
		expect(answer.frames.at(-1)).toBe('data: [DONE]');
		const chunks = chunksOf(answer);
		expect(chunks).toHaveLength(1 + 20 + 1 + 1);
		expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
		expect(contentOf(chunks)).toBe(opening(PROSE, 20));
		expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length');
		expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
		expect(chunks.at(-1)).toMatchObject({
			choices: [],
			usage: {
				prompt_tokens: tokenByteLengths('Say something.').length,
				completion_tokens: 20,
				completion_tokens_details: { reasoning_tokens: 0 },
			},
		});
	});

	it('says nothing of usage unless asked', async () => {
		const answer = await postChat(simulator.baseUrl('chunked'), chatBody({ max_completion_tokens: 16 }));
		expect(answer.body).not.toContain('usage');
		expect(contentOf(chunksOf(answer))).toBe(opening(PROSE, 16));
	});

	it('thinks in reasoning_content before it writes, and counts both', async () => {
		const body = chatBody({ max_tokens: 70, stream_options: { include_usage: true } });
		const chunks = chunksOf(await postChat(simulator.baseUrl('reasoning'), body));
		expect(contentOf(chunks, 'reasoning_content')).toBe(opening(REASONING, 60));
		expect(contentOf(chunks)).toBe(opening(PROSE, 10));
		expect(chunks.at(-1)?.usage).toMatchObject({
			completion_tokens: 70,
			completion_tokens_details: { reasoning_tokens: 60 },
		});
	});

	// Would catch a dialect of our own: the vendor's client is the judge.
	it('is understood by the official client', async () => {
		const client = new OpenAI({ apiKey: 'any', baseURL: simulator.baseUrl('speculative'), maxRetries: 0 });
		const stream = await client.chat.completions.create({
			model: 'sim-70b',
			messages: [{ role: 'user', content: 'Say something.' }],
			max_tokens: 12,
			stream: true,
		});
		let text = '';
		for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
		expect(text).toBe(opening(PROSE, 12));
		const models = await client.models.list();
		expect(models.data.map(({ id }) => id)).toEqual(['sim-70b']);
	});

	// Would catch a connection that is closed after each answer: every request of a race would be cold.
	it('leaves the connection open for the next request', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const ask = () => postChat(simulator.baseUrl('chunked'), chatBody({ max_tokens: 1 }), { agent });
		const first = await ask();
		const second = await ask();
		agent.destroy();
		expect(second.localPort).toBe(first.localPort);
	});
});

describe('trouble', () => {
	it('malformed: broken and unusual frames, and the whole text all the same', async () => {
		const answer = await postChat(simulator.baseUrl('malformed'), chatBody({ max_tokens: 60 }));
		expect(answer.frames).toContain(': keep-alive');
		expect(answer.frames.filter((frame) => frame.startsWith('data:{'))).toHaveLength(1);
		const broken = answer.frames.filter((frame) => frame.endsWith('"content":'));
		expect(broken).toHaveLength(2);
		const whole = { ...answer, frames: answer.frames.filter((frame) => !broken.includes(frame)) };
		expect(contentOf(chunksOf(whole))).toBe(opening(PROSE, 60));
		expect(chunksOf(whole).at(-1)?.choices[0]?.finish_reason).toBe('length');
		expect(answer.frames.at(-1)).toBe('data: [DONE]');
	});

	it('cut: the socket is destroyed, with no finish and no terminator', async () => {
		const answer = await postChat(simulator.baseUrl('cut'), chatBody({ max_tokens: 20 }));
		expect(answer.brokenOff).not.toBeNull();
		expect(contentOf(chunksOf(answer))).toBe(opening(PROSE, 10));
		expect(answer.body).not.toContain('[DONE]');
		expect(answer.body).not.toMatch(/"finish_reason":"/);
	});

	it('error: an error frame, then a proper end without a terminator', async () => {
		const answer = await postChat(simulator.baseUrl('error'), chatBody({ max_tokens: 20 }));
		expect(answer.brokenOff).toBeNull();
		expect(chunksOf(answer).at(-1)?.error?.message).toContain('error');
		expect(answer.body).not.toContain('[DONE]');
	});

	it('rate-limited: 429 with a retry-after in seconds and a JSON error', async () => {
		const answer = await postChat(simulator.baseUrl('rate-limited'), chatBody());
		expect(answer.status).toBe(429);
		expect(answer.headers['retry-after']).toBe('2');
		expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
	});

	// Would catch an echo that is altered, and would then prove nothing about the app's redaction.
	it('key-echo: 401 that repeats the key to the letter', async () => {
		const key = "sk-$&-$1-\\$'";
		const answer = await postChat(simulator.baseUrl('key-echo'), chatBody(), { key });
		expect(answer.status).toBe(401);
		expect(JSON.parse(answer.body).error.message).toContain(key);
	});

	// Would catch a head or a byte sent early: a client's first-byte time-out could then not be tried.
	it('silent: takes the request, keeps the connection and sends nothing', async () => {
		const socket = await rawChat('silent');
		let bytes = 0;
		socket.on('data', (piece) => {
			bytes += piece.length;
		});
		// Another persona's whole stream is the clock: the silent one was asked before it.
		await postChat(simulator.baseUrl('steady'), chatBody({ max_tokens: 5 }));
		expect(bytes).toBe(0);
		expect(socket.readyState).toBe('open');
		expect((await simulator.emissions()).findLast(({ persona }) => persona === 'silent')).toMatchObject({
			frames: [],
			ended: null,
		});
		socket.destroy();
	});

	// Would catch a stream that goes on for nobody, taking the simulator's time from the others.
	it('stops when the client leaves', async () => {
		const socket = await rawChat('steady');
		await once(socket, 'data');
		socket.destroy();
		const find = async () => (await simulator.emissions()).findLast(({ persona }) => persona === 'steady');
		await expect.poll(async () => (await find())?.ended, { timeout: 30_000 }).toBe('disconnected');
		expect((await find())?.frames.length).toBeLessThan(20);
	});
});

describe('a request that cannot be served', () => {
	it('names the known providers where the persona is unknown', async () => {
		const answer = await postChat(`${simulator.origin}/nobody/v1`, chatBody());
		expect(answer.status).toBe(404);
		expect(JSON.parse(answer.body).error.message).toMatch(/nobody.*steady, bursty, stalling/);
	});

	it('is refused in OpenAI’s shape, and is not a request of the persona’s count', async () => {
		const answer = await postChat(simulator.baseUrl('slow-first'), chatBody({ max_tokens: -1 }));
		expect(answer.status).toBe(400);
		expect(JSON.parse(answer.body).error).toMatchObject({ type: 'invalid_request_error', param: 'max_tokens' });
		expect((await simulator.emissions()).some(({ persona }) => persona === 'slow-first')).toBe(false);
	});

	it.each([
		['GET', '/steady/v1/chat/completions', 405],
		['POST', '/emissions', 405],
		['GET', '/steady/v1/embeddings', 404],
		['GET', '/', 404],
	])('%s %s: %i', async (method, path, status) => {
		const response = await fetch(simulator.origin + path, { method });
		expect(response.status).toBe(status);
		expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
	});
});
