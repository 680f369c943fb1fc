import { type CountedRequest, voteOf } from '../counted-requests.ts';
import type { Health } from '../health.ts';
import { comparePairs, holmCorrection, type PairedComparison } from '../stats/paired.ts';
import type { Comparison } from '../study-schema.ts';
import { type RoundOutcome, reachVerdict, type Verdict } from '../verdict.ts';
import type { Drawing } from './metrics.ts';

const NEVER_CAME: RoundOutcome = { state: null, fluidityIndex: null };

/** Every pair of providers that has a round in common, in the order of the run, with Holm's correction over all of them. */
export function compareProviders(
	byProvider: readonly (readonly CountedRequest[])[],
	rounds: number,
	drawing: Drawing,
): Comparison[] {
	const votes = byProvider.map((entries) => {
		const own = new Array<number | null>(rounds).fill(null);
		for (const entry of entries) own[entry.request.request.round - 1] = voteOf(entry);
		return own;
	});
	const pairs = votes.flatMap((oneVotes, one) =>
		votes.slice(one + 1).flatMap((otherVotes, offset) => {
			const comparison = compareVotes(oneVotes, otherVotes, drawing);
			return comparison === null ? [] : [{ one, other: one + 1 + offset, ...comparison }];
		}),
	);
	const corrected = holmCorrection(pairs.map(({ p, n, ties }) => ({ p, differs: ties < n })));
	return pairs.map(({ one, other, n, difference, interval, wins, ties, losses, p }, index) => ({
		one,
		other,
		n,
		difference,
		interval,
		wins,
		ties,
		losses,
		p,
		correctedP: corrected[index] ?? 1,
	}));
}

/** The verdict of a study. Its requests' scores are those of the study's deadlines and definition. */
export function verdictOfStudy(
	byProvider: readonly (readonly CountedRequest[])[],
	facts: {
		readonly rounds: number;
		/** One for all, as `comparedBy` has it. */
		readonly accounting: string;
		readonly health: Health | null;
		readonly exploratory: boolean;
	},
	{ seed, resamples }: Drawing,
): Verdict {
	return reachVerdict({
		providers: byProvider.map((entries) => {
			const rounds = new Array<RoundOutcome>(facts.rounds).fill(NEVER_CAME);
			for (const { request, score } of entries) {
				rounds[request.request.round - 1] = { state: score.state, fluidityIndex: score.fluidityIndex };
			}
			return { rounds, accounting: facts.accounting };
		}),
		health: facts.health,
		exploratory: facts.exploratory,
		seed,
		resamples,
	});
}

function compareVotes(
	one: readonly (number | null)[],
	other: readonly (number | null)[],
	{ seed, resamples }: Drawing,
): PairedComparison | null {
	const left: number[] = [];
	const right: number[] = [];
	one.forEach((vote, round) => {
		const against = other[round] ?? null;
		if (vote === null || against === null) return;
		left.push(vote);
		right.push(against);
	});
	return comparePairs(left, right, { seed, resamples, within: { low: -1, high: 1 } });
}
