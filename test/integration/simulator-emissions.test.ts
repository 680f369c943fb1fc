import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Emission } from '../../src/main/simulator/emissions.ts';
import { findPersona, type PersonaId } from '../../src/main/simulator/personas.ts';
import { planStream, requestRandom } from '../../src/main/simulator/schedule.ts';
import { type Simulator, startSimulator } from '../../src/main/simulator/start-simulator.ts';
import { chatBody, postChat } from '../support/plain-chat-client.ts';

const SEED = 5;
const TOKENS = 40;
const RACERS: readonly PersonaId[] = ['steady', 'bursty', 'stalling', 'chunked', 'speculative', 'malformed'];

let simulators: readonly Simulator[] = [];
let emissions: readonly (readonly Emission[])[] = [];

beforeAll(async () => {
	simulators = await Promise.all([startSimulator({ seed: SEED }), startSimulator({ seed: SEED })]);
	const body = chatBody({ max_tokens: TOKENS, messages: [{ role: 'user', content: 'nonce-1 Say something.' }] });
	await Promise.all(
		simulators.flatMap((simulator) => RACERS.map((persona) => postChat(simulator.baseUrl(persona), body))),
	);
	emissions = await Promise.all(simulators.map((simulator) => simulator.emissions()));
});
afterAll(async () => {
	await Promise.all(simulators.map((simulator) => simulator.close()));
});

function emissionOf(simulator: number, persona: PersonaId): Emission {
	const found = emissions[simulator]?.find((emission) => emission.persona === persona);
	if (found === undefined) throw new Error(`${persona} has no emission`);
	return found;
}

function plannedFrames(persona: PersonaId) {
	const answer = findPersona(persona)?.answer;
	if (answer?.type !== 'stream') throw new Error(`${persona} does not stream`);
	return planStream(answer.pace, requestRandom(SEED, persona, 0), TOKENS).frames;
}

/** When each frame left, in milliseconds after the request. */
function momentsMs({ openedNs, frames }: Emission): number[] {
	return frames.map(({ atNs }) => Number(BigInt(atNs) - BigInt(openedNs)) / 1e6);
}

// Would catch a log that shows the plan instead of the writes, a stamp after the write's wait, and drift.
it.each(RACERS)('%s leaves as planned, on both servers: never early, never back in time, without drift', (persona) => {
	const planned = plannedFrames(persona);
	for (const emission of [emissionOf(0, persona), emissionOf(1, persona)]) {
		expect(emission.frames.slice(0, planned.length).map(({ kind, tokens }) => ({ kind, tokens }))).toEqual(
			planned.map(({ kind, tokens }) => ({ kind, tokens })),
		);
		const moments = momentsMs(emission);
		expect(moments).toEqual(moments.toSorted((a, b) => a - b));
		const late = planned.map(({ atMs }, index) => (moments[index] ?? Number.NaN) - atMs);
		expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
		// The least late of the last frames: a busy machine may hold single writes back, but drift would move them all.
		expect(Math.min(...late.slice(-10))).toBeLessThan(5);
	}
});

it('closes with the finish and the terminator, logged like every write', () => {
	const { frames, ended } = emissionOf(0, 'steady');
	expect(frames.slice(-2).map(({ kind }) => kind)).toEqual(['finish', 'done']);
	expect(ended).toBe('completed');
});

it('tells requests apart by their prompts and numbers', () => {
	expect(emissionOf(0, 'steady')).toMatchObject({ request: 0, prompt: 'nonce-1 Say something.' });
});
