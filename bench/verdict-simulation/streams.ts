import { fluidityIndex, scoreIntervals } from '../../src/core/fluidity/deadlines.ts';
import { seededGenerator } from '../../src/core/stats/random.ts';

/** A number above 0 and below 1, another at each call. */
export type Random = () => number;

/** One way in which a provider's streams behave: every request of it is another draw. */
export interface StreamKind {
	readonly name: string;
	/** Of each gap, in a sentence; all times in milliseconds. */
	readonly about: string;
	/**
	 * Most of its requests are perfect, and two of them then differ by exactly 0. No method can then cover 0 in as few as
	 * 95 % of experiments: an interval that would leave it out after one or two stalls in ten requests claims too much.
	 */
	readonly oftenPerfect: boolean;
	/** The gaps between the tokens of one request: called once per request, then for each gap. */
	readonly gapsOf: (random: Random) => () => number;
}

const TOKENS = 128;
/** The first token comes after 300 to 400 ms and is due after 500; each next one is due 50 ms later: 20 a second. */
const FIRST_MS = [300, 400] as const;
const DEADLINES_MS = { first: 500, each: 50 };

const between = (random: Random, from: number, to: number): number => from + random() * (to - from);
const evenly = (from: number, to: number) => (random: Random) => (): number => between(random, from, to);

/** Even gaps, and now and then a stall of 0.3 to 1.5 s on top. */
const withStalls = (probability: number) => (random: Random) => (): number =>
	between(random, 40, 50) + (random() < probability ? between(random, 300, 1500) : 0);

const STALLS = 0.01;
/** Set so that the mean index is 0.05 lower than with {@link STALLS}; the benchmark prints what it is. */
const MORE_STALLS = 0.01478;

export const STEADY: StreamKind = {
	name: 'steady',
	about: '28 to 32 ms: every request is perfect',
	oftenPerfect: true,
	gapsOf: evenly(28, 32),
};

export const STEADY_AT_THE_LIMIT: StreamKind = {
	name: 'steady, at the limit',
	about: 'a pace of 47 to 54 ms, drawn per request, ± 5',
	oftenPerfect: false,
	gapsOf: (random) => {
		const paceMs = between(random, 47, 54);
		return () => paceMs + between(random, -5, 5);
	},
};

export const EXPONENTIAL: StreamKind = {
	name: 'exponential',
	about: 'exponential with a mean of 50 ms',
	oftenPerfect: false,
	gapsOf: (random) => () => -50 * Math.log(random()),
};

export const STALL_MIXTURE: StreamKind = {
	name: 'stall mixture',
	about: '40 to 50 ms, and 1 in 100 is 300 to 1500 longer',
	oftenPerfect: false,
	gapsOf: withStalls(STALLS),
};

export const MORE_STALL_MIXTURE: StreamKind = {
	name: 'more stalls',
	about: 'as the stall mixture, but 1.478 in 100',
	oftenPerfect: false,
	gapsOf: withStalls(MORE_STALLS),
};

export const RARE_STALLS: StreamKind = {
	name: 'rare stalls',
	about: 'as the stall mixture, but 1 in 1000',
	oftenPerfect: true,
	gapsOf: withStalls(0.001),
};

/** Uniform numbers from a seed, a 32-bit integer. */
export function seededRandom(seed: number): Random {
	const generator = seededGenerator(seed);
	return () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
}

const intervalsMs = new Float64Array(TOKENS);

/** The fluidity-index of one request, drawn. */
export function drawIndex(kind: StreamKind, random: Random): number {
	intervalsMs[0] = between(random, ...FIRST_MS);
	const gap = kind.gapsOf(random);
	for (let token = 1; token < TOKENS; token++) intervalsMs[token] = gap();
	// Never null: there is a first token, and it has a deadline.
	return fluidityIndex(scoreIntervals(intervalsMs, DEADLINES_MS)) ?? 0;
}

/** Mean and standard deviation of a kind's index over many requests: as good as the truth. */
export function trueIndex(
	kind: StreamKind,
	requests: number,
	seed = 1,
): { readonly mean: number; readonly sd: number } {
	const random = seededRandom(seed);
	let sum = 0;
	let squares = 0;
	for (let request = 0; request < requests; request++) {
		const index = drawIndex(kind, random);
		sum += index;
		squares += index * index;
	}
	const mean = sum / requests;
	return { mean, sd: Math.sqrt(Math.max(0, squares / requests - mean * mean)) };
}
