import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostEvent, ProviderInput, ProviderView } from '../../src/core/api.ts';
import type { Batch } from '../../src/core/batch.ts';
import type { Scorecard } from '../../src/core/scorecard.ts';
import { createClock } from '../../src/main/engine/clock.ts';
import { createOutbox, type Timers } from '../../src/main/engine/outbox.ts';
import type { EnginePlan } from '../../src/main/engine/plan.ts';
import { startRun } from '../../src/main/engine/run.ts';
import { createTransport } from '../../src/main/engine/transport.ts';
import { readRecordingBytes } from '../../src/main/recordings/file.ts';
import {
	makePlaces,
	openPage,
	type Page,
	type Places,
	removePlaces,
	type Shell,
	secretOf,
	startShell,
} from '../support/browser-shell.ts';
import { canary, findCanary } from '../support/canary.ts';
import { ECHOES, type Echo, type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { type KeyringDaemon, startKeyringDaemon } from '../support/keyring-daemon.ts';
import { whyNoKeyring } from '../support/keyring-session.ts';
import { runCli } from '../support/run-cli.ts';
import { streamsOf } from '../support/streams-of.ts';

/** One for each place that a secret can come from. */
const KEY = canary('key');
const HEADER = canary('header');
const VARIABLE = canary('variable');
const PASSWORD = canary('password');
/** As cookies are: without quotation marks. */
const COOKIE = canary('cookie').replace('"', '.');
/** Shorter than what is looked for in the middle of a header. */
const SHORT = 'k9Qz7Lm2Xw4T';
const CANARIES = [KEY, HEADER, VARIABLE, PASSWORD, COOKIE, SHORT];

/** Headers of which a provider repeats only what is secret in them. */
const PARTS = {
	Basic: { name: 'Authorization', value: `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}` },
	Cookie: { name: 'Cookie', value: `theme=dark; session=${COOKIE}` },
	Short: { name: 'X-Api-Key', value: `Bearer ${SHORT}` },
} as const;
const PART_ECHOES = ['output', 'error', 'page', 'errorFrame', 'malformed'] as const;

/** What Node and undici can be made to log of what goes over the wire and to other processes. */
const DEBUG_LEVEL = 'http,https,tls,net,undici,fetch,websocket,child_process,worker';

/** Those that end by themselves. */
const ENDING = Object.keys(ECHOES).filter((echo) => echo !== 'silent') as Echo[];

let server: EchoServer;
let keyring: KeyringDaemon | null = null;
let places: Places;
let shell: Shell;
/** Everything that left a process: what pages were sent, what was printed. */
let said: string[];

beforeAll(async () => {
	server = await startEchoServer();
});
beforeEach(() => {
	places = makePlaces();
});
afterEach(async () => {
	await shell?.end();
	await keyring?.end();
	keyring = null;
	removePlaces(places);
});
afterAll(() => server.close());

async function startOver(environment: NodeJS.ProcessEnv): Promise<Page> {
	shell = await startShell(places, ['--no-open'], environment);
	return openPage(shell, await secretOf(shell));
}

function provider(name: string, echo: Echo, headers: ProviderInput['headers'] = []): ProviderInput {
	return { id: null, name, baseUrl: server.baseUrl(echo), model: 'm', headers, price: null };
}

async function called(page: Page, method: string, input: unknown): Promise<unknown> {
	const result = await page.call(method, input);
	if (!result.ok) throw new Error(`${method}: ${result.problem.message}`);
	return result.value;
}

async function save(page: Page, input: ProviderInput): Promise<string> {
	const { id } = (await called(page, 'saveProvider', input)) as { id: string };
	return id;
}

/** Races and gives what came of it. */
async function race(page: Page, providerIds: string[]): Promise<{ runId: string; scorecard: Scorecard }> {
	const setup = { providerIds, prompt: 'Why?', maxTokens: 50, rounds: 2, firstMs: 400, eachMs: 50, stallMs: 200 };
	const { runId } = (await called(page, 'startRace', setup)) as { runId: string };
	const ended = await page.event((event) => event.type === 'ended' && event.runId === runId);
	if (ended.type !== 'ended') throw new Error('another event');
	return { runId, scorecard: ended.result.scorecard };
}

function views(page: Page): readonly ProviderView[] {
	const state = page.events.findLast(({ type }) => type === 'state');
	return state?.type === 'state' ? state.state.providers.filter(({ persona }) => persona === null) : [];
}

function streamsOfRecording(bytes: Uint8Array): string[] {
	const reading = readRecordingBytes('recording', bytes);
	if (!reading.ok) throw new Error(reading.problem.message);
	return reading.recording.requests.flatMap(({ arrivals }) =>
		(['text', 'reasoning', 'tool', 'refusal'] as const).map((kind) =>
			arrivals.flatMap((arrival) => (arrival.kind === kind ? [arrival.text] : [])).join(''),
		),
	);
}

/** Every file of every report of a run, but for those that are printed from the page. */
async function reportsOf(page: Page, runId: string): Promise<string[]> {
	const texts: string[] = [];
	for (const format of ['html', 'csv', 'json', 'metron'] as const) {
		const report = (await called(page, 'exportReport', { runId, format })) as { name: string; bytes: Uint8Array };
		const files = report.name.endsWith('.zip') ? Object.values(unzipSync(report.bytes)) : [report.bytes];
		texts.push(...files.map((bytes) => Buffer.from(bytes).toString('utf8')));
	}
	return texts;
}

/** Has the run's recording and reports said, in which these providers stand. Gives the recording. */
async function exportAll(page: Page, runId: string, names: readonly string[]): Promise<Uint8Array> {
	const { bytes } = (await called(page, 'exportRun', { runId })) as { bytes: Uint8Array };
	const reports = await reportsOf(page, runId);
	for (const name of names) expect(reports.filter((text) => text.includes(name)).length).toBeGreaterThan(5);
	// What stands in a key's place: the providers did repeat it.
	expect(reports.filter((text) => text.includes('•••')).length).toBeGreaterThan(2);
	said.push(Buffer.from(bytes).toString('utf8'), ...streamsOfRecording(bytes), ...reports);
	return bytes;
}

/** Every file that a process wrote, and what recordings among them say. */
function files(): string[] {
	return readdirSync(places.all, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name)))
		.flatMap((bytes) => {
			const recordings = bytes.includes('"record":"trailer"') ? streamsOfRecording(bytes) : [];
			return [bytes.toString('utf8'), ...recordings];
		});
}

function expectNowhere(texts: readonly string[]): void {
	for (const secret of CANARIES) {
		for (const text of texts) expect(findCanary(text, secret)).toBeNull();
	}
}

function toldTo(page: Page): string[] {
	return [...page.received.map((bytes) => bytes.toString('utf8')), ...streamsOf(page.events)];
}

// Would catch the check itself being blind.
test('a canary is found in whole, in part and in base64, and not by its last four characters', () => {
	expect(findCanary(`x${KEY}`, KEY)).not.toBeNull();
	expect(findCanary(`x${KEY.slice(20, 26)}y`, KEY)).not.toBeNull();
	expect(findCanary(encodeURIComponent(KEY), KEY)).not.toBeNull();
	expect(findCanary(JSON.stringify(KEY), KEY)).not.toBeNull();
	for (const before of ['', 'a', 'ab']) {
		expect(findCanary(Buffer.from(`${before}${KEY}`).toString('base64'), KEY)).not.toBeNull();
	}
	expect(findCanary(`ends in …${KEY.slice(-4)}`, KEY)).toBeNull();
});

// Azure's keys go in a header of their own, chosen by the host's name: here that name leads to this machine.
test('a canary in the header api-key is sent to Azure and found nowhere else', { retry: 0 }, async () => {
	const lookup = vi
		.spyOn(dns, 'lookup')
		.mockImplementation(((
			_host: string,
			{ all }: LookupOptions,
			done: (error: null, address: string | LookupAddress[], family?: number) => void,
		) => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4))) as typeof dns.lookup);
	const clock = createClock(process.hrtime.bigint());
	const timers: Timers = {
		after(delayMs, task) {
			const timer = setTimeout(task, delayMs);
			return () => clearTimeout(timer);
		},
	};
	const batches: Batch[] = [];
	const outbox = createOutbox((batch) => batches.push(batch), timers);
	const before = server.received.length;
	const plan: EnginePlan = {
		epoch: process.hrtime.bigint(),
		providers: ENDING.map((echo) => ({
			baseUrl: server.baseUrl(echo).replace('127.0.0.1', 'canary.openai.azure.com'),
			...{ model: 'm', dialect: 'openai-chat', key: KEY, headers: {} },
		})),
		requests: ENDING.map((_, stream) => ({ stream, provider: stream, round: 1, prompt: 'Why?' })),
		maxTokens: 50,
		limits: { connectMs: 5_000, idleMs: 5_000, totalMs: 20_000, maxFrameBytes: 65_536 },
	};
	const run = startRun(plan, createTransport(clock), clock, timers, outbox);
	await run.done;
	lookup.mockRestore();
	for (let told = 0; told < batches.length; told++) {
		outbox.acknowledge(told);
		await new Promise((resolve) => setImmediate(resolve));
	}
	expect(server.received.slice(before)).toHaveLength(ENDING.length);
	for (const { secrets } of server.received.slice(before)) expect(secrets).toEqual({ 'api-key': KEY });
	expect(batches.flatMap(({ marks }) => marks).filter(({ type }) => type === 'ended')).toHaveLength(ENDING.length);
	const events = batches.map((batch): HostEvent => ({ type: 'batch', runId: 'azure', batch }));
	expectNowhere([JSON.stringify(batches), ...streamsOf(events)]);
});

/** A leak must not be tried again until it is gone. Two races and every byte that came of them take their time. */
const ONCE = { retry: 0, timeout: 240_000 } as const;

describe.each(['memory', 'keychain'] as const)('with secrets in %s, a canary', ONCE, (place) => {
	test('is sent to its provider and found nowhere else', async (context) => {
		const missing = place === 'keychain' ? whyNoKeyring() : null;
		if (missing !== null) context.skip(missing);
		keyring = place === 'keychain' ? await startKeyringDaemon() : null;
		const environment = {
			...keyring?.environment,
			CANARY_KEY: VARIABLE,
			NODE_DEBUG: DEBUG_LEVEL,
			FLUIDITY_TEST_BUG: CANARIES.join(' and '),
		};
		said = [];
		let page = await startOver(environment);

		const ids: string[] = [];
		for (const echo of ENDING) {
			const id = await save(page, provider(`Key ${echo}`, echo));
			await called(page, 'setKey', { providerId: id, key: KEY });
			ids.push(id);
		}
		const secretHeader = { name: 'X-Api-Key', value: `Bearer ${HEADER}` };
		ids.push(await save(page, provider('Header', 'output', [secretHeader])));
		const byVariable = await save(page, provider('Variable', 'output'));
		await called(page, 'useKeyVariable', { providerId: byVariable, variable: 'CANARY_KEY' });
		ids.push(byVariable);
		const partIds: string[] = [];
		for (const [name, header] of Object.entries(PARTS)) {
			for (const echo of PART_ECHOES) partIds.push(await save(page, provider(`${name} ${echo}`, echo, [header])));
		}
		expect(views(page).map(({ key }) => key)).toEqual([
			...ENDING.map(() => ({ type: place, lastFour: 'LAST' })),
			{ type: 'none' },
			{ type: 'variable', name: 'CANARY_KEY', set: true },
			...partIds.map(() => ({ type: 'none' })),
		]);

		const { runId, scorecard } = await race(page, ids);
		// Otherwise there was nothing to find.
		for (const [echo, secrets] of [
			...ENDING.map((echo) => [echo, { authorization: `Bearer ${KEY}` }] as const),
			['output', { 'x-api-key': `Bearer ${HEADER}` }] as const,
			['output', { authorization: `Bearer ${VARIABLE}` }] as const,
		]) {
			expect(server.received).toContainEqual({ echo, secrets });
		}
		expect(scorecard.providers.map(({ name, status }) => `${name}: ${status}`)).toEqual([
			'Key output: completed',
			'Key error: failed-before-first-token',
			'Key page: failed-before-first-token',
			'Key longPage: failed-before-first-token',
			'Key redirect: failed-before-first-token',
			'Key errorFrame: failed-after-first-token',
			'Key malformed: failed-before-first-token',
			'Key notAStream: failed-before-first-token',
			'Key compressed: failed-before-first-token',
			'Key cut: truncated',
			'Key reset: truncated',
			'Key brokenError: failed-before-first-token',
			'Header: completed',
			'Variable: completed',
		]);

		const bytes = await exportAll(page, runId, ['Key output', 'Key error', 'Header', 'Variable']);

		const { runId: partsRun } = await race(page, partIds);
		for (const { name, value } of Object.values(PARTS)) {
			for (const echo of PART_ECHOES) {
				expect(server.received).toContainEqual({ echo, secrets: { [name.toLowerCase()]: value } });
			}
		}
		const partNames = Object.keys(PARTS).flatMap((name) => [`${name} output`, `${name} error`]);
		await exportAll(page, partsRun, partNames);
		await called(page, 'openRun', { name: 'again', bytes });
		await page.call('setKey', { providerId: ids[0], key: `${KEY} with a space` });
		await page.call('setKey', { providerId: ids[0], key: [KEY] });
		await page.call('startRace', { providerIds: [KEY] });
		said.push(...toldTo(page));

		const exit = once(shell.child, 'exit');
		shell.child.kill('SIGUSR2');
		expect(await exit).toEqual([1, null]);
		expect(shell.output()).toContain('A bug in the app: Error: it broke over •••');
		said.push(shell.output());

		// From here on the app knows only what it used since its start.
		const [again, known] = place === 'keychain' ? [ids, CANARIES] : [[byVariable], [VARIABLE]];
		const bug = { FLUIDITY_TEST_BUG: known.join(' and '), FLUIDITY_TEST_BUG_KIND: 'rejected' };
		page = await startOver({ ...environment, ...bug });
		await race(page, again);
		if (place === 'keychain') await race(page, partIds);
		said.push(...toldTo(page));
		const rejected = once(shell.child, 'exit');
		shell.child.kill('SIGUSR2');
		expect(await rejected).toEqual([1, null]);
		expect(shell.output()).toContain('A bug in the app: Error: it broke over •••');
		expectNowhere([...said, shell.output(), ...files()]);
	});

	test('is not shown by the command line, which races saved providers by their names', async (context) => {
		const missing = place === 'keychain' ? whyNoKeyring() : null;
		if (missing !== null) context.skip(missing);
		keyring = place === 'keychain' ? await startKeyringDaemon() : null;
		const env = {
			...keyring?.environment,
			FLUIDITY_HOME: places.home,
			CANARY_KEY: VARIABLE,
			NODE_DEBUG: DEBUG_LEVEL,
		};
		const page = await startOver(env);
		const saved = await save(page, provider('Saved one', 'output'));
		if (place === 'keychain') await called(page, 'setKey', { providerId: saved, key: KEY });
		else await called(page, 'useKeyVariable', { providerId: saved, variable: 'CANARY_KEY' });
		await shell.end();

		const own = (['output', 'error', 'malformed', 'silent'] as const).flatMap((echo) => [
			...['--provider', `${echo}=${server.baseUrl(echo)}`, '--model', 'm'],
			...['--key-env', 'CANARY_KEY'],
		]);
		const nobody = ['--provider', 'Nobody=http://127.0.0.1:9/v1', '--model', 'm', '--key-env', 'CANARY_KEY'];
		const recording = join(places.all, 'race.fluidity');
		const before = server.received.length;
		const outcome = await runCli(
			['race', '--provider', 'Saved one', ...own, ...nobody, '--idle-timeout', '5s', '--record', recording],
			{ env },
		);
		expect(outcome).toMatchObject({ code: 1 });
		expect(outcome.stdout).toMatch(/Saved one .*completed/);
		const secret = place === 'keychain' ? KEY : VARIABLE;
		expect(server.received.slice(before)).toContainEqual({
			echo: 'output',
			secrets: { authorization: `Bearer ${secret}` },
		});
		const scored = await runCli(['score', recording], { env });
		expect(scored.code).toBe(0);
		// The key itself, where its variable's name belongs: a slip of many a first try.
		const slip = await runCli(['race', '--provider', 'A=http://127.0.0.1:9/v1', '--model', 'm', '--key-env', KEY], {
			env,
		});
		expect(slip.code).toBe(2);
		expectNowhere([outcome, scored, slip].flatMap(({ stdout, stderr }) => [stdout, stderr]));
		expectNowhere([...files(), shell.output(), ...toldTo(page)]);
	});
});
