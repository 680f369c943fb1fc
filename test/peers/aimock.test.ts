import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aimock, type AimockFixture, startAimock } from './aimock.ts';
import { MANY_SCRIPTS, PROSE } from './fixture-texts.ts';
import { peersInstalled, skipWithoutPeers } from './peer-process.ts';
import { race, textOf, textPieces } from './peer-race.ts';
import { countTokens, countTokensPerPiece } from './token-oracle.ts';

const NATIVE = 77;
const usage = { prompt_tokens: 11, completion_tokens: NATIVE, total_tokens: 11 + NATIVE };

const CHUNKINGS = [
	{ text: PROSE, chunkSize: 1 },
	{ text: PROSE, chunkSize: 9 },
	{ text: PROSE, chunkSize: 10_000 },
	{ text: MANY_SCRIPTS, chunkSize: 1 },
	{ text: MANY_SCRIPTS, chunkSize: 7 },
	{ text: MANY_SCRIPTS, chunkSize: 10_000 },
].map((chunking) => ({
	...chunking,
	model: `${chunking.text === PROSE ? 'prose' : 'scripts'}-by-${chunking.chunkSize}`,
}));

const ERRORS = [
	{ status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
	{ status: 401, type: 'authentication_error', code: 'invalid_api_key' },
	{ status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded', retryAfter: 7 },
	{ status: 500, type: 'server_error', code: 'internal_error' },
	{ status: 503, type: 'server_error', code: 'overloaded' },
].map((error) => ({ ...error, model: `error-${error.status}`, message: `This is what ${error.status} says.` }));

const FINISHES = ['stop', 'length', 'content_filter'];

const answer = (
	model: string,
	content: string,
	rest: Omit<AimockFixture, 'match' | 'response'> = {},
): AimockFixture => ({
	match: { model },
	response: { content, usage },
	...rest,
});

const fixtures: readonly AimockFixture[] = [
	...CHUNKINGS.map(({ model, text, chunkSize }) => answer(model, text, { chunkSize, latency: 1 })),
	answer('unpaced', PROSE, { chunkSize: 4 }),
	...FINISHES.map((finishReason) => ({
		match: { model: `ends-${finishReason}` },
		response: { content: 'Short.', finishReason },
	})),
	{
		match: { model: 'calls-a-tool' },
		response: { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Oslo"}' }] },
	},
	{
		match: { model: 'reasons' },
		response: { reasoning: 'First a thought, then another one.', content: PROSE, usage },
		chunkSize: 8,
		latency: 10,
	},
	answer('prompt', PROSE, { chunkSize: 40, streamingProfile: { ttft: 20, tps: 50 } }),
	answer('late', PROSE, { chunkSize: 40, streamingProfile: { ttft: 700, tps: 50 } }),
	answer('pauses', PROSE, {
		chunkSize: 40,
		// The role, three pieces of text, a pause, and the rest.
		recordedTimings: { ttftMs: 10, interChunkDelaysMs: [10, 10, 10, 3000, 10, 10, 10, 10], totalDurationMs: 3100 },
	}),
	answer('cut', PROSE, { chunkSize: 10, latency: 20, truncateAfterChunks: 6 }),
	answer('cut-at-once', PROSE, { chunkSize: 10, latency: 20, truncateAfterChunks: 1 }),
	answer('silent', PROSE, { latency: 30_000 }),
	answer('endless', PROSE.repeat(20), { chunkSize: 5, latency: 10 }),
	...ERRORS.map(({ model, status, message, type, code, retryAfter }) => ({
		match: { model },
		response: { error: { message, type, code }, status, ...(retryAfter === undefined ? {} : { retryAfter }) },
	})),
];

describe('a race against aimock', () => {
	skipWithoutPeers();
	let aimock: Aimock;
	beforeAll(async () => {
		if (peersInstalled) aimock = await startAimock(fixtures);
	});
	afterAll(() => aimock?.stop());
	const at = (model: string) => ({ baseUrl: aimock.baseUrl, model });

	// Catches a character broken where a chunk ends, and any count of chunks instead of tokens.
	test('gets every text whole and counts its tokens alike, however the server cuts it', async () => {
		const outcome = await race(CHUNKINGS.map(({ model }) => at(model)));
		for (const { model, text, chunkSize } of CHUNKINGS) {
			const one = outcome.answer(model);
			const chunks = Math.ceil(text.length / chunkSize);
			expect(textOf(one), model).toBe(text);
			expect(one.arrivals, model).toHaveLength(chunks);
			expect(one.commonTokens, model).toEqual(countTokensPerPiece(textPieces(one)));
			expect(outcome.score(model), model).toMatchObject({
				status: 'completed',
				failures: [],
				n: 1,
				outputTokens: countTokens(text),
				nativeTokens: NATIVE,
			});
			expect(one.ended, model).toMatchObject({
				state: 'completed',
				finishReason: 'stop',
				terminated: true,
				usage: { promptTokens: 11, completionTokens: NATIVE, reasoningTokens: null, cachedTokens: null },
				// The role, the text, the finish reason, the usage, [DONE].
				counts: { frames: chunks + 4, emptyFrames: 1, malformedFrames: 0 },
			});
		}
		expect(outcome.scorecard.run.accounting).toBe('common');
	});

	// A server without pauses: many frames per read, and possibly a frame in two reads.
	test('counts and times an answer that comes in bursts', async () => {
		const outcome = await race([at('unpaced')]);
		const one = outcome.answer('unpaced');
		expect(textOf(one)).toBe(PROSE);
		expect(outcome.score('unpaced').outputTokens).toBe(countTokens(PROSE));
		expect(one.ended?.counts.multiFrameReads).toBeGreaterThan(0);
		const momentOfRead = new Map(one.arrivals.map(({ read, atNs }) => [read, atNs]));
		expect(one.arrivals.every(({ read, atNs }) => momentOfRead.get(read) === atNs)).toBe(true);
		expect(
			one.arrivals.every(({ read, atNs }, index) => {
				const before = one.arrivals[index - 1];
				return !before || (read >= before.read && atNs >= before.atNs);
			}),
		).toBe(true);
	});

	test('reads every finish reason', async () => {
		const outcome = await race(FINISHES.map((finishReason) => at(`ends-${finishReason}`)));
		for (const finishReason of FINISHES) {
			expect(outcome.answer(`ends-${finishReason}`).ended).toMatchObject({
				state: 'completed',
				finishReason,
				failure: null,
			});
		}
	});

	// Tool calls taken for text would be read aloud as such, and counted.
	test('keeps the call of a tool apart from text', async () => {
		const outcome = await race([at('calls-a-tool')]);
		const one = outcome.answer('calls-a-tool');
		expect(one.ended).toMatchObject({ state: 'completed', finishReason: 'tool_calls' });
		expect(new Set(one.arrivals.map(({ kind }) => kind))).toEqual(new Set(['tool']));
		expect(one.arrivals.map(({ text }) => text).join('')).toContain('{"city":"Oslo"}');
		expect(outcome.score('calls-a-tool')).toMatchObject({ outputTokens: 0, fluidityIndex: 0 });
	});

	// Reasoning in the count or in the first visible token's time would flatter whoever thinks aloud.
	test('counts reasoning apart from the text, and into the wait for it', async () => {
		const outcome = await race([at('reasons')]);
		const one = outcome.answer('reasons');
		const score = outcome.score('reasons');
		expect(textOf(one)).toBe(PROSE);
		expect(
			one.arrivals
				.filter(({ kind }) => kind === 'reasoning')
				.map(({ text }) => text)
				.join(''),
		).toBe('First a thought, then another one.');
		expect(score.outputTokens).toBe(countTokens(PROSE));
		// Five pieces of reasoning and the role come first, 10 ms before each.
		expect((score.firstVisibleMs ?? 0) - (score.ttftMs ?? 0)).toBeGreaterThan(40);
	});

	// The role's chunk comes first and is no token: a TTFT taken there is 20 ms short.
	test('shows the latency profile in the time to the first token', async () => {
		const outcome = await race([at('prompt'), at('late')]);
		const prompt = outcome.score('prompt');
		const late = outcome.score('late');
		// Timers of the server may fire up to a millisecond early, once per pause.
		expect(prompt.ttftMs).toBeGreaterThan(20 + 20 - 2);
		expect(late.ttftMs).toBeGreaterThan(700 + 20 - 2);
		expect(late.ttftMs).toBeLessThan(700 + 20 + 1500);
		expect(late.ttftMs).toBe(late.firstVisibleMs);
		expect((late.ttftMs ?? 0) - (prompt.ttftMs ?? 0)).toBeGreaterThan(300);
		expect(late.missedDeadlines).toBeGreaterThan(0);
	});

	// A pause put on the wrong token, or lost in an average, is the one thing this program must not get wrong.
	test('finds a pause as one stall, at the token that came after it', async () => {
		const outcome = await race([at('pauses')], { deadlines: { firstMs: 1000, eachMs: 10, stallMs: 500 } });
		const score = outcome.score('pauses');
		const tokens = countTokensPerPiece(textPieces(outcome.answer('pauses')));
		const before = tokens.slice(0, 3).reduce((sum, count) => sum + count, 0);
		// Each token before it saved 10 ms up, and the first one 1000 ms: that much later was the next one due.
		const leastWaitMs = 3000 - 1000 - 10 * before;
		const [stall, ...others] = score.stalls;
		expect(others).toEqual([]);
		expect(stall).toMatchObject({ round: 1, token: before });
		expect(stall?.waitMs).toBeGreaterThan(leastWaitMs);
		expect(stall?.waitMs).toBeLessThan(leastWaitMs + 1000);
		expect(stall?.missed).toBe(Math.floor((stall?.waitMs ?? 0) / 10) + 1);
		expect(score.tbtMs.max).toBeGreaterThan(2995);
	});

	// A cut stream taken for a short answer would win the race.
	test('calls a stream that is cut in the middle truncated, and lets no other pay for it', async () => {
		const outcome = await race([at('cut'), at('prompt')]);
		const cut = outcome.answer('cut');
		// The role and four pieces left the server; the sixth chunk went down with the socket.
		expect(textOf(cut)).toBe(PROSE.slice(0, 40));
		expect(cut.ended).toMatchObject({
			state: 'truncated',
			finishReason: null,
			terminated: false,
			usage: null,
			failure: { kind: 'truncated', phase: 'stream' },
		});
		expect(outcome.score('cut')).toMatchObject({
			status: 'truncated',
			outputTokens: countTokens(PROSE.slice(0, 40)),
			nativeTokens: null,
			fluidityIndex: 0,
			ttftMs: null,
		});
		expect(outcome.score('prompt')).toMatchObject({ status: 'completed', failures: [] });
		expect(textOf(outcome.answer('prompt'))).toBe(PROSE);
	});

	test('calls a stream that is cut before its first token failed', async () => {
		const outcome = await race([at('cut-at-once')]);
		expect(outcome.answer('cut-at-once').ended).toMatchObject({ state: 'failed-before-first-token' });
		expect(outcome.score('cut-at-once')).toMatchObject({ fluidityIndex: 0, outputTokens: null });
		expect(outcome.score('cut-at-once').failures).toHaveLength(1);
	});

	// A retry behind the user's back would hide the failure and load the provider twice.
	test('takes an error status as the failure it is, with its code and words, and asks only once', async () => {
		const outcome = await race(ERRORS.map(({ model }) => at(model)));
		for (const { model, status, code, message, retryAfter } of ERRORS) {
			expect(outcome.answer(model).ended, model).toMatchObject({
				state: 'failed-before-first-token',
				failure: {
					kind: 'http',
					status,
					code,
					message,
					retryAfterMs: retryAfter === undefined ? null : retryAfter * 1000,
				},
			});
			expect(outcome.answer(model).responded?.status, model).toBe(status);
			expect(await aimock.requests(model), model).toHaveLength(1);
		}
		expect(outcome.answer('error-429').responded?.headers).toMatchObject({ 'retry-after': '7' });
	});

	test('gives up on a server that says nothing', async () => {
		const outcome = await race([at('silent')], { idleMs: 500 });
		expect(outcome.answer('silent').ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'timeout', code: 'idle-timeout' },
		});
	});

	test('can be cancelled in the middle, and keeps what came until then', async () => {
		const outcome = await race([at('endless')], {
			onBatch: (underWay) => {
				const [one] = underWay.recording().requests;
				if (one && one.arrivals.length > 5 && one.ended === null) underWay.cancel();
			},
		});
		const one = outcome.answer('endless');
		expect(one.ended).toMatchObject({ state: 'cancelled', failure: { kind: 'aborted' } });
		expect(PROSE.repeat(20).startsWith(textOf(one))).toBe(true);
		expect(one.commonTokens).toEqual(countTokensPerPiece(textPieces(one)));
		expect(outcome.score('endless')).toMatchObject({ status: 'cancelled', n: 0, fluidityIndex: null });
	});

	// A connection opened anew each round puts TCP into every wait; a nonce used twice warms a cache.
	test('asks round after round on one connection, never the same twice, and keeps the key to itself', async () => {
		const key = 'sk-peer-0123456789abcdefghij';
		const tenant = 'tenant-0123456789';
		const before = (await aimock.requests('prompt')).length;
		const outcome = await race([{ ...at('prompt'), key, headers: { 'x-tenant': tenant } }], { rounds: 4 });
		const answers = outcome.answers('prompt');
		expect(answers.map(({ sent }) => sent?.connection.reused)).toEqual([false, true, true, true]);
		expect(answers.map(({ sent }) => sent?.connection.cold)).toEqual([false, false, false, false]);
		expect(answers.map(textOf)).toEqual([PROSE, PROSE, PROSE, PROSE]);
		expect(outcome.score('prompt')).toMatchObject({
			n: 4,
			outputTokens: 4 * countTokens(PROSE),
			nativeTokens: 4 * NATIVE,
		});

		const seen = (await aimock.requests('prompt')).slice(before);
		expect(seen).toHaveLength(4);
		const prompts = seen.map(({ body }) => body.messages.map(({ content }) => content).join());
		expect(new Set(prompts).size).toBe(4);
		expect(new Set(prompts.map((prompt) => prompt.length)).size).toBe(1);
		expect(prompts.every((prompt) => prompt.endsWith('Say what you have.'))).toBe(true);
		for (const { path, headers, body } of seen) {
			expect(path).toBe('/v1/chat/completions');
			// The journal hides the key that it got.
			expect(headers).toMatchObject({
				'accept-encoding': 'identity',
				'x-tenant': tenant,
				authorization: '[REDACTED]',
			});
			expect(body).toMatchObject({ stream: true, stream_options: { include_usage: true }, max_tokens: 512 });
		}
		expect(JSON.stringify(outcome.records)).not.toMatch(new RegExp(`${key}|${tenant}`));
	});
});
