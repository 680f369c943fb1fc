import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { HostEvent, Problem } from '../../src/core/api.ts';
import { createRuns } from '../../src/main/app-runs.ts';
import { type RaceObserver, startRace } from '../../src/main/race.ts';
import { createRecordingFile } from '../../src/main/recordings/file.ts';
import { requestRecord } from '../support/recordings.ts';
import { recordedRequest, recordingOf, tokensAt } from '../support/scored-runs.ts';

vi.mock('../../src/main/race.ts', () => ({ startRace: vi.fn() }));
vi.mock('../../src/main/recordings/file.ts', async (original) => ({
	...(await original<typeof import('../../src/main/recordings/file.ts')>()),
	createRecordingFile: vi.fn(),
}));

const folder = mkdtempSync(join(tmpdir(), 'fluidity-runs-'));
afterEach(() => rmSync(folder, { recursive: true }));

const SETUP = {
	...{ providerIds: [], prompt: 'p', maxTokens: 9, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 },
};

// Would catch a notice for every record of a full disk, which nobody could dismiss while the race runs.
it('a recording that cannot be written on is told of once, however many records follow', async () => {
	const full = { ok: false, problem: { code: 'no-room', message: 'There is no room.' } } as const;
	const file = { path: join(folder, 'run'), append: () => full, close: () => full };
	vi.mocked(createRecordingFile).mockReturnValue({ ok: true, file });
	const recording = recordingOf([recordedRequest(tokensAt(50, 60))]);
	let observer: RaceObserver | null = null;
	let end = (): void => {};
	vi.mocked(startRace).mockImplementation((_, observes) => {
		observer = observes;
		const done = new Promise<typeof recording>((resolve) => {
			end = () => resolve(recording);
		});
		return { run: recording.run, recording: () => recording, done, cancel() {} };
	});
	const notices: Problem[] = [];
	const told: HostEvent['type'][] = [];
	const runs = createRuns(folder, () => new Date(0), {
		tell: ({ type }) => told.push(type),
		notice: (problem) => notices.push(problem),
	});
	expect(runs.start([], SETUP).ok).toBe(true);
	for (let record = 0; record < 3; record++) (observer as RaceObserver | null)?.record(requestRecord(record));
	const cause = { code: 'file-no-room', message: 'There is no room.', names: { path: file.path } };
	expect(notices).toEqual([{ code: 'recording-incomplete', message: 'There is no room.', cause }]);
	end();
	await runs.close();
	expect(notices).toHaveLength(1);
	expect(told).toEqual(['run', 'ended']);
});
