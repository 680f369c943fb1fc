import type { Definition } from './definition.ts';
import type { RequestState } from './events.ts';
import type { Health } from './health.ts';
import type { Accounting } from './request-score.ts';
import { mean } from './stats/mean.ts';
import { comparePairs, holmCorrection, type PairedComparison, type TestedPair } from './stats/paired.ts';
import { pairsForPower } from './stats/power.ts';
import { signFlipTest } from './stats/sign-flip.ts';

/** One request as the verdict sees it. */
export interface RoundOutcome {
	/** Null: the recording was cut before its end. */
	readonly state: RequestState | null;
	/** Of what arrived; null where there was no deadline. */
	readonly fluidityIndex: number | null;
}

/** What a verdict follows from, and nothing else. */
export interface VerdictInput {
	/** In the order of the run; provider numbers below count in it. */
	readonly providers: readonly {
		/** One per round, in order. */
		readonly rounds: readonly RoundOutcome[];
		/** How its tokens were counted, as {@link comparedBy} has it. Only what is `common` to all can be compared. */
		readonly accounting: string;
	}[];
	/** Null where it was not measured. */
	readonly health: Pick<Health, 'healthy' | 'reasons'> | null;
	/** The scores are by other deadlines, or another definition, than the run was declared with. */
	readonly exploratory: boolean;
	/** Of all that is drawn, a 32-bit integer. Best left alone: then the same run always has the same verdict. */
	readonly seed?: number | undefined;
	/** B of its intervals. */
	readonly resamples?: number | undefined;
}

/** The best provider against another: signs are those of best − other. */
export interface Against extends PairedComparison {
	readonly provider: number;
	/** Holm's, over all pairs of providers. */
	readonly correctedP: number;
}

export type Verdict =
	/** Above every other: each interval lies above 0 and each corrected p is at most {@link VERDICT_ALPHA}. */
	| {
			readonly type: 'winner';
			readonly provider: number;
			readonly over: readonly Against[];
			/** Those that had too few rounds in common with the best. */
			readonly notCompared: readonly number[];
	  }
	/** The best on average, and who cannot be told from it. */
	| {
			readonly type: 'tie';
			readonly provider: number;
			/** Never empty. */
			readonly level: readonly Against[];
			/** Those that the best is above all the same. */
			readonly behind: readonly Against[];
			readonly notCompared: readonly number[];
			/** The least number of pairs among those level. */
			readonly n: number;
			/**
			 * About so many more rounds would tell, if the differences are what they seem: with 80 % power, at an α shared
			 * among all pairs of providers. Null where no number would, for somebody is exactly level.
			 */
			readonly more: number | null;
	  }
	/** One round: who was ahead in it, the best first, and no statistics. */
	| {
			readonly type: 'one-race';
			readonly ranking: readonly { readonly provider: number; readonly fluidityIndex: number }[];
	  }
	| ({ readonly type: 'refusal' } & Refusal);

/** Why there is no verdict. */
export type Refusal =
	/** No reasons: the health was not measured. */
	| { readonly reason: 'unhealthy'; readonly healthReasons: readonly string[] }
	/** The most rounds that the best has in common with another, and the least with which a test can name a winner. */
	| { readonly reason: 'too-few'; readonly n: number; readonly least: number }
	| { readonly reason: 'accountings-differ'; readonly accountings: readonly string[] }
	| { readonly reason: 'exploratory' }
	/** Not one request of anybody was completed. */
	| { readonly reason: 'all-failed' }
	/** Fewer than two providers have a request that counts. */
	| { readonly reason: 'nobody-to-compare' };

/** A winner is wrongly named in at most this share of runs. */
const VERDICT_ALPHA = 0.05;

/** In one race, fluidity-indexes that are this close are the same: no more than this is shown of them. */
export const LEVEL_WITHIN = 0.005;

/**
 * How what is due was counted: a provider's own count, and its own chunks, are another amount of text for each, and so is
 * an estimate, which counts what its server put into a chunk.
 */
export function comparedBy({ accounting, unit }: Definition, counted: Accounting): string {
	if (accounting === 'native') return 'native';
	return unit === 'chunk' ? 'by chunk' : counted;
}

interface Contender {
	readonly provider: number;
	readonly votes: readonly (number | null)[];
	readonly fluidityIndex: number;
}

/**
 * The verdict of a run, by docs/measuring.md: failed and truncated requests count 0; cancelled, held and unfinished ones
 * are left out, and with them their pairs. The best is the one with the highest mean; it wins if it is told from every
 * other. The same input gives the same verdict.
 *
 * @throws {RangeError} where the providers have not equally many rounds
 */
export function reachVerdict(input: VerdictInput): Verdict {
	const rounds = input.providers[0]?.rounds.length ?? 0;
	if (input.providers.some((provider) => provider.rounds.length !== rounds)) {
		throw new RangeError('every provider has one outcome per round');
	}
	const refusal = objectionTo(input);
	if (refusal !== null) return { type: 'refusal', ...refusal };
	const contenders = rank(input);
	const [best, ...others] = contenders;
	if (best === undefined || others.length === 0) return { type: 'refusal', reason: 'nobody-to-compare' };
	if (!input.providers.some((provider) => provider.rounds.some(({ state }) => state === 'completed'))) {
		return { type: 'refusal', reason: 'all-failed' };
	}
	// Where nobody answered there was nothing to count.
	const accountings = [...new Set(input.providers.map(({ accounting }) => accounting))];
	if (accountings.some((accounting) => accounting !== 'common')) {
		return { type: 'refusal', reason: 'accountings-differ', accountings };
	}
	if (rounds === 1) {
		return {
			type: 'one-race',
			ranking: contenders.map(({ provider, fluidityIndex }) => ({ provider, fluidityIndex })),
		};
	}
	return compareAll(input, best, others);
}

function objectionTo({ health, exploratory }: VerdictInput): Refusal | null {
	if (health === null || !health.healthy) return { reason: 'unhealthy', healthReasons: health?.reasons ?? [] };
	return exploratory ? { reason: 'exploratory' } : null;
}

/** Those with a vote, the highest mean first, level ones in the order of the run. */
function rank({ providers }: VerdictInput): readonly Contender[] {
	return providers
		.flatMap(({ rounds }, provider) => {
			const votes = rounds.map(voteOf);
			const fluidityIndex = mean(votes.filter((vote) => vote !== null));
			return fluidityIndex === null ? [] : [{ provider, votes, fluidityIndex }];
		})
		.sort((one, other) => other.fluidityIndex - one.fluidityIndex);
}

/** What a request counts in its provider's mean; null where it is left out. A completed one without a token counts 0. */
function voteOf({ state, fluidityIndex }: RoundOutcome): number | null {
	if (state === null || state === 'held' || state === 'cancelled') return null;
	return state === 'completed' ? (fluidityIndex ?? 0) : 0;
}

function compareAll(input: VerdictInput, best: Contender, others: readonly Contender[]): Verdict {
	const compared = others.flatMap((other) => compareWith(input, best, other));
	// Only p of the other pairs: Holm's correction wants it, and their intervals would take most of the time.
	const testsOfOthers = others.flatMap((one, index) =>
		others.slice(index + 1).map((other): TestedPair => {
			const { left, right } = commonRounds(one, other);
			const differences = left.map((vote, pair) => vote - (right[pair] as number));
			const differs = differences.some((difference) => difference !== 0);
			return { p: signFlipTest(differences, { seed: input.seed }).p, differs };
		}),
	);
	const tests = [...compared.map(({ p, n, ties }): TestedPair => ({ p, differs: ties < n })), ...testsOfOthers];
	const corrected = holmCorrection(tests);
	const comparisons = tests.filter(({ differs }) => differs).length;
	const against = compared.map((each, index): Against => ({ ...each, correctedP: corrected[index] as number }));
	const least = leastPairs(comparisons);
	const enough = against.filter(({ n }) => n >= least);
	if (enough.length === 0) {
		return { type: 'refusal', reason: 'too-few', n: Math.max(0, ...against.map(({ n }) => n)), least };
	}
	const notCompared = others
		.map(({ provider }) => provider)
		.filter((provider) => !enough.some((each) => each.provider === provider));
	const behind = enough.filter(isTold);
	const level = enough.filter((each) => !isTold(each));
	if (level.length === 0) return { type: 'winner', provider: best.provider, over: behind, notCompared };
	const n = Math.min(...level.map((each) => each.n));
	return { type: 'tie', provider: best.provider, level, behind, notCompared, n, more: moreToTell(level, comparisons) };
}

/** Nothing where the two have no round in common. */
function compareWith(
	input: VerdictInput,
	best: Contender,
	other: Contender,
): readonly (PairedComparison & { readonly provider: number })[] {
	const { left, right } = commonRounds(best, other);
	const comparison = comparePairs(left, right, {
		seed: input.seed,
		resamples: input.resamples,
		within: { low: -1, high: 1 },
	});
	return comparison === null ? [] : [{ provider: other.provider, ...comparison }];
}

/** The votes of the rounds in which both have one. */
function commonRounds(one: Contender, other: Contender) {
	const left: number[] = [];
	const right: number[] = [];
	one.votes.forEach((vote, round) => {
		const against = other.votes[round] ?? null;
		if (vote === null || against === null) return;
		left.push(vote);
		right.push(against);
	});
	return { left, right };
}

function isTold({ interval, correctedP }: Against): boolean {
	return interval !== null && interval.low > 0 && correctedP <= VERDICT_ALPHA;
}

/** With n pairs no sign-flip test gives less than 2 ÷ 2ⁿ, which Holm multiplies by the number of comparisons. */
function leastPairs(comparisons: number): number {
	return Math.ceil(1 + Math.log2(Math.max(1, comparisons) / VERDICT_ALPHA));
}

function moreToTell(level: readonly Against[], comparisons: number): number | null {
	const each = level.map(({ n, difference, variance }) =>
		variance === null || difference === 0
			? null
			: Math.max(1, pairsForPower(difference, variance, VERDICT_ALPHA / Math.max(1, comparisons)) - n),
	);
	return each.reduce((most, more) => (most === null || more === null ? null : Math.max(most, more)), 0);
}
