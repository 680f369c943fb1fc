import type { Pace } from '../../src/main/simulator/personas.ts';

/** Mean pace of every stream that is raced. */
export const TOKENS_PER_SECOND = 200;

const STEADY: Pace = {
	firstMs: [100, 140],
	eachMs: [5, 5],
	rhythm: [1],
	freeze: null,
	reasoning: null,
	disturbances: [],
};

/** What is raced, each at 200 tokens a second on the whole; half of them stall. */
export const PACES: Readonly<Record<string, Pace>> = {
	steady: STEADY,
	// 320 tokens in 1.6 s, of which the freeze takes 1.1.
	stalling: {
		...STEADY,
		eachMs: [1.4, 1.72],
		freeze: { ms: [800, 1_400], firstAfterTokens: [100, 300], everyTokens: [320, 320] },
	},
	// 29 steps for 10 tokens.
	bursty: { ...STEADY, eachMs: [1.724, 1.724], rhythm: [20, 1, 1, 1, 1, 1, 1, 1, 1, 1] },
	// 600 tokens in 3 s, of which the freeze takes 2.
	freezing: {
		...STEADY,
		eachMs: [1.6, 1.74],
		freeze: { ms: [1_700, 2_300], firstAfterTokens: [200, 500], everyTokens: [600, 600] },
	},
};

/** As fast as a long answer can be had without waiting long for it: 50 tokens in a frame, 5,000 a second. */
export const FLOOD: Pace = { ...STEADY, eachMs: [10, 10], rhythm: [1, ...Array.from({ length: 49 }, () => 0)] };

/** The pace of that name, or undefined where there is none. */
export function paceOf(name: string): Pace | undefined {
	return name === 'flood' ? FLOOD : PACES[name];
}
