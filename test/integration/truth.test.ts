import { loadavg } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fluidityIndex, scoreIntervals } from '../../src/core/fluidity/deadlines.ts';
import { judgeHealth } from '../../src/core/health.ts';
import type { RecordedRequest, Recording } from '../../src/core/recording.ts';
import { scoreRequest } from '../../src/core/request-score.ts';
import { quantile } from '../../src/core/stats/quantile.ts';
import type { Emission } from '../../src/main/simulator/emissions.ts';
import { findPersona, PERSONA_IDS, type PersonaId } from '../../src/main/simulator/personas.ts';
import { planStream, requestRandom } from '../../src/main/simulator/schedule.ts';
import { type Simulator, startSimulator } from '../../src/main/simulator/start-simulator.ts';
import { fillFrames } from '../../src/main/simulator/token-text.ts';
import { providerAt, requestOf, sinceEpoch, startTestRace, textOf } from '../support/test-race.ts';

/**
 * The measurement against the truth: what a provider wrote, and when, by its own log. Both processes read one clock.
 */
const SEED = 20;
const RACES = 20;
const KEY = 'sim-key-0123456789abcdef';
/** Beyond the longest wait of any persona but `silent`, which never answers. */
const LIMITS = { idleMs: 3_100 };
/**
 * A race that its own health calls spoiled is run again, as people are told to: what is claimed of the others is that
 * they can be believed.
 */
const MOST_SPOILED = 30;
/** Every fifth race is long enough for `reasoning` to reach its answer after 60 tokens of thinking. */
const tokensOf = (race: number): number => (race % 5 === 4 ? 70 : 32);

/** One request, as recorded and as sent. */
interface Pair {
	readonly persona: PersonaId;
	readonly recording: Recording;
	readonly recorded: RecordedRequest;
	readonly emission: Emission;
	/** What the emission says of output. */
	readonly output: Emission['frames'];
	/** What was asked for. */
	readonly tokens: number;
}

let simulator: Simulator;
let pairs: readonly Pair[] = [];

beforeAll(async () => {
	simulator = await startSimulator({ seed: SEED });
	const recordings: Recording[] = [];
	const providers = PERSONA_IDS.map((persona) => providerAt(simulator.baseUrl(persona), { name: persona, key: KEY }));
	const spoiled: string[] = [];
	while (recordings.length < RACES) {
		const race = recordings.length;
		const recording = await startTestRace(providers, { maxTokens: tokensOf(race), limits: LIMITS }).done;
		const trouble = troubleOf(recording);
		if (trouble === null) recordings.push(recording);
		else spoiled.push(trouble);
		if (spoiled.length > MOST_SPOILED) {
			throw new Error(`This machine's own lag spoiled ${spoiled.length} races:\n${spoiled.join('\n')}`);
		}
	}
	const emissions = await simulator.emissions();
	pairs = recordings.flatMap((recording, race) =>
		PERSONA_IDS.map((persona, provider): Pair => {
			const recorded = requestOf(recording, provider);
			const emission = emissions.find(({ prompt }) => prompt.startsWith(`[${recorded.request.nonce}]`));
			if (emission?.persona !== persona) throw new Error(`race ${race}: ${persona} logged no request of that nonce`);
			const output = emission.frames.filter(({ tokens }) => tokens > 0);
			return { persona, recording, recorded, emission, output, tokens: tokensOf(race) };
		}),
	);
}, 480_000);
afterAll(() => simulator.close());

/** Null where the measurement can be believed. */
function troubleOf({ measured, run }: Recording): string | null {
	if (measured === null) return 'the run did not end';
	const { reasons } = judgeHealth(measured, run.deadlines.eachNs);
	return reasons.length === 0 ? null : reasons.join(' ');
}

function latenessMs({ recording, recorded, output }: Pair): number[] {
	return recorded.arrivals.map(({ atNs }, index) => (atNs - sinceEpoch(recording, output[index]?.atNs ?? 0n)) / 1e6);
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('twenty races over all personas', () => {
	it('end as each persona does', () => {
		const ends = (persona: PersonaId) =>
			new Set(pairs.filter((pair) => pair.persona === persona).map(({ recorded }) => recorded.ended?.state));
		const failing: Partial<Record<PersonaId, string>> = {
			cut: 'truncated',
			error: 'failed-after-first-token',
			silent: 'failed-before-first-token',
			'rate-limited': 'failed-before-first-token',
			'key-echo': 'failed-before-first-token',
		};
		for (const persona of PERSONA_IDS)
			expect([persona, [...ends(persona)]]).toEqual([persona, [failing[persona] ?? 'completed']]);
		expect(JSON.stringify(pairs.map(({ recording }) => recording))).not.toContain(KEY);
	});

	// Would catch output lost, doubled, misdecoded or attributed to the wrong request.
	it('record exactly the text that was sent, one arrival for each frame that carried any', () => {
		for (const { persona, recorded, emission, output, tokens } of pairs) {
			expect(recorded.arrivals).toHaveLength(output.length);
			const answer = findPersona(persona)?.answer;
			if (answer?.type !== 'stream') continue;
			const planned = fillFrames(
				planStream(answer.pace, requestRandom(SEED, persona, emission.request), tokens).frames,
			);
			const said = (kinds: readonly string[]): string =>
				planned.map(({ kind, text }) => (kinds.includes(kind) ? text : '')).join('');
			expect(textOf(recorded)).toBe(said(['text', 'unspaced']));
			expect(textOf(recorded, 'reasoning')).toBe(said(['reasoning']));
		}
	});

	// Would catch any stamp that is not taken at the socket read: before decoding, on the engine's own thread.
	it('date every arrival after its emission, and within 5 ms of it at p99', () => {
		const late = pairs.flatMap(latenessMs).toSorted((a, b) => a - b);
		expect(late.length).toBeGreaterThan(4_000);
		expect(late[0]).toBeGreaterThan(0);
		const p99 = quantile(late, 0.99);
		expect(p99, `p99 of ${late.length} arrivals; load ${loadavg()[0]?.toFixed(1)}`).toBeLessThan(5);
	});

	// Would catch a t₀ that is off, tokens counted otherwise than they were sent, and a walk that drifts.
	it.each(PERSONA_IDS.filter((persona) => findPersona(persona)?.answer.type === 'stream'))(
		'give %s the fluidity that its own log gives',
		(persona) => {
			const own = pairs.filter((pair) => pair.persona === persona && textOf(pair.recorded) !== '');
			const scores = own.map(({ recorded, recording }) => scoreRequest(recorded, recording.run.deadlines));
			const measured = scores.map((score) => score.fluidityIndex);
			expect(own.length).toBeGreaterThanOrEqual(persona === 'reasoning' ? 4 : RACES);
			expect(measured).not.toContain(null);
			expect(Math.abs(mean(measured.map(Number)) - mean(own.map(fluidityOfLog)))).toBeLessThanOrEqual(0.005);
			// A mean could hide errors that cancel out. A single request may differ by more than 0.005 only where a token
			// left within the measurement's own delay of its deadline: that flips one deadline, so at most one is missed more
			// or less.
			scores.forEach(({ fluidityIndex: seen, missed }, index) => {
				const pair = own[index] as Pair;
				const far = Math.abs(Number(seen) - fluidityOfLog(pair)) > 0.005;
				const flipped = Math.abs(missed - deadlinesOfLog(pair).missed);
				expect(far ? flipped : 0, `request ${index}: ${seen} for ${fluidityOfLog(pair)}`).toBeLessThanOrEqual(1);
			});
		},
	);
});

/** The fluidity-index of what left the provider, from the request's arrival there. */
function fluidityOfLog(pair: Pair): number {
	return Number(fluidityIndex(deadlinesOfLog(pair)));
}

function deadlinesOfLog({ recording, emission, output }: Pair): { readonly missed: number; readonly total: number } {
	const { firstNs, eachNs } = recording.run.deadlines;
	let previousNs = BigInt(emission.openedNs);
	const intervals = output
		.filter(({ kind }) => kind !== 'reasoning')
		.flatMap(({ atNs, tokens }) => {
			const gap = Number(BigInt(atNs) - previousNs);
			previousNs = BigInt(atNs);
			return [gap, ...new Array<number>(tokens - 1).fill(0)];
		});
	return scoreIntervals(intervals, { first: firstNs, each: eachNs }, false);
}
