import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aimock, startAimock } from './aimock.ts';
import { MANY_SCRIPTS, PROSE } from './fixture-texts.ts';
import { completion, startMockLlm } from './mock-llm.ts';
import { type Peer, peersInstalled, skipWithoutPeers } from './peer-process.ts';
import { gapsMs, race, textOf, textPieces } from './peer-race.ts';
import { countTokens, countTokensPerPiece } from './token-oracle.ts';

const CHUNK_SIZE = 13;
const INTERVAL_MS = 25;
const TEXTS = [
	{ model: 'prose', text: PROSE },
	{ model: 'scripts', text: MANY_SCRIPTS },
	// The one chunk is the first and the last: it holds the role, the text and the finish reason.
	{ model: 'one-chunk', text: 'All at once.' },
];
const refusal = { error: { message: 'You are over your quota.', type: 'insufficient_quota', code: 'quota_exceeded' } };

// Another's server again, because it differs where others are alike: no chunk for the role or the finish alone, no usage.
describe('a race against mock-llm', () => {
	skipWithoutPeers();
	let mockLlm: Peer;
	let aimock: Aimock;
	beforeAll(async () => {
		if (!peersInstalled) return;
		mockLlm = await startMockLlm(
			[
				...TEXTS.map(({ model, text }) => ({ model, status: 200, body: completion(text) })),
				{ model: 'nothing', status: 200, body: completion('') },
				{ model: 'refused', status: 429, body: refusal },
				{ model: 'broken', status: 200, body: 'no JSON' },
			],
			{ chunkSize: CHUNK_SIZE, chunkIntervalMs: INTERVAL_MS },
		);
		aimock = await startAimock([
			{ match: { model: 'prose' }, response: { content: PROSE }, chunkSize: 4, latency: 10 },
		]);
	});
	afterAll(async () => {
		await mockLlm?.stop();
		await aimock?.stop();
	});
	const at = (model: string) => ({ baseUrl: mockLlm.baseUrl, model });

	// Text that shares a chunk with the role or with the finish reason is easily dropped.
	test('gets the first text with its role and the last with its finish reason', async () => {
		const outcome = await race(TEXTS.map(({ model }) => at(model)));
		for (const { model, text } of TEXTS) {
			const one = outcome.answer(model);
			const chunks = Math.ceil(text.length / CHUNK_SIZE);
			expect(textOf(one), model).toBe(text);
			expect(one.arrivals, model).toHaveLength(chunks);
			expect(one.commonTokens, model).toEqual(countTokensPerPiece(textPieces(one)));
			expect(outcome.score(model), model).toMatchObject({
				status: 'completed',
				outputTokens: countTokens(text),
				nativeTokens: null,
			});
			expect(one.ended, model).toMatchObject({
				state: 'completed',
				finishReason: 'stop',
				finishedNs: one.arrivals.at(-1)?.atNs,
				terminated: true,
				usage: null,
				counts: { frames: chunks + 1, emptyFrames: 0, malformedFrames: 0 },
			});
		}
	});

	test('shows the pace of the server in the time to the first token and between the chunks', async () => {
		const outcome = await race([at('prose')]);
		const gaps = gapsMs(outcome.answer('prose')).sort((one, other) => one - other);
		const score = outcome.score('prose');
		expect(score.ttftMs).toBeGreaterThan(INTERVAL_MS - 2);
		expect(gaps[Math.floor(gaps.length / 2)]).toBeGreaterThan(INTERVAL_MS - 5);
		expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThan(INTERVAL_MS * 3);
		expect(score.endToEndMs).toBeGreaterThan(gaps.length * (INTERVAL_MS - 2));
	});

	test('takes an answer without any text as completed, without a token and worth nothing', async () => {
		const outcome = await race([at('nothing')]);
		expect(outcome.answer('nothing').ended).toMatchObject({ state: 'completed', finishReason: 'stop' });
		expect(outcome.score('nothing')).toMatchObject({ n: 1, outputTokens: 0, ttftMs: null, fluidityIndex: 0 });
	});

	// Status 200 and an error inside, without a last word: an empty success if nobody looks.
	test('takes an error that is streamed under status 200 as a failure', async () => {
		const outcome = await race([at('refused')]);
		const one = outcome.answer('refused');
		expect(one.responded?.status).toBe(200);
		expect(one.ended).toMatchObject({
			state: 'failed-before-first-token',
			terminated: false,
			failure: { kind: 'protocol', phase: 'stream', code: 'quota_exceeded', message: 'You are over your quota.' },
		});
		expect(outcome.score('refused')).toMatchObject({ n: 1, fluidityIndex: 0, outputTokens: null });
	});

	test('says what the server said where it has no answer', async () => {
		const outcome = await race([
			{ baseUrl: `${mockLlm.origin}/v2`, model: 'prose', name: 'unknown path' },
			{ ...at('unheard-of'), name: 'unknown model' },
			{ ...at('broken'), name: 'its own error' },
		]);
		expect(outcome.answer('unknown path').ended?.failure).toMatchObject({
			kind: 'http',
			status: 404,
			message: 'Cannot POST /v2/chat/completions',
		});
		expect(outcome.answer('unknown model').ended?.failure).toMatchObject({
			kind: 'http',
			status: 404,
			message: 'Cannot POST /v1/chat/completions',
		});
		expect(outcome.answer('its own error').ended?.failure).toMatchObject({
			kind: 'http',
			status: 500,
			message: expect.stringContaining('JSON'),
		});
	});

	// Two servers, two ways to cut, one text: unlike counts would rank them by their chunks.
	test('counts the same text alike from both servers, released together, over rounds', async () => {
		const rounds = 3;
		const outcome = await race(
			[
				{ ...at('prose'), name: 'mock-llm' },
				{ baseUrl: aimock.baseUrl, model: 'prose', name: 'aimock' },
			],
			{ rounds },
		);
		const ours = outcome.answers('mock-llm');
		const theirs = outcome.answers('aimock');
		for (const answers of [ours, theirs]) {
			expect(answers.map(textOf)).toEqual([PROSE, PROSE, PROSE]);
			expect(answers.map(({ sent }) => sent?.connection.reused)).toEqual([false, true, true]);
		}
		expect(ours.map(({ released }) => released?.atNs)).toEqual(theirs.map(({ released }) => released?.atNs));
		expect(outcome.score('mock-llm').outputTokens).toBe(rounds * countTokens(PROSE));
		expect(outcome.score('aimock').outputTokens).toBe(rounds * countTokens(PROSE));
		// aimock guesses its usage from the length; mock-llm says nothing.
		expect(outcome.score('aimock').nativeTokens).toBe(
			theirs.reduce((sum, { ended }) => sum + (ended?.usage?.completionTokens ?? Number.NaN), 0),
		);
		expect(outcome.score('mock-llm').nativeTokens).toBeNull();
	});
});
