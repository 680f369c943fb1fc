import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';
import { readRecordingFile } from '../../src/main/recordings/file.ts';
import type { Emission } from '../../src/main/simulator/emissions.ts';
import { type Simulator, startSimulator } from '../../src/main/simulator/start-simulator.ts';

const PROGRAM = join(import.meta.dirname, '../../src/main/cli/main.ts');
const SEED = 30;
const KILLS = 30;
/** As many as two processors start without holding up those that run: a token that is late by that would count as lost. */
const AT_ONCE = 2;
/** So many of the kills count from the start of the program, before there is anything; the others from its first token. */
const EARLY_KILLS = 6;
const LATEST_MS = 3_000;
/** More than fit into that, so that every kill hits the race. */
const TOKENS = 500;
/** So long may a token be under way: the read, the batch, the write. */
const UNDER_WAY_NS = 300_000_000n;

/** One race that was killed. */
interface Killed {
	/** The last user message, but for the nonce: tells this race's requests in the simulator's log. */
	readonly prompt: string;
	readonly path: string;
	readonly killedNs: bigint;
}

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'race-killed-'));
	simulator = await startSimulator({ seed: SEED });
});
afterAll(async () => {
	await simulator.close();
	rmSync(folder, { recursive: true });
});

async function raceAndKill(index: number, afterMs: number): Promise<Killed> {
	const prompt = `Say something, race ${index}.`;
	const path = join(folder, `${index}.fluidity`);
	const providers = ['steady', 'bursty'] as const;
	const child = spawn(
		process.execPath,
		[
			PROGRAM,
			'race',
			...providers.flatMap((persona) => [
				'--provider',
				`${persona}=${simulator.baseUrl(persona)}`,
				'--model',
				'sim-70b',
			]),
			...['--prompt', prompt, '--max-tokens', String(TOKENS), '--record', path],
		],
		{ stdio: ['ignore', 'ignore', 'pipe'] },
	);
	const exit = once(child, 'exit');
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	// The first thing it says is that a first token came.
	if (index >= EARLY_KILLS) await Promise.race([once(child.stderr, 'data'), exit]);
	await delay(afterMs);
	const killedNs = process.hrtime.bigint();
	child.kill('SIGKILL');
	expect(await exit, said).toEqual([null, 'SIGKILL']);
	return { prompt, path, killedNs };
}

/** The recording, or null where the process did not live to write its first line. */
async function recorded({ path }: Killed): Promise<Recording | null> {
	if (!existsSync(path) || !readFileSync(path).includes('\n')) return null;
	const reading = await readRecordingFile(path);
	if (!reading.ok) throw new Error(reading.problem.message);
	expect(reading.cut).not.toBeNull();
	return reading.recording;
}

/** What the recording has of one request, and what it must have. */
function compare(recording: Recording | null, emission: Emission, killedNs: bigint) {
	const request = recording?.requests.find((each) => emission.prompt.startsWith(`[${each.request.nonce}]`));
	const output = emission.frames.filter(({ tokens }) => tokens > 0);
	return {
		arrivals: request?.arrivals.length ?? 0,
		sent: output.length,
		due: output.filter(({ atNs }) => BigInt(atNs) <= killedNs - UNDER_WAY_NS).length,
	};
}

/** A token that is lost once in a while must not be tried again until it is there. */
const ONCE = { retry: 0, timeout: 300_000 } as const;

// Would catch records kept in memory or in a buffer, a line that is written in parts, and a file that must be closed to be read.
it(`a race killed at ${KILLS} random moments leaves a file that opens and has every token`, ONCE, async () => {
	const random = xoroshiro128plus(SEED);
	const waiting = Array.from({ length: KILLS }, () => uniformFloat64(random) * LATEST_MS).entries();
	const killed: Killed[] = [];
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			for (const [index, afterMs] of waiting) killed.push(await raceAndKill(index, afterMs));
		}),
	);
	const emissions = await simulator.emissions();
	let withArrivals = 0;
	for (const each of killed) {
		const recording = await recorded(each);
		const compared = emissions
			.filter(({ prompt }) => prompt.endsWith(each.prompt))
			.map((emission) => compare(recording, emission, each.killedNs));
		for (const { arrivals, sent, due } of compared) {
			expect(arrivals, each.prompt).toBeGreaterThanOrEqual(due);
			expect(arrivals, each.prompt).toBeLessThanOrEqual(sent);
		}
		if (compared.some(({ arrivals }) => arrivals > 0)) withArrivals += 1;
	}
	expect(killed).toHaveLength(KILLS);
	expect(withArrivals).toBeGreaterThanOrEqual(20);
});
