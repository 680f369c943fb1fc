import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostEvent, ProviderInput } from '../../src/core/api.ts';
import { type Batch, decodeArrivals } from '../../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { Recording } from '../../src/core/recording.ts';
import { REPORT_FORMATS } from '../../src/core/report-formats.ts';
import { scoreRecording } from '../../src/core/scorecard.ts';
import { scoreStudy } from '../../src/core/study.ts';
import { msToNs } from '../../src/core/time.ts';
import { createLiveView } from '../../src/main/cli/live-view.ts';
import { createProviders } from '../../src/main/providers.ts';
import { type RaceProvider, startRace } from '../../src/main/race.ts';
import { createRecordingFile, readRecordingBytes } from '../../src/main/recordings/file.ts';
import { makeReport } from '../../src/main/reports/make-report.ts';
import { contentBytes } from '../../src/main/reports/zip-files.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import type { StoredProvider } from '../../src/main/settings/settings-file.ts';
import { canary, findCanary } from '../support/canary.ts';
import { type EchoServer, startSecretServer } from '../support/echo-server.ts';
import { createFakeKeychain, type KeychainState } from '../support/fake-keychain.ts';
import { NEIGHBOUR, PLANTED, SECRET_ANSWERS, type SecretWay } from '../support/secret-answers.ts';
import { streamsOf } from '../support/streams-of.ts';
import { startWireServer, type WireServer } from '../support/wire-server.ts';

interface Position {
	readonly keychain: KeychainState;
	readonly key?: string;
	/** The environment variable that holds its key. */
	readonly variable?: string;
	readonly headers?: ProviderInput['headers'];
	/** What its requests must carry, so that there is something to find. */
	readonly sent: Readonly<Record<string, string>>;
}

const [KEPT, HELD, SET, HEADER, PASSWORD, COOKIE, RECORDED, OTHER] = (
	['kept', 'held', 'set', 'header', 'password', 'cookie', 'recorded', 'other'] as const
).map((name) => canary(`matrix ${name}`).replace(name === 'cookie' ? '"' : '', name === 'cookie' ? '.' : '')) as [
	...(readonly [string, string, string, string, string, string, string, string]),
];
const BASIC = `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`;
const ENVIRONMENT = { MATRIX_KEY: SET };

/** Everywhere that a secret can come from and go to. */
const POSITIONS = {
	'key in the keychain': { keychain: 'open', key: KEPT, sent: { authorization: `Bearer ${KEPT}` } },
	'key in memory': { keychain: 'absent', key: HELD, sent: { authorization: `Bearer ${HELD}` } },
	'key in the environment': { keychain: 'open', variable: 'MATRIX_KEY', sent: { authorization: `Bearer ${SET}` } },
	'secret header': {
		keychain: 'open',
		headers: [{ name: 'X-Api-Key', value: `Bearer ${HEADER}` }],
		sent: { 'x-api-key': `Bearer ${HEADER}` },
	},
	password: { keychain: 'absent', headers: [{ name: 'Authorization', value: BASIC }], sent: { authorization: BASIC } },
	cookie: {
		keychain: 'open',
		headers: [{ name: 'Cookie', value: `theme=dark; session=${COOKIE}` }],
		sent: { cookie: `theme=dark; session=${COOKIE}` },
	},
	// The name is one that recordings keep of what comes and what is sent.
	'header of a recorded name': {
		keychain: 'open',
		headers: [{ name: 'X-Request-Id', value: RECORDED }],
		sent: { 'x-request-id': RECORDED },
	},
	'key and header': {
		keychain: 'open',
		key: NEIGHBOUR,
		headers: [{ name: 'Api-Key', value: OTHER }],
		sent: { authorization: `Bearer ${NEIGHBOUR}`, 'api-key': OTHER },
	},
} as const satisfies Record<string, Position>;
type PositionName = keyof typeof POSITIONS;
const POSITION_NAMES = Object.keys(POSITIONS) as PositionName[];
const CANARIES = { KEPT, HELD, SET, HEADER, PASSWORD, COOKIE, RECORDED, OTHER, NEIGHBOUR };

const FORMS = ['Plain', 'Base64', 'Url', 'Json', 'Html'] as const;
type Way = SecretWay | 'nobody' | 'noTls' | 'noHandshake' | 'redirect';
/** A way to answer, and the end of its request. */
type Case = readonly [way: Way, end: string];

/** Those that end by themselves. */
const ENDING: readonly Case[] = [
	...FORMS.map((form): Case => [`output${form}`, 'completed']),
	...FORMS.map((form): Case => [`headers${form}`, 'completed']),
	...FORMS.map((form): Case => [`page${form}`, 'failed-before-first-token http']),
	...FORMS.map((form): Case => [`errorFrame${form}`, 'failed-after-first-token protocol']),
	['twoFrames', 'completed'],
	['otherKinds', 'completed'],
	['refused401', 'failed-before-first-token http'],
	['limited429', 'failed-before-first-token http'],
	['redirect', 'failed-before-first-token http'],
	['errorFrameFirst', 'failed-before-first-token protocol'],
	['malformed', 'failed-before-first-token protocol'],
	['notAStream', 'failed-before-first-token protocol'],
	['compressed', 'failed-before-first-token protocol'],
	['truncated', 'truncated truncated'],
	['reset', 'truncated truncated'],
	['shortBody', 'failed-before-first-token http'],
	['tooLarge', 'failed-before-first-token protocol'],
	['noHttp', 'failed-before-first-token protocol'],
	['nobody', 'failed-before-first-token network'],
	['noTls', 'failed-before-first-token network'],
];
/** Those that time out, with the code. */
const WAITING: readonly Case[] = [
	['silentAtOnce', 'failed-before-first-token timeout idle-timeout'],
	['silentAfterHead', 'failed-before-first-token timeout idle-timeout'],
	['silentWithin', 'failed-after-first-token timeout idle-timeout'],
	['silentError', 'failed-before-first-token http'],
	['endless', 'failed-after-first-token timeout'],
	['noHandshake', 'failed-before-first-token timeout'],
];
/** In these, nothing that a provider said can be repeated. */
const MUTE: ReadonlySet<Way> = new Set(['noHttp', 'nobody', 'noTls', 'silentAtOnce', 'noHandshake']);

const LIMITS = { connectMs: 3_000, idleMs: 30_000, totalMs: 60_000, maxFrameBytes: 65_536 } as const;

let server: EchoServer<SecretWay | 'redirect'>;
/** Where redirects lead: nobody may come. */
let elsewhere: EchoServer<SecretWay>;
let silent: WireServer;
let closedPort: number;
let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'canary-matrix-'));
	elsewhere = await startSecretServer(SECRET_ANSWERS);
	server = await startSecretServer({
		...SECRET_ANSWERS,
		redirect(secret, response) {
			const target = `${elsewhere.baseUrl('outputPlain')}/chat/completions?key=${encodeURIComponent(secret)}`;
			response.writeHead(307, { location: `${target}&${encodeURIComponent(PLANTED)}` }).end();
		},
	});
	silent = await startWireServer({ scheme: 'https' });
	const closed = createServer();
	await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
	const address = closed.address();
	closedPort = typeof address === 'object' && address !== null ? address.port : 0;
	await new Promise((resolve) => closed.close(resolve));
});
afterAll(async () => {
	await Promise.all([server.close(), elsewhere.close(), silent.close()]);
	rmSync(folder, { recursive: true });
});

function addressOf(way: Way): string {
	switch (way) {
		case 'nobody':
			return `http://127.0.0.1:${closedPort}/v1`;
		case 'noTls':
			return `https://127.0.0.1:${server.port}/v1`;
		case 'noHandshake':
			return silent.baseUrl;
		default:
			return server.baseUrl(way);
	}
}

/** A provider in that position, as the app gets it ready for a race. */
async function ready(way: Way, name: PositionName): Promise<RaceProvider> {
	const position: Position = POSITIONS[name];
	let stored: readonly StoredProvider[] = [];
	const { store: secrets } = await openSecretStore({ launch: createFakeKeychain(position.keychain).launch });
	const providers = createProviders({
		environment: ENVIRONMENT,
		store: {
			read: () => stored,
			write: (next) => {
				stored = next;
			},
		},
		secrets,
		learn() {},
		notice() {},
	});
	const headers = [...(position.headers ?? [])];
	const input = { id: null, name: `${way}: ${name}`, baseUrl: addressOf(way), model: 'm', headers, price: null };
	const saved = await providers.save(input);
	if (!saved.ok) throw new Error(saved.problem.message);
	const { id } = saved.value;
	if (position.key !== undefined) expect((await providers.setKey(id, position.key)).ok).toBe(true);
	const { useVariable: takeFrom } = providers;
	if (position.variable !== undefined) expect((await takeFrom(id, position.variable)).ok).toBe(true);
	// What the settings hold, and a page is shown.
	for (const secret of Object.values(CANARIES)) {
		expect(findCanary(JSON.stringify([stored, providers.views()]), secret)).toBeNull();
	}
	const racing = await providers.forRace([id], null);
	const [provider] = racing.ok ? racing.value : [];
	if (provider === undefined) throw new Error(`${name} is not ready`);
	return provider;
}

interface Raced {
	readonly recording: Recording;
	/** All that the race says of itself, by where it says it. */
	readonly sinks: Readonly<Record<string, readonly string[]>>;
}

/** @param until cancels the race when it has begun to stream from all of them */
async function race(
	name: string,
	providers: readonly RaceProvider[],
	{ idleMs, totalMs, until }: { idleMs?: number; totalMs?: number; until?: 'all stream' } = {},
): Promise<Raced> {
	const path = join(folder, `${name}.fluidity`);
	const made = createRecordingFile(path);
	if (!made.ok) throw new Error(made.problem.message);
	const deadlines = { firstNs: msToNs(400), eachNs: msToNs(50), stallNs: msToNs(200) };
	const terminal: string[] = [];
	const output = new Writable({
		write(chunk, _encoding, done) {
			terminal.push(String(chunk));
			done();
		},
	});
	const view = createLiveView(providers, deadlines, 1, output as NodeJS.WriteStream);
	const batches: Batch[] = [];
	const streaming = new Set<number>();
	const limits = { ...LIMITS, ...(idleMs && { idleMs }), ...(totalMs && { totalMs }) };
	const underWay = startRace(
		{ providers, prompt: 'Why?', maxTokens: 50, rounds: 1, deadlines, definition: DEFAULT_DEFINITION, limits },
		{
			record(record) {
				made.file.append(record);
				if (record.record === 'request') view.request(record);
			},
			batch(batch) {
				batches.push(batch);
				view.batch(batch);
				for (const { stream } of decodeArrivals(batch)) streaming.add(stream);
				if (until !== undefined && streaming.size === providers.length) underWay.cancel();
			},
		},
	);
	const recording = await underWay.done;
	made.file.close();
	view.end();
	const bytes = readFileSync(path);
	const reading = readRecordingBytes(name, bytes);
	if (!reading.ok) throw new Error(reading.problem.message);
	const scorecard = scoreRecording(reading.recording);
	const events = batches.map((batch): HostEvent => ({ type: 'batch', runId: name, batch }));
	return {
		recording,
		sinks: {
			messages: batches.map((batch) => JSON.stringify(batch)),
			columns: streamsOf(events),
			recording: [bytes.toString('utf8'), ...saidOf(reading.recording)],
			scorecard: [JSON.stringify(scorecard)],
			terminal: [terminal.join('')],
		},
	};
}

/** What each request is recorded to have said, kind by kind. */
function saidOf({ requests }: Recording): string[] {
	return requests.flatMap(({ arrivals, responded, ended }) => [
		...(['text', 'reasoning', 'tool', 'refusal'] as const).map((kind) =>
			arrivals.flatMap((arrival) => (arrival.kind === kind ? [arrival.text] : [])).join(''),
		),
		JSON.stringify([responded?.headers, ended?.failure, ended?.finishReason]),
	]);
}

function expectNoCanary(sinks: Raced['sinks']): void {
	for (const [sink, texts] of Object.entries(sinks)) {
		for (const [name, secret] of Object.entries(CANARIES)) {
			for (const text of texts) expect(findCanary(text, secret), `${name} in ${sink}`).toBeNull();
		}
	}
}

/** That every request ended as it should, after it sent what it should and its provider repeated it. */
function expectEnds({ recording }: Raced, cases: readonly (readonly [Case, PositionName])[]): void {
	const ends = recording.requests.map(({ request, ended }) => {
		const [[way, end] = ['nobody', ''], position] = cases[request.provider] ?? [];
		const code = end.split(' ').length > 2 ? ` ${ended?.failure?.code}` : '';
		const kind = ended?.failure ? ` ${ended.failure.kind}${code}` : '';
		return `${way} ${position}: ${ended?.state}${kind}`;
	});
	expect(ends).toEqual(cases.map(([[way, end], position]) => `${way} ${position}: ${end}`));
	for (const [provider, [[way], position]] of cases.entries()) {
		if (['nobody', 'noTls', 'noHandshake'].includes(way)) continue;
		expect(server.received).toContainEqual({ echo: way, secrets: POSITIONS[position].sent });
		const said = saidOf({ ...recording, requests: recording.requests.slice(provider, provider + 1) }).join('\n');
		expect(findCanary(said, PLANTED) !== null, `${way} ${position} was repeated`).toBe(!MUTE.has(way));
	}
}

/** Every case in every position. */
function everywhere(cases: readonly Case[]): (readonly [Case, PositionName])[] {
	return cases.flatMap((each) => POSITION_NAMES.map((position) => [each, position] as const));
}

function readyAll(cases: readonly (readonly [Case, PositionName])[]): Promise<RaceProvider[]> {
	return Promise.all(cases.map(([[way], position]) => ready(way, position)));
}

/** A leak must not be tried again until it is gone. */
const ONCE = { retry: 0, timeout: 240_000 } as const;

// Would catch a secret that one of these ends lets into a message, a recording or what the command line prints, and a
// redirect that is followed.
test('a canary in every position is found nowhere, however its request ends', ONCE, async () => {
	const cases = everywhere(ENDING);
	const raced = await race('ending', await readyAll(cases));
	expectEnds(raced, cases);
	expectNoCanary(raced.sinks);
	expect(elsewhere.received).toEqual([]);
	// Each place does say what is no secret: the same text, were it not masked, would have been found in it.
	for (const sink of ['messages', 'columns', 'recording', 'scorecard', 'terminal']) {
		expect(
			raced.sinks[sink]?.some((text) => findCanary(text, PLANTED) !== null),
			sink,
		).toBe(true);
	}
});

test('nor where time runs out', ONCE, async () => {
	const cases = everywhere(WAITING);
	const raced = await race('waiting', await readyAll(cases), { idleMs: 4_000, totalMs: 8_000 });
	expectEnds(raced, cases);
	expectNoCanary(raced.sinks);
});

test('nor where somebody cancels', ONCE, async () => {
	const cases = everywhere([['endless', 'cancelled aborted']]);
	const raced = await race('cancelled', await readyAll(cases), { until: 'all stream' });
	expectEnds(raced, cases);
	expectNoCanary(raced.sinks);
});

// As many as the app lets race at once.
test('nor in a report of any format', ONCE, async () => {
	const cases = ENDING.filter(([way]) => !/Url|Json|Html/.test(way)).map(
		(each, at) => [each, POSITION_NAMES[at % POSITION_NAMES.length] ?? 'cookie'] as const,
	);
	const neighbour = [['outputPlain', 'completed'], 'key and header'] as const;
	const some = [...cases.slice(-15), neighbour];
	const { recording } = await race('reported', await readyAll(some));
	const scored = scoreStudy([{ recording, sha256: '0'.repeat(64) }]);
	if (!scored.ok) throw new Error(scored.message);
	for (const format of REPORT_FORMATS) {
		const printed: string[] = [];
		const report = await makeReport(scored.study.whole(), scored.study, [format], {
			parts: () => ({ style: '', script: '', chartLibrary: '' }),
			async print(page) {
				printed.push(page);
				return { ok: true, pdf: new Uint8Array() };
			},
		});
		if (!report.ok) throw new Error(report.problem.message);
		const texts = [...printed, ...report.files.map(({ content }) => Buffer.from(contentBytes(content)).toString())];
		expectNoCanary({ [format]: texts });
		// It does repeat what a provider said, or at least who it is.
		const told = texts.some((text) => findCanary(text, PLANTED) !== null);
		expect(told || texts.some((text) => text.includes('outputPlain: key and header')), format).toBe(true);
		if (['html', 'pdf-a4', 'json'].includes(format)) expect(told, format).toBe(true);
	}
});
