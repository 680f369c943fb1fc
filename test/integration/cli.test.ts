import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import { scoreInput } from '../../src/core/score-input.ts';
import type { Scorecard } from '../../src/core/scorecard.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'fluidity-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function race(...args: string[]): Promise<{ code: number | null; scorecard: Scorecard; stderr: string }> {
	const { code, stdout, stderr } = await runCli(['race', '--json', '--max-tokens', '40', ...args]);
	return { code, scorecard: JSON.parse(stdout), stderr };
}

describe('fluidity race', () => {
	it('prints one JSON document with every documented field and nothing else on stdout', async () => {
		const { code, scorecard } = await race('--provider', 'sim:steady', '--provider', 'sim:stalling');
		expect(code).toBe(0);
		const told = ['definition', 'exploratory', 'uncertainty', 'verdict', 'verdictSentence'];
		expect(Object.keys(scorecard)).toEqual(['version', 'run', 'providers', 'health', ...told]);
		expect(scorecard).toMatchObject({ definition: DEFAULT_DEFINITION, exploratory: false });
		expect(scorecard.run).toMatchObject({
			rounds: 1,
			deadlines: { firstMs: 400, eachMs: 50, stallMs: 200 },
			definition: 'deadlines',
			accounting: 'common',
		});
		for (const provider of scorecard.providers) {
			expect(Object.keys(provider).sort()).toEqual(
				[
					'name',
					'model',
					'status',
					'failures',
					'n',
					'outputTokens',
					'nativeTokens',
					'fluidityIndex',
					'fluidityOfCompleted',
					'missedDeadlines',
					'totalDeadlines',
					'ttftMs',
					'firstVisibleMs',
					'tbtMs',
					'tpotMs',
					'normalizedLatencyMs',
					'endToEndMs',
					'outputTokensPerSecond',
					'overRounds',
					'stalls',
					'goodput',
					'upstreams',
					'intervals',
				].sort(),
			);
			expect(provider).toMatchObject({ status: 'completed', n: 1, outputTokens: 40, nativeTokens: 40, failures: [] });
		}
		const [steady, stalling] = scorecard.providers;
		expect(steady?.fluidityIndex).toBeGreaterThan(stalling?.fluidityIndex ?? 1);
		expect(stalling?.stalls.length).toBeGreaterThan(0);
	});

	it('re-scores its recording to the digit, and never overwrites one', async () => {
		const file = join(folder, 'race.fluidity');
		const first = await race('--provider', 'sim:bursty', '--provider', 'sim:cut', '--rounds', '2', '--record', file);
		const scored = await runCli(['score', file]);
		const { requests, ...rest } = JSON.parse(scored.stdout);
		expect(rest).toEqual(first.scorecard);
		expect(requests).toHaveLength(4);
		expect(scored.code).toBe(0);
		const before = readFileSync(file);
		const second = await runCli(['race', '--provider', 'sim:steady', '--record', file]);
		expect(second.code).toBe(2);
		expect(second.stderr).toContain('is not overwritten');
		expect(readFileSync(file).equals(before)).toBe(true);
	});

	// Would catch a recording that is scored otherwise than its race was declared, or called exploratory for it.
	it('scores by the definition that it is declared with, as do the score and the report of its recording', async () => {
		const file = join(folder, 'race.fluidity');
		const choice = ['--count', 'tokens', '--unit', 'chunk', '--reasoning', 'in', '--ttft-growth', '400ms,0.5ms,10ns'];
		const first = await race('--provider', 'sim:chunked', '--provider', 'sim:steady', ...choice, '--record', file);
		const definition = {
			...{ ...DEFAULT_DEFINITION, count: 'tokens', unit: 'chunk', reasoning: 'in' },
			ttftDeadline: { a: 400e6, b: 0.5e6, c: 10 },
		};
		expect(first.scorecard).toMatchObject({ definition, exploratory: false, run: { definition: 'tokens' } });
		expect(first.stderr).not.toContain('exploratory');
		expect(first.scorecard.providers[0]?.totalDeadlines).toBeLessThan(20);
		const scored = await runCli(['score', file]);
		const { requests: _, ...rest } = JSON.parse(scored.stdout);
		expect(rest).toEqual(first.scorecard);
		expect(scored.stderr).not.toContain('exploratory');
		const reported = await runCli(['report', file, '--out', join(folder, 'report'), '--format', 'json']);
		expect(reported.stderr).not.toContain('exploratory');
		expect(JSON.parse(readFileSync(join(folder, 'report', 'study.json'), 'utf8'))).toMatchObject({
			...{ definition, exploratory: false, runs: [{ definition }] },
			providers: first.scorecard.providers.map(({ fluidityIndex }) => ({
				metrics: { fluidityIndex: { mean: fluidityIndex } },
			})),
		});
		// One choice moves; the others stay as they were declared.
		const moved = await runCli(['score', file, '--count', 'deadlines']);
		expect(moved.stderr).toContain('exploratory');
		expect(JSON.parse(moved.stdout)).toMatchObject({
			...{ definition: { ...definition, count: 'deadlines' }, exploratory: true },
			verdict: { type: 'refusal' },
		});
	});

	it('names every kind of failure and ends with 1 when all requests of a provider fail', async () => {
		const personas = ['steady', 'rate-limited', 'cut', 'error', 'key-echo', 'silent', 'malformed'];
		const { code, scorecard } = await race(
			...personas.flatMap((persona) => ['--provider', `sim:${persona}`]),
			'--idle-timeout',
			'2s',
		);
		expect(code).toBe(1);
		const [steady, limited, cut, error, echo, silent, malformed] = scorecard.providers;
		expect(steady?.status).toBe('completed');
		expect(limited).toMatchObject({
			status: 'failed-before-first-token',
			fluidityIndex: 0,
			ttftMs: null,
			failures: [{ round: 1, state: 'failed-before-first-token', kind: 'http', status: 429 }],
		});
		expect(limited?.failures[0]?.retryAfterMs).toBeGreaterThan(0);
		expect(cut).toMatchObject({ status: 'truncated', fluidityIndex: 0, failures: [{ kind: 'truncated' }] });
		expect(error).toMatchObject({ status: 'failed-after-first-token', failures: [{ kind: 'protocol' }] });
		expect(echo?.failures[0]?.message).not.toContain('sim-key');
		expect(silent).toMatchObject({ failures: [{ kind: 'timeout', code: 'idle-timeout' }] });
		expect(malformed?.status).toBe('completed');
	});

	it('ends with 3 where a gate is missed and with 0 where it holds', async () => {
		const held = await runCli([
			'race',
			'--provider',
			'sim:steady',
			'--max-tokens',
			'20',
			'--fail-under',
			'fluidity=0.5',
		]);
		expect(held.code).toBe(0);
		expect(held.stdout).toContain('sim:steady');
		const missed = await runCli([
			'race',
			'--provider',
			'sim:slow-first',
			'--max-tokens',
			'20',
			'--fail-under',
			'fluidity=0.99',
		]);
		expect(missed.code).toBe(3);
	});

	it('cancels on SIGINT, keeps a whole recording, and ends with 130', async () => {
		const file = join(folder, 'interrupted.fluidity');
		const { code, stdout } = await runCli(
			['race', '--json', '--provider', 'sim:steady', '--max-tokens', '2000', '--record', file],
			{ interruptAt: 'first token' },
		);
		expect(code).toBe(130);
		const scorecard: Scorecard = JSON.parse(stdout);
		expect(scorecard.providers[0]).toMatchObject({ status: 'cancelled', n: 0, fluidityIndex: null });
		const scored = await runCli(['score', file]);
		expect(scored.stderr).toBe('');
		expect(JSON.parse(scored.stdout).providers).toEqual(scorecard.providers);
	});

	// Would catch a full disk noticed only when the race is over, or taking the paid-for numbers with it.
	it.skipIf(process.platform === 'win32')('goes on where its recording cannot, says so, and ends with 1', async () => {
		const file = join(folder, 'too-long.fluidity');
		const { code, stdout, stderr } = await runCli(
			['race', '--json', '--provider', 'sim:steady', '--max-tokens', '20', '--record', file],
			{ fileBlocks: 2 },
		);
		expect(code).toBe(1);
		expect(JSON.parse(stdout).providers[0]).toMatchObject({ status: 'completed', outputTokens: 20 });
		expect(stderr.match(/the recording is not complete/g)).toHaveLength(1);
		expect(stderr.indexOf('not complete')).toBeLessThan(stderr.indexOf('sim:steady: completed'));
		expect((await runCli(['score', file])).stderr).toContain('was cut at line');
	});

	it('fails with its reason where nothing listens', async () => {
		const { code, scorecard } = await race('--provider', 'Nobody=http://127.0.0.1:9/v1', '--model', 'm');
		expect(code).toBe(1);
		expect(scorecard.providers[0]?.failures[0]).toMatchObject({ kind: 'network', code: 'ECONNREFUSED' });
	});
});

describe('own endpoints', () => {
	let server: Server;
	let baseUrl: string;
	const seen: { authorization: string | undefined; body: { model: string; messages: { content: string }[] } }[] = [];
	const KEY = 'sk-canary-0123456789abcdef';

	beforeAll(async () => {
		server = createServer((request, response) => {
			const parts: Buffer[] = [];
			request.on('data', (part: Buffer) => parts.push(part));
			request.on('end', () => {
				seen.push({
					authorization: request.headers.authorization,
					body: JSON.parse(Buffer.concat(parts).toString()),
				});
				response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': `for-${KEY}` });
				const say = (text: string): string =>
					`data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;
				response.write(say(`You said ${KEY.slice(0, 9)}`));
				response.write(say(`${KEY.slice(9)}, thank you.`));
				response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
			});
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
	});
	beforeEach(() => {
		seen.length = 0;
	});
	afterAll(() => new Promise((closed) => server.close(closed)));

	it('sends each its own key and model, a nonce of equal length in front, and lets no key out', async () => {
		const file = join(folder, 'keys.fluidity');
		const { code, stdout, stderr } = await runCli(
			['race', '--json', '--prompt', 'What did I say?', '--record', file].concat(
				['--provider', `One=${baseUrl}`, '--model', 'm1', '--key-env', 'FIRST_KEY'],
				['--provider', `Two=${baseUrl}`, '--model', 'm2'],
			),
			{ env: { FIRST_KEY: KEY } },
		);
		expect(code).toBe(0);
		expect(seen.map(({ authorization, body }) => [body.model, authorization]).sort()).toEqual([
			['m1', `Bearer ${KEY}`],
			['m2', undefined],
		]);
		const prompts = seen.map(({ body }) => body.messages[0]?.content ?? '');
		for (const prompt of prompts) expect(prompt).toMatch(/^\[[0-9a-f]{16}\] What did I say\?$/);
		expect(new Set(prompts).size).toBe(2);
		for (const place of [stdout, stderr, readFileSync(file, 'utf8')]) {
			expect(place).not.toContain(KEY);
			expect(place).not.toContain(KEY.slice(9));
		}
	});

	it('takes models in the order of the endpoints where all of them stand behind the providers', async () => {
		const { code } = await runCli(
			['race', '--json', '--provider', `One=${baseUrl}`, '--provider', `Two=${baseUrl}`].concat([
				'--model',
				'm1',
				'--model',
				'm2',
				'--key-env',
				'A',
				'--key-env',
				'B',
			]),
			{ env: { A: 'key-a-0123456789', B: 'key-b-0123456789' } },
		);
		expect(code).toBe(0);
		expect(seen.map(({ authorization, body }) => [body.model, authorization]).sort()).toEqual([
			['m1', 'Bearer key-a-0123456789'],
			['m2', 'Bearer key-b-0123456789'],
		]);
	});
});

describe('fluidity score', () => {
	it('scores measured times from standard input at full precision', async () => {
		const requests = [
			{ interTokenTimesSeconds: [0.1, 1.0, 0.1], ttftDeadlineSeconds: 0.1, tbtDeadlineSeconds: 0.1 },
			{ interTokenTimesSeconds: [], ttftDeadlineSeconds: 0.1, tbtDeadlineSeconds: 0.1 },
		];
		const { code, stdout } = await runCli(['score', '-'], { input: JSON.stringify({ requests }) });
		expect(code).toBe(0);
		const [first, empty] = JSON.parse(stdout).requests;
		expect(first).toMatchObject({
			missed: 9,
			total: 11,
			missRate: 9 / 11,
			fluidityIndex: 1 - 9 / 11,
			ttftSeconds: 0.1,
		});
		expect(empty).toMatchObject({ missed: 0, total: 0, missRate: null, fluidityIndex: null, ttftSeconds: null });
	});

	// Would catch a target that is checked and then forgotten.
	it.each(['--target-miss-rate=0.5', '--fluid-index=0.5'])(
		'seeks the shortest interval for the target of %s',
		async (option) => {
			const request = { interTokenTimesSeconds: [0.1, 1, 0.1], ttftDeadlineSeconds: 0.1, tbtDeadlineSeconds: 0.1 };
			const { stdout } = await runCli(['score', '-', option], { input: JSON.stringify({ requests: [request] }) });
			expect(JSON.parse(stdout)).toEqual(scoreInput({ requests: [{ ...request, ignoreFirst: false }] }, 0.5));
		},
	);

	// Would catch a reader such as head that makes a good run look like a bug.
	it('ends quietly where nobody reads what it prints', async () => {
		const request = { interTokenTimesSeconds: [0.1], ttftDeadlineSeconds: 0.1, tbtDeadlineSeconds: 0.1 };
		const input = JSON.stringify({ requests: [request] });
		expect(await runCli(['score', '-'], { input, unread: true })).toMatchObject({ code: 0, stderr: '' });
	});

	it('names the first wrong thing in a damaged recording and in bad JSON', async () => {
		const recording = join(folder, 'damaged.fluidity');
		await runCli(['race', '--provider', 'sim:steady', '--max-tokens', '5', '--record', recording]);
		const bytes = readFileSync(recording);
		bytes[bytes.indexOf('\n') + 30] = 0x21;
		const damaged = join(folder, 'damaged-2.fluidity');
		writeFileSync(damaged, bytes);
		const first = await runCli(['score', damaged]);
		expect(first.code).toBe(2);
		expect(first.stderr).toMatch(/line 2: .*checksum/);
		const second = await runCli(['score', '-'], { input: '{"requests":[{"interTokenTimesSeconds":[-1]}]}' });
		expect(second.code).toBe(2);
		expect(second.stderr).toContain('requests[0].interTokenTimesSeconds[0]');
		const third = await runCli(['score', '-'], { input: 'nonsense' });
		expect(third.code).toBe(2);
		expect(third.stderr).toContain('neither a recording nor JSON');
	});
});
