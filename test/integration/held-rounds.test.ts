import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';

import { scoreStudy } from '../../src/core/study.ts';
import { type RunJson, runJson, studyOfRun } from '../../src/main/cli/run-study.ts';
import { readRecordingFile } from '../../src/main/recordings/file.ts';
import { runCli } from '../support/run-cli.ts';

// The persona refuses at once and asks to wait two seconds; a round of the other takes half of one, so that several
// rounds fall into each wait, and some behind it.
const ROUNDS = 9;
const RETRY_AFTER_NS = 2e9;

let folder: string;
let live: { code: number | null; scorecard: RunJson; stderr: string };
let recording: Recording;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'fluidity-held-'));
	const file = join(folder, 'race.fluidity');
	const providers = ['--provider', 'sim:rate-limited', '--provider', 'sim:steady'];
	const size = ['--rounds', `${ROUNDS}`, '--max-tokens', '8'];
	const { code, stdout, stderr } = await runCli(['race', '--json', ...providers, ...size, '--record', file]);
	live = { code, scorecard: JSON.parse(stdout), stderr };
	const reading = await readRecordingFile(file);
	if (!reading.ok || reading.cut !== null) throw new Error('the recording is not whole');
	recording = reading.recording;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a provider that asks to wait, over several rounds', () => {
	it('is sent nothing while the wait runs, and the next round after it again', () => {
		let untilNs = 0;
		let held = 0;
		let sentAgain = 0;
		for (const { released, sent, responded, arrivals, ended, request } of recording.requests) {
			if (request.provider !== 0) continue;
			if (ended === null) throw new Error(`round ${request.round} has no end`);
			if (ended.state === 'held') {
				held += 1;
				expect([released, sent, responded, arrivals]).toEqual([null, null, null, []]);
				expect(ended.atNs).toBeLessThan(untilNs);
				expect(ended.failure).toMatchObject({ kind: 'held', status: 429 });
				expect(ended.failure?.retryAfterMs).toBe(Math.ceil((untilNs - ended.atNs) / 1e6));
				continue;
			}
			expect(ended).toMatchObject({ state: 'failed-before-first-token', failure: { kind: 'http', status: 429 } });
			expect(released?.atNs).toBeGreaterThanOrEqual(untilNs);
			if (untilNs > 0) sentAgain += 1;
			untilNs = ended.atNs + RETRY_AFTER_NS;
		}
		expect(held).toBeGreaterThan(0);
		expect(sentAgain).toBeGreaterThan(0);
	});

	it('is left out of means and pairs where it was held, and has it against its goodput', () => {
		const scored = scoreStudy([{ recording, sha256: null }]);
		if (!scored.ok) throw new Error(scored.message);
		const [limited, steady] = scored.study.whole().providers;
		const held = limited?.requests.held ?? 0;
		expect(limited?.requests).toMatchObject({ asked: ROUNDS, counted: ROUNDS - held, completed: 0 });
		expect(limited?.metrics.fluidityIndex.n).toBe(ROUNDS - held);
		expect(limited?.goodput).toMatchObject({ good: 0, of: ROUNDS, share: 0 });
		expect(steady?.requests).toMatchObject({ counted: ROUNDS, completed: ROUNDS, held: 0 });
		expect(scored.study.whole().comparisons[0]?.n).toBe(ROUNDS - held);
		expect(limited?.errors.find(({ state }) => state === 'held')).toMatchObject({
			kind: 'held',
			status: 429,
			count: held,
		});
	});

	it('is named in the lines and the JSON of the race, whose recording scores alike to the digit', () => {
		const [limited] = live.scorecard.providers;
		const held = limited?.failures.filter(({ state }) => state === 'held') ?? [];
		expect(held[0]?.message).toMatch(/^Not sent: 127\.0\.0\.1:\d+ had asked to wait \(HTTP 429\), and \d\.\d s/);
		expect(limited).toMatchObject({ status: 'mixed', n: ROUNDS - held.length, fluidityIndex: 0 });
		expect(live.stderr).toContain(`sim:rate-limited (round ${held[0]?.round}): held: Not sent: `);
		// Every request that was sent failed.
		expect(live.code).toBe(1);
		expect(JSON.parse(JSON.stringify(runJson(studyOfRun(recording))))).toEqual(live.scorecard);
	});
});
