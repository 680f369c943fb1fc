import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoundOutcome, reachVerdict, type VerdictInput } from '../../src/core/verdict.ts';

const HEALTHY = { healthy: true, reasons: [] };
const completed = (fluidityIndex: number | null): RoundOutcome => ({ state: 'completed', fluidityIndex });
const ended = (state: RoundOutcome['state']): RoundOutcome => ({ state, fluidityIndex: 0.9 });

function input(providers: readonly (readonly RoundOutcome[])[], more: Partial<VerdictInput> = {}): VerdictInput {
	return {
		providers: providers.map((rounds) => ({ rounds, accounting: 'common' })),
		health: HEALTHY,
		exploratory: false,
		...more,
	};
}
const indices = (...values: readonly number[]) => values.map(completed);
/** Around a mean, with the same pattern of deviations moved on by `shift`, so that pairs differ. */
const around = (mean: number, rounds: number, shift = 0) =>
	Array.from({ length: rounds }, (_, round) => completed(mean + 0.02 * Math.sin(7 * round + shift)));

describe('a verdict', () => {
	it('names the winner over everybody it is told from', () => {
		const verdict = reachVerdict(input([around(0.8, 20, 1), around(0.95, 20, 2), around(0.7, 20, 3)]));
		expect(verdict).toMatchObject({
			type: 'winner',
			provider: 1,
			over: [{ provider: 0 }, { provider: 2 }],
			notCompared: [],
		});
		if (verdict.type !== 'winner') throw new Error(verdict.type);
		for (const against of verdict.over) {
			expect(against.interval?.low).toBeGreaterThan(0);
			expect(against.correctedP).toBeLessThanOrEqual(0.05);
			expect(against.wins).toBe(20);
		}
	});

	it('is a tie where chance explains it, and says how many more rounds would tell', () => {
		// Differences of ± 0.1 about a mean of 0.02: a variance of 0.0107, and 7.85 × 0.0107 ÷ 0.0004 = 210 pairs.
		const one = indices(...Array.from({ length: 10 }, (_, round) => (round < 6 ? 0.9 : 0.8)));
		const other = indices(...Array.from({ length: 10 }, (_, round) => (round < 6 ? 0.8 : 0.9)));
		const verdict = reachVerdict(input([one, other]));
		expect(verdict).toMatchObject({ type: 'tie', provider: 0, level: [{ provider: 1 }], behind: [], n: 10 });
		expect(verdict.type === 'tie' && verdict.more).toBeGreaterThan(195);
		expect(verdict.type === 'tie' && verdict.more).toBeLessThan(205);
	});

	it('says that no number of rounds would tell exact equals', () => {
		const perfect = indices(...new Array<number>(10).fill(1));
		expect(reachVerdict(input([perfect, perfect]))).toMatchObject({ type: 'tie', more: null });
	});

	// Would catch a difference with one interval in the sentence and another in the table.
	it('draws its intervals with as many resamples as it is told', () => {
		const verdict = reachVerdict(input([around(0.8, 20, 1), around(0.95, 20, 2)], { resamples: 100 }));
		expect(verdict).toMatchObject({ type: 'winner', over: [{ resamples: 100 }] });
	});

	it('is a tie at the top, with those that are behind', () => {
		const verdict = reachVerdict(input([around(0.5, 20, 1), around(0.9, 20, 2), around(0.9, 20, 5)]));
		expect(verdict).toMatchObject({ type: 'tie', level: [{}], behind: [{ provider: 0 }] });
	});

	// Would catch a correction over the best one's pairs only: 6 pairs of one sign are 2 ÷ 64, times 3 is over 0.05.
	it('corrects for every pair of providers', () => {
		const rounds = [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07];
		const three = [0.9, 0.8, 0.8].map((least, provider) =>
			rounds.map((more) => completed(least + more * (1 + provider / 10))),
		);
		const verdict = reachVerdict(input(three));
		expect(verdict).toMatchObject({ type: 'winner', provider: 0 });
		if (verdict.type !== 'winner') throw new Error(verdict.type);
		// The smallest two of three p-values, 2 ÷ 256 each, times 3.
		expect(verdict.over.map(({ p, correctedP }) => [p, correctedP])).toEqual([
			[2 / 256, 6 / 256],
			[2 / 256, 6 / 256],
		]);
	});

	it('counts failures 0, even where the text that arrived was fluid', () => {
		const fails = ended('failed-after-first-token');
		const failing = [fails, ended('truncated'), ended('failed-before-first-token'), ...new Array(5).fill(fails)];
		expect(reachVerdict(input([failing, around(0.6, 8)]))).toMatchObject({
			type: 'winner',
			provider: 1,
			over: [{ provider: 0, n: 8, losses: 0 }],
		});
		expect(reachVerdict(input([new Array(8).fill(completed(null)), around(0.6, 8)]))).toMatchObject({
			type: 'winner',
			provider: 1,
		});
	});

	it.each(['cancelled', 'held', null] as const)('leaves out the pairs of what ended as %s', (state) => {
		const some = [...around(0.6, 8), ended(state), ended(state)];
		const verdict = reachVerdict(input([some, around(0.95, 10, 3)]));
		expect(verdict).toMatchObject({ type: 'winner', provider: 1, over: [{ n: 8 }] });
	});

	// Would catch pairs that are exactly level, and so can never be told, among those that Holm's correction counts.
	it('is not kept back by two that are exactly level with each other', () => {
		const poor = around(0.5, 7);
		const perfect = poor.map(() => completed(1));
		const verdict = reachVerdict(input([perfect, perfect, perfect, poor]));
		expect(verdict).toMatchObject({ type: 'tie', level: [{}, {}], behind: [{ provider: 3 }], n: 7, more: null });
		if (verdict.type !== 'tie') throw new Error(verdict.type);
		// 2 ÷ 128, times the three pairs that differ; times all six it would be over 0.05, whatever the rounds say.
		expect(verdict.behind[0]?.correctedP).toBe(6 / 128);
		expect(verdict.level.map(({ correctedP }) => correctedP)).toEqual([1, 1]);
	});

	it('compares whom it can, and says whom it could not', () => {
		const short = [...around(0.6, 3), ...new Array(17).fill(ended('cancelled'))];
		const never = new Array(20).fill(ended('cancelled'));
		const verdict = reachVerdict(input([short, around(0.95, 20, 1), never, around(0.8, 20, 2)]));
		expect(verdict).toMatchObject({ type: 'winner', provider: 1, over: [{ provider: 3 }], notCompared: [0] });
	});

	it('of one race says who was ahead and names no winner', () => {
		const verdict = reachVerdict(input([indices(0.8), indices(1), [ended('cancelled')], indices(0.9)]));
		expect(verdict).toEqual({
			type: 'one-race',
			ranking: [
				{ provider: 1, fluidityIndex: 1 },
				{ provider: 3, fluidityIndex: 0.9 },
				{ provider: 0, fluidityIndex: 0.8 },
			],
		});
	});
});

describe('no verdict is given', () => {
	const two = [around(0.6, 20, 1), around(0.9, 20, 2)];

	it('by an unhealthy measurement, or one of unknown health', () => {
		const health = { healthy: false, reasons: ['Late.'] };
		expect(reachVerdict(input(two, { health }))).toEqual({
			type: 'refusal',
			reason: 'unhealthy',
			healthReasons: ['Late.'],
		});
		expect(reachVerdict(input(two, { health: null }))).toMatchObject({ reason: 'unhealthy', healthReasons: [] });
		expect(reachVerdict(input([indices(1), indices(0)], { health }))).toMatchObject({ reason: 'unhealthy' });
	});

	it('under deadlines moved after the run', () => {
		expect(reachVerdict(input(two, { exploratory: true }))).toEqual({ type: 'refusal', reason: 'exploratory' });
	});

	it('by counts that are only estimates: each server makes its own', () => {
		const providers = two.map((rounds) => ({ rounds, accounting: 'estimate' }));
		expect(reachVerdict(input([], { providers }))).toMatchObject({
			...{ type: 'refusal', reason: 'accountings-differ', accountings: ['estimate'] },
		});
	});

	// Would catch providers that are called level, at 0, because everything failed.
	it.each([1, 20])('where nobody completed a request in %i rounds', (rounds) => {
		const failed = () => new Array(rounds).fill(ended('failed-before-first-token'));
		expect(reachVerdict(input([failed(), failed()]))).toEqual({ type: 'refusal', reason: 'all-failed' });
	});

	// Would catch a race in which nobody answered, or one alone did, refused for how tokens were counted of which there are none.
	it('by who answered before by how it was counted', () => {
		const estimated = (rounds: readonly RoundOutcome[]) => ({ rounds, accounting: 'estimate' });
		const failed = [ended('failed-before-first-token')];
		expect(reachVerdict(input([], { providers: [failed, failed].map(estimated) }))).toMatchObject({
			reason: 'all-failed',
		});
		expect(reachVerdict(input([], { providers: [indices(1), [ended('cancelled')]].map(estimated) }))).toMatchObject({
			reason: 'nobody-to-compare',
		});
	});

	it.each(['native', 'by chunk'])('by counts %s: each provider has its own', (accounting) => {
		const providers = two.map((rounds) => ({ rounds, accounting }));
		expect(reachVerdict(input([], { providers }))).toMatchObject({ accountings: [accounting] });
	});

	it('between accountings that differ', () => {
		const providers = two.map((rounds, index) => ({ rounds, accounting: ['common', 'native'][index] ?? '' }));
		expect(reachVerdict(input([], { providers }))).toEqual({
			type: 'refusal',
			reason: 'accountings-differ',
			accountings: ['common', 'native'],
		});
	});

	it.each([
		[2, 6],
		[4, 8],
		[16, 13],
	])('of so few rounds that no test could name a winner: of %i providers at least %i', (providers, least) => {
		const run = (rounds: number) => Array.from({ length: providers }, (_, index) => around(index / 20, rounds, index));
		expect(reachVerdict(input(run(least - 1)))).toEqual({ type: 'refusal', reason: 'too-few', n: least - 1, least });
		expect(reachVerdict(input(run(least)))).not.toMatchObject({ type: 'refusal' });
	});

	it('where there is nobody to compare', () => {
		expect(reachVerdict(input([]))).toEqual({ type: 'refusal', reason: 'nobody-to-compare' });
		const alone = [around(0.9, 20), new Array(20).fill(ended('cancelled'))];
		expect(reachVerdict(input(alone))).toEqual({ type: 'refusal', reason: 'nobody-to-compare' });
	});

	it('over rounds that do not match', () => {
		expect(() => reachVerdict(input([around(0.9, 20), around(0.9, 19)]))).toThrow(RangeError);
	});
});

describe('any verdict', () => {
	const index = fc.integer({ min: 0, max: 20 }).map((steps) => completed(steps / 20));
	const state = fc.constantFrom('cancelled' as const, 'held' as const, 'truncated' as const, null);
	const outcome = fc.oneof({ weight: 5, arbitrary: index }, { weight: 1, arbitrary: state.map(ended) });
	const runs = fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 20 })).chain(([providers, rounds]) =>
		fc.array(fc.array(outcome, { minLength: rounds, maxLength: rounds }), {
			minLength: providers,
			maxLength: providers,
		}),
	);

	it('is the same of the same run, and speaks of each provider at most once', () => {
		fc.assert(
			fc.property(runs, (providers) => {
				const verdict = reachVerdict(input(providers));
				expect(reachVerdict(input(providers))).toEqual(verdict);
				if (verdict.type !== 'winner' && verdict.type !== 'tie') return;
				const others = verdict.type === 'winner' ? verdict.over : [...verdict.level, ...verdict.behind];
				const named = [verdict.provider, ...verdict.notCompared, ...others.map(({ provider }) => provider)];
				expect(new Set(named).size).toBe(named.length);
				if (verdict.type === 'tie') expect(verdict.more ?? 1).toBeGreaterThan(0);
			}),
		);
	});
});
