import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HostEvent, RaceSetup, RunResult, RunSnapshot } from '../../src/core/api.ts';
import { type Arrival, type Batch, decodeArrivals } from '../../src/core/batch.ts';
import type { Mark } from '../../src/core/events.ts';
import { scoreRecording } from '../../src/core/scorecard.ts';
import { type App, createApp } from '../../src/main/app.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { readRecordingBytes, readRecordingFile } from '../../src/main/recordings/file.ts';
import { createMemoryStore } from '../../src/main/secrets/memory-store.ts';

let folder: string;
let app: App;
let races = 0;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'app-race-'));
	// A minute between any two races, so that their files have names of their own.
	const now = () => new Date(Date.UTC(2026, 0, 2, 3, races));
	app = startApp(now);
	await app.warmUp();
});
beforeEach(() => {
	races++;
});
afterAll(async () => {
	await app.close();
	rmSync(folder, { recursive: true });
});

function startApp(now: () => Date): App {
	return createApp({
		shell: 'browser',
		folder,
		environment: {},
		seed: 7,
		now,
		openSecrets: async () => ({ store: createMemoryStore(), notice: null }),
		knownSecrets: createKnownSecrets(),
	});
}

function setup(providerIds: string[], differences: Partial<RaceSetup> = {}): RaceSetup {
	const prompt = 'Explain why averages hide stalls.';
	return { providerIds, prompt, maxTokens: 24, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200, ...differences };
}

async function begun(race: RaceSetup): Promise<string> {
	const started = await app.call('startRace', race);
	if (!started.ok) throw new Error(started.problem.message);
	return started.value.runId;
}

/** What one page is told, and promises for what it will be. */
function watch() {
	const events: HostEvent[] = [];
	const looks = new Set<() => void>();
	const unsubscribe = app.subscribe((event) => {
		events.push(event);
		for (const look of looks) look();
	});
	return {
		events,
		unsubscribe,
		until: (fits: (event: HostEvent) => boolean) =>
			new Promise<void>((resolve) => {
				const look = (): void => {
					if (!events.some(fits)) return;
					looks.delete(look);
					resolve();
				};
				looks.add(look);
				look();
			}),
	};
}

function ended(runId: string) {
	return (event: HostEvent): boolean => event.type === 'ended' && event.runId === runId;
}

/** The run as a page has it: the last snapshot and the batches that followed on it. */
function told(events: readonly HostEvent[]): {
	snapshot: RunSnapshot;
	batches: Batch[];
	result: RunResult | null;
} {
	const from = events.findLastIndex(({ type }) => type === 'run');
	const run = events[from];
	if (run?.type !== 'run') throw new Error('no run was told');
	const batches = events.slice(from).flatMap((event) => (event.type === 'batch' ? [event.batch] : []));
	const last = events.slice(from).find(({ type }) => type === 'ended');
	const result = last?.type === 'ended' ? last.result : run.snapshot.result;
	return { snapshot: run.snapshot, batches, result };
}

/** Everything of a stream, in order. */
function streamOf(batches: readonly Batch[], stream: number): { arrivals: Arrival[]; marks: Mark[] } {
	return {
		arrivals: batches.flatMap(decodeArrivals).filter((arrival) => arrival.stream === stream),
		marks: batches.flatMap(({ marks }) => marks).filter((mark) => mark.stream === stream),
	};
}

async function exported(runId: string): Promise<Uint8Array<ArrayBuffer>> {
	const file = await app.call('exportRun', { runId });
	if (!file.ok) throw new Error(file.problem.message);
	return file.value.bytes;
}

describe('a race in the app', () => {
	// Would catch a snapshot that lacks what came before it, or repeats what comes after.
	test('is whole for a page that opens in the middle: the snapshot, then batches without gap or overlap', async () => {
		const first = watch();
		const runId = await begun(setup(['sim:steady', 'sim:chunked', 'sim:stalling']));
		await first.until((event) => event.type === 'batch' && event.batch.stream.length > 0);
		const pages = [first];
		while (!first.events.some(ended(runId))) {
			pages.push(watch());
			const seen = first.events.length;
			await first.until((event) => first.events.indexOf(event) >= seen);
		}
		for (const page of pages) page.unsubscribe();
		expect(pages.length).toBeGreaterThan(10);
		const whole = told(first.events);
		expect(whole.snapshot.batch).toMatchObject({ sequence: -1, text: '', marks: [] });
		const sources = [whole.snapshot.batch, ...whole.batches];
		for (const page of pages) {
			const { snapshot, batches, result } = told(page.events);
			expect(snapshot.run.id).toBe(runId);
			const first = snapshot.batch.sequence + 1;
			expect(batches.map(({ sequence }) => sequence)).toEqual(batches.map((_, index) => first + index));
			for (const { stream } of snapshot.requests) {
				expect(streamOf([snapshot.batch, ...batches], stream)).toEqual(streamOf(sources, stream));
			}
			expect(result).toEqual(whole.result);
		}
		expect(whole.result?.counts.map(({ stream }) => stream)).toEqual([0, 1, 2]);
	});

	test('is recorded: the file gives the scorecard that was shown, and opens as the same run', async () => {
		const page = watch();
		const runId = await begun(setup(['sim:steady', 'sim:rate-limited', 'sim:steady'], { rounds: 2 }));
		await page.until(ended(runId));
		const { snapshot, result } = told(page.events);
		expect(snapshot.run.providers.map(({ name }) => name)).toEqual(['Northwind AI', 'Turnstead', 'Northwind AI (2)']);
		const bytes = await exported(runId);
		const reading = readRecordingBytes('exported', bytes);
		if (!reading.ok) throw new Error(reading.problem.message);
		expect(reading).toMatchObject({ cut: null, recording: { closed: true } });
		expect(scoreRecording(reading.recording)).toEqual(result?.scorecard);
		expect(result?.scorecard.providers[0]).toMatchObject({ status: 'completed', n: 2 });

		const [name = ''] = readdirSync(join(folder, 'recordings')).filter((file) => file.includes(`-0${races}-`));
		const kept = await readRecordingFile(join(folder, 'recordings', name));
		expect(kept).toMatchObject({ ok: true, recording: { run: { id: runId } } });

		const other = watch();
		expect(await app.call('openRun', { name: 'again', bytes })).toEqual({ ok: true, value: { runId } });
		const again = told(other.events);
		expect(again.snapshot).toMatchObject({ source: 'file', requests: snapshot.requests });
		expect(again.result).toEqual(result);
		expect(await exported(runId)).toEqual(bytes);
		for (const { unsubscribe } of [page, other]) unsubscribe();
	});

	test('is one at a time, and ends as cancelled when it is stopped', async () => {
		const page = watch();
		const race = setup(['sim:steady', 'sim:silent'], { maxTokens: 2_000 });
		const [one, other] = await Promise.all([app.call('startRace', race), app.call('startRace', race)]);
		expect([one.ok, other.ok].sort()).toEqual([false, true]);
		const refused = { ok: false, problem: { code: 'race-running' } };
		expect(await app.call('startRace', race)).toMatchObject(refused);
		expect(await app.call('openRun', { name: 'file', bytes: new Uint8Array() })).toMatchObject(refused);
		const { run } = told(page.events).snapshot;
		expect(await app.call('exportRun', { runId: run.id })).toMatchObject(refused);
		await page.until((event) => event.type === 'batch' && event.batch.stream.length > 0);
		await app.call('stopRace', {});
		await page.until(ended(run.id));
		const { result } = told(page.events);
		expect(result?.scorecard.providers.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
		expect(page.events.filter(ended(run.id))).toHaveLength(1);
		expect(readRecordingBytes('stopped', await exported(run.id))).toMatchObject({ cut: null });
		const next = await begun(setup(['sim:steady'], { maxTokens: 2 }));
		await page.until(ended(next));
		page.unsubscribe();
	});

	test('becomes the setup that the next start of the app begins with', async () => {
		const page = watch();
		const race = setup(['sim:steady'], { maxTokens: 3, eachMs: 75 });
		await page.until(ended(await begun(race)));
		const states = page.events.flatMap((event) => (event.type === 'state' ? [event.state] : []));
		expect(states.at(-1)?.preferences.race).toEqual(race);
		expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')).preferences.race).toEqual(race);
		page.unsubscribe();
	});

	// Would catch a race that is lost because its file was moved away, or that brings the app down.
	test('says so where its recording has gone, or where it could not be recorded at all', async () => {
		const page = watch();
		const race = setup(['sim:steady'], { maxTokens: 2 });
		const runId = await begun(race);
		await page.until(ended(runId));
		rmSync(join(folder, 'recordings'), { recursive: true });
		expect(await app.call('exportRun', { runId })).toMatchObject({ ok: false, problem: { code: 'recording-gone' } });
		writeFileSync(join(folder, 'recordings'), 'no folder');
		const unrecorded = await begun(race);
		await page.until(ended(unrecorded));
		rmSync(join(folder, 'recordings'));
		const notices = page.events.flatMap((event) => (event.type === 'state' ? event.state.notices : []));
		expect(notices.map(({ code }) => code)).toContain('recording-impossible');
		expect(told(page.events).result?.scorecard.providers[0]?.status).toBe('completed');
		const nothing = await app.call('exportRun', { runId: unrecorded });
		expect(nothing).toMatchObject({ ok: false, problem: { code: 'not-recorded' } });
		page.unsubscribe();
	});
});

// Would catch an app that refuses every race after its simulator was killed, say for want of memory.
test.runIf(process.platform === 'linux')('a simulator that has gone is started again by the next race', async () => {
	const children = () => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
	const before = children();
	const own = startApp(() => new Date(0));
	await own.warmUp();
	const [simulator] = children().filter((child) => !before.includes(child));
	process.kill(Number(simulator), 'SIGKILL');
	await expect.poll(children, { timeout: 30_000 }).not.toContain(simulator);
	const statuses: string[] = [];
	let look = (): void => {};
	own.subscribe((event) => {
		if (event.type === 'ended') statuses.push(event.result.scorecard.providers[0]?.status ?? 'none');
		look();
	});
	// The very next race may still be told the address of the old one, if it begins before the system's news of it.
	for (let races = 1; !statuses.includes('completed') && races < 10; races++) {
		expect((await own.call('startRace', setup(['sim:steady'], { maxTokens: 2 }))).ok).toBe(true);
		await new Promise<void>((resolve) => {
			look = () => (statuses.length === races ? resolve() : undefined);
			look();
		});
	}
	expect(statuses.at(-1)).toBe('completed');
	await own.close();
});

test('closing the app ends a race as cancelled, with its recording closed, and begins no other', async () => {
	const own = startApp(() => new Date(60_000));
	let result: RunResult | null = null;
	const released = new Promise<void>((resolve) => {
		own.subscribe((event) => {
			if (event.type === 'batch') resolve();
			if (event.type === 'ended') result = event.result;
		});
	});
	const started = await own.call('startRace', setup(['sim:silent']));
	expect(started.ok).toBe(true);
	await released;
	await own.close();
	expect(result).toMatchObject({ scorecard: { providers: [{ status: 'cancelled' }] } });
	const path = join(folder, 'recordings', 'fluidity-1970-01-01T00-01-00-000Z.fluidity');
	expect(await readRecordingFile(path)).toMatchObject({ ok: true, recording: { closed: true } });
	expect(await own.call('startRace', setup(['sim:silent']))).toMatchObject({ problem: { code: 'app-ending' } });
});
