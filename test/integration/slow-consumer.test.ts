import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/main/simulator/start-simulator.ts';
import { providerAt, requestOf, sinceEpoch, startTestRace } from '../support/test-race.ts';

const TOKENS = 60;
const BLOCKED_MS = 300;

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ seed: 3 });
});
afterAll(() => simulator.close());

// Would catch stamps taken where batches are consumed, batches dropped for a consumer that lags, and an engine that waits.
it('a consumer that blocks 300 ms at each batch loses nothing and changes no time', async () => {
	let batches = 0;
	const { done, race } = startTestRace([providerAt(simulator.baseUrl('steady'))], {
		maxTokens: TOKENS,
		consume() {
			batches += 1;
			// The thread that consumes stands still, as it does under a heavy page or a dialog of the system.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS);
		},
	});
	const recording = await done;
	const { arrivals, ended } = requestOf(recording);
	const emission = (await simulator.emissions()).at(-1);
	const emitted = (emission?.frames ?? []).filter(({ kind }) => kind === 'text');
	expect(ended?.state).toBe('completed');
	expect(batches).toBeGreaterThan(3);
	expect(recording.measured?.sequenceGaps).toBe(0);
	expect(arrivals).toHaveLength(TOKENS);
	const lateMs = arrivals.map(({ atNs }, index) => (atNs - sinceEpoch(race, emitted[index]?.atNs ?? 0n)) / 1e6);
	expect(Math.min(...lateMs)).toBeGreaterThan(0);
	// The median, because a busy machine may hold single reads back.
	expect(lateMs.toSorted((a, b) => a - b)[TOKENS / 2]).toBeLessThan(5);
	expect(Math.max(...lateMs)).toBeLessThan(BLOCKED_MS / 2);
});
