import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aimock, startAimock } from './aimock.ts';
import { PROSE } from './fixture-texts.ts';
import { completion, startMockLlm } from './mock-llm.ts';
import { type Peer, peersInstalled, skipWithoutPeers } from './peer-process.ts';
import { countTokens } from './token-oracle.ts';

const commandLine = join(import.meta.dirname, '..', '..', 'src', 'main', 'cli', 'main.ts');

async function fluidity(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
	const child = spawn(process.execPath, [commandLine, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
	const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
	return { code, stdout, stderr };
}

describe('fluidity race against the peers', () => {
	skipWithoutPeers();
	let aimock: Aimock;
	let mockLlm: Peer;
	beforeAll(async () => {
		if (!peersInstalled) return;
		aimock = await startAimock([
			{
				match: { model: 'm' },
				response: { content: PROSE, usage: { prompt_tokens: 9, completion_tokens: 70, total_tokens: 79 } },
				chunkSize: 6,
				latency: 10,
			},
			{
				match: { model: 'busy' },
				response: {
					error: { message: 'Slow down.', type: 'rate_limit_error', code: 'rate_limited' },
					status: 429,
					retryAfter: 3,
				},
			},
		]);
		mockLlm = await startMockLlm([{ model: 'n', status: 200, body: completion(PROSE) }], {
			chunkSize: 16,
			chunkIntervalMs: 20,
		});
	});
	afterAll(async () => {
		await aimock?.stop();
		await mockLlm?.stop();
	});

	// A script reads standard output: a progress line in it, or a wrong exit code, breaks every gate built on it.
	test('prints one JSON document and exits 0', async () => {
		const { code, stdout, stderr } = await fluidity(
			...['race', '--json', '--rounds', '2', '--prompt', 'Say what you have.', '--ttft', '2s'],
			...['--provider', `Aimock=${aimock.baseUrl}`, '--model', 'm'],
			...['--provider', `Mock LLM=${mockLlm.baseUrl}`, '--model', 'n'],
		);
		expect(code, stderr).toBe(0);
		const scorecard: unknown = JSON.parse(stdout);
		const tokens = 2 * countTokens(PROSE);
		expect(scorecard).toMatchObject({
			version: 1,
			run: { rounds: 2, prompt: 'Say what you have.', accounting: 'common', deadlines: { firstMs: 2000, eachMs: 50 } },
			providers: [
				{
					name: 'Aimock',
					model: 'm',
					status: 'completed',
					n: 2,
					failures: [],
					outputTokens: tokens,
					nativeTokens: 140,
				},
				{
					name: 'Mock LLM',
					model: 'n',
					status: 'completed',
					n: 2,
					failures: [],
					outputTokens: tokens,
					nativeTokens: null,
				},
			],
		});
	});

	test('exits 1 when all that a provider says is an error, and says which', async () => {
		const { code, stdout, stderr } = await fluidity(
			...['race', '--json', '--prompt', 'Say what you have.'],
			...['--provider', `Fine=${aimock.baseUrl}`, '--model', 'm'],
			...['--provider', `Busy=${aimock.baseUrl}`, '--model', 'busy'],
		);
		expect(code).toBe(1);
		expect(stderr).toContain('Slow down.');
		expect(JSON.parse(stdout)).toMatchObject({
			providers: [
				{ name: 'Fine', status: 'completed', failures: [] },
				{
					name: 'Busy',
					status: 'failed-before-first-token',
					failures: [{ kind: 'http', status: 429, code: 'rate_limited', retryAfterMs: 3000, message: 'Slow down.' }],
				},
			],
		});
	});
});
