import { describe, expect, it } from 'vitest';
import { type Cell, runExperiments } from '../../../bench/verdict-simulation/experiments.ts';
import {
	EXPONENTIAL,
	MORE_STALL_MIXTURE,
	RARE_STALLS,
	STALL_MIXTURE,
	STEADY,
	STEADY_AT_THE_LIMIT,
	type StreamKind,
	trueIndex,
} from '../../../bench/verdict-simulation/streams.ts';

const EXPERIMENTS = 200;
/** A share of 200 strays from a true 95 % or 5 % by no more than this but once in 10,000: 3.9 √(0.95 × 0.05 ÷ 200). */
const STRAY = 0.06;
/** Pure calculation, a second at the most; longer only where other programs want the processor. */
const PATIENCE = { timeout: 60_000 };

function equals(kind: StreamKind, n: number): Cell {
	return runExperiments({ one: kind, other: kind, n, trueDifference: 0 }, EXPERIMENTS, n);
}

// `npm run bench -- verdict-simulation` does this with ten times the experiments and up to 300 rounds.
describe('between equal providers', PATIENCE, () => {
	const spread = [STEADY_AT_THE_LIMIT, EXPONENTIAL, STALL_MIXTURE];
	it.each(spread.flatMap((kind) => [10, 30].map((n) => [kind.name, n, kind] as const)))(
		'%s, %i rounds: the interval holds 0 about 95 times in 100, and a winner is named in 5 at most',
		(_name, n, kind) => {
			const { covers, named } = equals(kind, n);
			expect(covers).toBeGreaterThan(0.95 - STRAY);
			expect(covers).toBeLessThan(1);
			expect(named).toBeLessThan(0.05 + STRAY);
		},
	);

	it('that never miss, the interval is 0 alone and no winner is named', () => {
		expect(equals(STEADY, 30)).toMatchObject({ covers: 1, width: 0, named: 0 });
	});

	// Would catch intervals that end where the few stalls seen happened to fall: BCa holds 0 in about 79 of 100 here.
	it('that seldom stall, the interval holds 0 all the same', () => {
		const { covers, named } = equals(RARE_STALLS, 10);
		expect(covers).toBeGreaterThan(0.95);
		expect(named).toBeLessThan(0.02);
	});
});

describe('between a provider and one with more stalls', PATIENCE, () => {
	it('the true difference is 0.05', () => {
		const difference = trueIndex(STALL_MIXTURE, 20_000).mean - trueIndex(MORE_STALL_MIXTURE, 20_000).mean;
		expect(Math.abs(difference - 0.05)).toBeLessThan(0.004);
	});

	it('the better one is named at 100 rounds in most experiments, the other in none', () => {
		const scenario = { one: STALL_MIXTURE, other: MORE_STALL_MIXTURE, n: 100, trueDifference: 0.05 };
		const { namedOne, named, covers } = runExperiments(scenario, 60, 1);
		expect(namedOne).toBeGreaterThan(0.65);
		expect(named).toBe(namedOne);
		expect(covers).toBeGreaterThan(0.84);
	});
});
