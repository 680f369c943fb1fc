import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Ways in which gaps behave, all of 20 ms on average but for the stalls. */
export const STREAMS = ['steady', 'stalls', 'exponential'] as const;
export type StreamName = (typeof STREAMS)[number];

/** What each is, in a sentence. */
export const ABOUT: Readonly<Record<StreamName, string>> = {
	steady: '18 to 22 ms',
	stalls: '18 to 22 ms, and 1 in 100 is 50 to 500 longer',
	exponential: 'exponential with a mean of 20 ms',
};

const MS = 1e6;
const FIRST_NS = 200 * MS;

/** Requests of so many tokens each, in whole nanoseconds, from a fixed seed: the same at every run. */
export function drawRequests(name: StreamName, requests: number, tokens: number): Float64Array[] {
	const generator = xoroshiro128plus(1);
	const random = (): number => uniformFloat64(generator);
	const gaps: Readonly<Record<StreamName, () => number>> = {
		steady: () => (18 + 4 * random()) * MS,
		stalls: () => (18 + 4 * random() + (random() < 0.01 ? 50 + 450 * random() : 0)) * MS,
		exponential: () => -20 * MS * Math.log(1 - random()),
	};
	return Array.from({ length: requests }, () =>
		Float64Array.from({ length: tokens }, (_, index) => (index === 0 ? FIRST_NS : Math.round(gaps[name]()))),
	);
}
