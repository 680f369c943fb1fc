import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import type { HostEvent } from '../../src/core/api.ts';
import { type Batch, decodeArrivals } from '../../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { Recording } from '../../src/core/recording.ts';
import { scoreRecording } from '../../src/core/scorecard.ts';
import { msToNs } from '../../src/core/time.ts';
import { createLiveView } from '../../src/main/cli/live-view.ts';
import { type RaceProvider, startRace } from '../../src/main/race.ts';
import { createRecordingFile, readRecordingBytes } from '../../src/main/recordings/file.ts';
import { findCanary } from './canary.ts';
import { CANARIES } from './secret-positions.ts';
import { streamsOf } from './streams-of.ts';

const LIMITS = { connectMs: 3_000, idleMs: 30_000, totalMs: 60_000, maxFrameBytes: 65_536 } as const;

/** A race that has ended. */
export interface Raced {
	readonly recording: Recording;
	/** All that the race says of itself, by where it says it. */
	readonly sinks: Readonly<Record<string, readonly string[]>>;
}

/**
 * Races and records, with a live view.
 *
 * @param folder of the recording
 * @param until cancels the race when it has begun to stream from all of them
 */
export async function raceIntoSinks(
	folder: string,
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
export function saidOf({ requests }: Recording): string[] {
	return requests.flatMap(({ arrivals, responded, ended }) => [
		...(['text', 'reasoning', 'tool', 'refusal'] as const).map((kind) =>
			arrivals.flatMap((arrival) => (arrival.kind === kind ? [arrival.text] : [])).join(''),
		),
		JSON.stringify([responded?.headers, ended?.failure, ended?.finishReason]),
	]);
}

export function expectNoCanary(sinks: Raced['sinks']): void {
	for (const [sink, texts] of Object.entries(sinks)) {
		for (const [name, secret] of Object.entries(CANARIES)) {
			for (const text of texts) expect(findCanary(text, secret), `${name} in ${sink}`).toBeNull();
		}
	}
}
