import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPORT_FORMATS } from '../../src/core/report-formats.ts';
import { scoreStudy } from '../../src/core/study.ts';
import type { RaceProvider } from '../../src/main/race.ts';
import { makeReport } from '../../src/main/reports/make-report.ts';
import { contentBytes } from '../../src/main/reports/zip-files.ts';
import { findCanary } from '../support/canary.ts';
import { type EchoServer, startSecretServer } from '../support/echo-server.ts';
import { expectNoCanary, type Raced, raceIntoSinks, saidOf } from '../support/race-sinks.ts';
import { PLANTED, SECRET_ANSWERS, type SecretWay } from '../support/secret-answers.ts';
import { POSITION_NAMES, POSITIONS, type PositionName, readyInPosition } from '../support/secret-positions.ts';
import { startWireServer, type WireServer } from '../support/wire-server.ts';

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
	['halfMasked', 'failed-before-first-token http'],
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
	['reasonAndTrailers', 'completed'],
	['redirectWithUser', 'failed-before-first-token http'],
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
	return Promise.all(
		cases.map(([[way], position]) =>
			readyInPosition(position, { name: `${way}: ${position}`, baseUrl: addressOf(way) }),
		),
	);
}

/** A leak must not be tried again until it is gone. */
const ONCE = { retry: 0, timeout: 240_000 } as const;

// Would catch a secret that one of these ends lets into a message, a recording or what the command line prints, and a
// redirect that is followed.
test('a canary in every position is found nowhere, however its request ends', ONCE, async () => {
	const cases = everywhere(ENDING);
	const raced = await raceIntoSinks(folder, 'ending', await readyAll(cases));
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
	const raced = await raceIntoSinks(folder, 'waiting', await readyAll(cases), { idleMs: 4_000, totalMs: 8_000 });
	expectEnds(raced, cases);
	expectNoCanary(raced.sinks);
});

test('nor where somebody cancels', ONCE, async () => {
	const cases = everywhere([['endless', 'cancelled aborted']]);
	const raced = await raceIntoSinks(folder, 'cancelled', await readyAll(cases), { until: 'all stream' });
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
	const { recording } = await raceIntoSinks(folder, 'reported', await readyAll(some));
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
