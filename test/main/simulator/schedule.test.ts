import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fluidityIndex, scoreIntervals } from '../../../src/core/fluidity/deadlines.ts';
import { findPersona, type Pace, PERSONAS, type PersonaId } from '../../../src/main/simulator/personas.ts';
import { planStream, requestRandom, type StreamPlan } from '../../../src/main/simulator/schedule.ts';

const STREAMING = PERSONAS.flatMap(({ id, answer }) => (answer.type === 'stream' ? [id] : []));
const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);

function paceOf(id: PersonaId): Pace {
	const answer = findPersona(id)?.answer;
	if (answer?.type !== 'stream') throw new Error(`${id} does not stream`);
	return answer.pace;
}

function plan(id: PersonaId, seed: number, tokens: number, request = 0): StreamPlan {
	return planStream(paceOf(id), requestRandom(seed, id, request), tokens);
}

/** The moment of each token of the text. */
function textMoments({ frames }: StreamPlan): number[] {
	return frames.flatMap(({ kind, tokens, atMs }) => (kind === 'reasoning' ? [] : new Array<number>(tokens).fill(atMs)));
}

function gaps(moments: readonly number[]): number[] {
	return moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The index under 400 ms and 50 ms, the deadlines that the personas are made for. */
function indexOf(stream: StreamPlan): number {
	const moments = textMoments(stream);
	return fluidityIndex(scoreIntervals([moments[0] ?? 0, ...gaps(moments)], { first: 400, each: 50 })) ?? Number.NaN;
}

const anyStream = fc.record({
	id: fc.constantFrom(...STREAMING),
	seed: fc.nat(),
	tokens: fc.integer({ min: 1, max: 400 }),
	request: fc.nat(50),
});

describe('a stream’s plan', () => {
	// Would catch hidden state or a clock in the planning: a demo that cannot be repeated.
	it('is the same for the same seed, persona and request', () => {
		fc.assert(
			fc.property(anyStream, ({ id, seed, tokens, request }) => {
				expect(plan(id, seed, tokens, request)).toEqual(plan(id, seed, tokens, request));
			}),
		);
	});

	// Would catch a seed, persona or number that does not reach the generator.
	it('differs with the seed, with the request and with the persona', () => {
		const base = requestRandom(1, 'steady', 0)();
		expect(requestRandom(2, 'steady', 0)()).not.toBe(base);
		expect(requestRandom(1, 'steady', 1)()).not.toBe(base);
		expect(requestRandom(1, 'bursty', 0)()).not.toBe(base);
	});

	// Would catch lost or doubled tokens where frames are grouped, and frames that go back in time.
	it('sends every token once, in frames whose moments never fall', () => {
		fc.assert(
			fc.property(anyStream, ({ id, seed, tokens }) => {
				const stream = plan(id, seed, tokens);
				const moments = [...stream.frames.map((frame) => frame.atMs), stream.ending.atMs];
				expect(Math.min(0, ...gaps(moments))).toBe(0);
				const sent = stream.frames.reduce((sum, frame) => sum + frame.tokens, 0);
				if (stream.ending.type === 'complete') expect(sent).toBe(tokens);
				else expect(sent).toBe(Math.min(40, Math.floor(tokens / 2)));
			}),
		);
	});

	// Would catch a draw that depends on the length: two maxima would then show two different providers.
	it('begins with the plan of a shorter answer', () => {
		fc.assert(
			fc.property(fc.constantFrom<PersonaId>('steady', 'bursty', 'stalling', 'reasoning'), fc.nat(), (id, seed) => {
				const short = plan(id, seed, 80).frames;
				expect(plan(id, seed, 200).frames.slice(0, short.length)).toEqual(short);
			}),
		);
	});
});

describe('the personas’ shapes', () => {
	// Would catch a change of the table that takes the point out of the demo.
	it('steady meets every deadline and stalling visibly does not, at a pace like that of bursty', () => {
		for (const seed of SEEDS) {
			expect(indexOf(plan('steady', seed, 200))).toBe(1);
			expect(indexOf(plan('stalling', seed, 200))).toBeLessThan(0.97);
			expect(indexOf(plan('bursty', seed, 200))).toBeGreaterThan(0.98);
		}
		const pace = (id: PersonaId) => 1000 / mean(SEEDS.flatMap((seed) => gaps(textMoments(plan(id, seed, 200)))));
		expect(pace('steady')).toBeCloseTo(33.3, 0);
		expect(pace('bursty')).toBeGreaterThan(22);
		expect(pace('bursty')).toBeLessThan(25);
		expect(pace('stalling')).toBeGreaterThan(0.8 * pace('bursty'));
		expect(pace('stalling')).toBeLessThan(pace('bursty'));
	});

	// Would catch a first freeze so late that a short race shows none.
	it('stalling freezes for 0.5 to 1.2 s within the first 60 tokens', () => {
		for (const seed of SEEDS) {
			const longest = Math.max(...gaps(textMoments(plan('stalling', seed, 60))));
			expect(longest).toBeGreaterThan(500);
			expect(longest).toBeLessThan(1250);
		}
	});

	it('bursty sends ten tokens in a rush and then pauses', () => {
		const between = gaps(textMoments(plan('bursty', 1, 31)));
		for (const [index, gap] of between.entries()) {
			if ((index + 1) % 10 === 0) expect(gap).toBeGreaterThan(250);
			else expect(gap).toBeLessThan(20);
		}
	});

	it('chunked puts eight tokens into every frame but the last', () => {
		const sizes = plan('chunked', 1, 20).frames.flatMap(({ tokens }) => (tokens > 0 ? [tokens] : []));
		expect(sizes).toEqual([8, 8, 4]);
	});

	// Would catch a rhythm that changes the mean: it would then measure pace, not grouping.
	it('speculative sends three tokens and then one after three steps, at the pace of steady', () => {
		const stream = plan('speculative', 1, 400);
		const frames = stream.frames.filter(({ tokens }) => tokens > 0);
		expect(frames.slice(0, 4).map(({ tokens }) => tokens)).toEqual([3, 1, 3, 1]);
		const [first, second, third] = frames.map(({ atMs }) => atMs) as [number, number, number];
		expect((second - first) / (third - second)).toBeCloseTo(3, 0);
		expect(mean(gaps(textMoments(stream)))).toBeCloseTo(30, 0);
	});

	it('reasoning is silent, then thinks, then writes, and thinking counts as output', () => {
		const output = plan('reasoning', 1, 100).frames.filter(({ tokens }) => tokens > 0);
		expect(output[0]?.atMs).toBeGreaterThan(1000);
		expect(output.map(({ kind }) => kind)).toEqual([
			...new Array<string>(60).fill('reasoning'),
			...new Array<string>(40).fill('text'),
		]);
	});

	it('slow-first keeps its reader waiting for two seconds', () => {
		expect(textMoments(plan('slow-first', 1, 10))[0]).toBeGreaterThan(2000);
	});

	it('malformed disturbs the stream in every way and completes', () => {
		const stream = plan('malformed', 1, 100);
		expect(stream.ending.type).toBe('complete');
		expect(new Set(stream.frames.map(({ kind }) => kind))).toEqual(
			new Set(['role', 'text', 'comment', 'bad-json', 'unspaced', 'empty-delta']),
		);
	});
});
