import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiInput, ApiOutputs, Result } from '../../src/core/api.ts';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import { type Study, studySchema } from '../../src/core/study-schema.ts';
import { type App, type AppServices, createApp } from '../../src/main/app.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { findChromium } from '../../src/main/reports/chromium.ts';
import { policyOf } from '../../src/main/reports/page-policy.ts';
import type { PrintedPage } from '../../src/main/reports/print.ts';
import { createMemoryStore } from '../../src/main/secrets/memory-store.ts';
import { recordingBytes, sha256Of } from '../support/reported-runs.ts';
import { runCli } from '../support/run-cli.ts';
import { studiedRun } from '../support/studied-runs.ts';

const bytes = new Uint8Array(
	recordingBytes(
		studiedRun(
			[
				{ name: 'even', stalls: 0 },
				{ name: '你好 stalling', stalls: 0.15, failEvery: 5 },
			],
			{ rounds: 12 },
		),
	),
);
const browser = findChromium(process.env, process.platform);
const home = mkdtempSync(join(tmpdir(), 'app-reports-'));
const out = join(home, 'out');

beforeAll(async () => {
	const file = join(home, 'mine.fluidity');
	writeFileSync(file, bytes);
	const formats = browser === null ? 'html,csv,json,metron' : 'html,pdf,csv,json,metron';
	const own = await runCli(['report', file, '--out', out, '--format', formats]);
	expect(own).toMatchObject({ code: 0, stderr: '' });
	const moved = [
		...['--ttft', '200ms', '--tbt', '20ms', '--stall', '100ms'],
		...['--count', 'tokens', '--fluid-share', '0.5', '--fluid-index', '0.8'],
	];
	const other = await runCli(['report', file, '--out', join(home, 'moved'), '--format', 'json', ...moved]);
	expect(other).toMatchObject({ code: 0, stderr: expect.stringContaining('exploratory') });
}, 240_000);
afterAll(() => rmSync(home, { recursive: true }));

let app: App;
let runId: string;
beforeEach(() => open({}));
afterEach(() => app.close());

async function open(services: Partial<AppServices>): Promise<void> {
	app = createApp({
		shell: 'browser',
		folder: join(home, 'app'),
		environment: { PATH: process.env.PATH },
		seed: 1,
		now: () => new Date(),
		openSecrets: async () => ({ store: createMemoryStore(), notice: null }),
		knownSecrets: createKnownSecrets(),
		...services,
	});
	const opened = await app.call('openRun', { name: 'mine.fluidity', bytes });
	if (!opened.ok) throw new Error(opened.problem.message);
	runId = opened.value.runId;
}

type Choices = Omit<ApiInput<'exportReport'>, 'runId'>;

function report(choices: Choices): Promise<Result<ApiOutputs['exportReport']>> {
	return app.call('exportReport', { runId, ...choices });
}

async function made(choices: Choices): Promise<ApiOutputs['exportReport']> {
	const result = await report(choices);
	if (!result.ok) throw new Error(result.problem.message);
	return result.value;
}

/** The files of a zip by their paths. */
function unzipped(zip: Uint8Array): Map<string, Buffer> {
	return new Map(Object.entries(unzipSync(zip)).map(([path, content]) => [path, Buffer.from(content)]));
}

async function studyUnder(choices: Omit<Choices, 'format'>): Promise<Study> {
	return studySchema.parse(JSON.parse(Buffer.from((await made({ ...choices, format: 'json' })).bytes).toString()));
}

describe('a report from the app', () => {
	// Would catch an app that scores, seeds or writes in another way than the command line.
	test.each([
		['html', 'report.html'],
		['json', 'study.json'],
	] as const)('as %s is the file of the command line, byte by byte', async (format, file) => {
		const { name, bytes: content } = await made({ format });
		expect(name).toBe(`mine-${file}`);
		expect(Buffer.from(content).equals(readFileSync(join(out, file)))).toBe(true);
	});

	test.each(['csv', 'metron'] as const)('as %s is a zip of the files of the command line', async (format) => {
		const { name, bytes: content } = await made({ format });
		expect(name).toBe(`mine-${format}.zip`);
		const files = unzipped(content);
		const own = filesBelow(out).filter((path) => (format === 'csv' ? /^[^/]+\.csv$/ : /^metron\//).test(path));
		expect(own.length).toBeGreaterThan(2);
		expect([...files.keys()].sort()).toEqual(own.sort());
		for (const [path, file] of files) expect([path, file.equals(readFileSync(join(out, path)))]).toEqual([path, true]);
	});

	test.skipIf(browser === null)('as PDF is that of the command line, but for the time of printing', async () => {
		for (const size of ['a4', 'letter'] as const) {
			const { name, bytes: content } = await made({ format: `pdf-${size}` });
			expect(name).toBe(`mine-report-${size}.pdf`);
			const own = readFileSync(join(out, `report-${size}.pdf`));
			expect(withoutTimes(Buffer.from(content))).toBe(withoutTimes(own));
		}
	});

	test('holds the hash of exactly the bytes that are exported as the recording', async () => {
		const study = await studyUnder({});
		const recording = await app.call('exportRun', { runId });
		if (!recording.ok) throw new Error(recording.problem.message);
		expect(study).toMatchObject({ exploratory: false, runs: [{ sha256: sha256Of(recording.value.bytes) }] });
	});

	test('under other deadlines or definitions is exploratory and names no winner', async () => {
		const deadlines = { firstMs: 200, eachMs: 20, stallMs: 100 };
		const definition = { ...DEFAULT_DEFINITION, count: 'tokens' } as const;
		const fluidRate = { share: 0.5, targetMissRate: 0.2 };
		const moved = await studyUnder({ deadlines, definition, fluidRate });
		expect(moved).toEqual(JSON.parse(readFileSync(join(home, 'moved', 'study.json'), 'utf8')));
		expect(moved).toMatchObject({ exploratory: true, deadlines, definition, asked: { fluidRate } });
		expect(moved.verdict).toMatchObject({ type: 'refusal', reason: 'exploratory' });
		expect(await studyUnder({ definition })).toMatchObject({ exploratory: true });
		expect(await studyUnder({ fluidRate })).toMatchObject({ exploratory: false, asked: { fluidRate } });
	});

	test('that cannot be printed says what would be right', async () => {
		await app.close();
		await open({ environment: { PATH: '' } });
		const refused = await report({ format: 'pdf-a4' });
		expect(refused).toMatchObject({
			problem: { code: 'no-browser', message: expect.stringContaining('FLUIDITY_CHROMIUM') },
		});
		expect(await report({ format: 'html' })).toMatchObject({ ok: true });
	});

	test('is refused of a run that is not open', async () => {
		expect(await app.call('exportReport', { runId: 'another', format: 'html' })).toMatchObject({
			problem: { code: 'no-such-run' },
		});
	});
});

describe('a race', () => {
	const setup = {
		...{ providerIds: ['sim:steady'], prompt: 'Why?', maxTokens: 200, rounds: 1 },
		...{ firstMs: 400, eachMs: 50, stallMs: 200 },
	};

	// Would catch a report that loads the machine while it measures.
	test('gives up the report that is being made, and while it runs none is', async () => {
		await app.close();
		let printed: (page: string) => void = () => {};
		const page = new Promise<string>((resolve) => {
			printed = resolve;
		});
		let givenUp = false;
		await open({
			print: (given, signal) =>
				new Promise<PrintedPage>((resolve) => {
					printed(given);
					signal?.addEventListener('abort', () => {
						givenUp = true;
						resolve({ ok: false, problem: { code: 'print-failed', message: 'given up' } });
					});
				}),
		});
		const waiting = report({ format: 'pdf-letter' });
		expect(await page).toContain('@page { size: letter');
		expect(policyOf(await page)).toMatch(/^default-src 'none'; script-src 'sha256-[^&]+; form-action 'none'$/);
		const started = await app.call('startRace', setup);
		if (!started.ok) throw new Error(started.problem.message);
		expect(await waiting).toMatchObject({ problem: { code: 'report-given-up' } });
		expect(givenUp).toBe(true);
		for (const id of [runId, started.value.runId]) {
			expect(await app.call('exportReport', { runId: id, format: 'json' })).toMatchObject({
				problem: { code: 'race-running' },
			});
		}
	});

	test('that has ended has a report, with the hash of its file', async () => {
		const ended = new Promise<void>((resolve) => {
			app.subscribe((event) => {
				if (event.type === 'ended') resolve();
			});
		});
		const started = await app.call('startRace', { ...setup, maxTokens: 10 });
		if (!started.ok) throw new Error(started.problem.message);
		await ended;
		runId = started.value.runId;
		const study = await studyUnder({});
		const recordings = join(home, 'app', 'recordings');
		const hashes = readdirSync(recordings).map((name) => sha256Of(readFileSync(join(recordings, name))));
		expect(hashes).toContain(study.runs[0]?.sha256);
		expect(study.providers.map(({ requests }) => requests.completed)).toEqual([1]);
	});
});

/** Every file below a folder, by its path from there with forward slashes. */
function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function withoutTimes(pdf: Buffer): string {
	return pdf.toString('latin1').replaceAll(/\/(?:CreationDate|ModDate) \(D:[^)]*\)/g, '');
}
