import { estimateMean, type Interval, type Resampling } from './bootstrap.ts';
import { signFlipTest } from './sign-flip.ts';

/** What two providers' numbers say about each other, pair by pair: all signs are those of one − other. */
export interface PairedComparison {
	/** Pairs. */
	readonly n: number;
	/** Mean of one − other. */
	readonly difference: number;
	/** 95 %, of the mean difference. Null of too few pairs; a single point where all differences are equal. */
	readonly interval: Interval | null;
	/** B: how many resamples the interval rests on. */
	readonly resamples: number;
	/** Variance of the differences, by n − 1. Null of one pair. */
	readonly variance: number | null;
	/** Pairs in which one was above the other, level with it, and below it. */
	readonly wins: number;
	readonly ties: number;
	readonly losses: number;
	/** Of the sign-flip test, for this comparison alone. */
	readonly p: number;
}

/**
 * Compares two providers over the same rounds, the numbers of one round at the same place. Null of nothing. The same
 * numbers and seed give the same comparison, and exchanging the two mirrors it, p included.
 *
 * @throws {RangeError} where the two are not equally many, or a number is not finite
 */
export function comparePairs(
	one: ArrayLike<number>,
	other: ArrayLike<number>,
	resampling: Resampling = {},
): PairedComparison | null {
	if (one.length !== other.length) throw new RangeError(`${one.length} and ${other.length} values make no pairs`);
	const differences = Float64Array.from(one, (value, index) => value - (other[index] as number));
	const estimate = estimateMean(differences, resampling);
	if (estimate === null) return null;
	const { n, mean, interval, resamples } = estimate;
	const wins = differences.filter((difference) => difference > 0).length;
	const losses = differences.filter((difference) => difference < 0).length;
	const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
	return {
		n,
		difference: mean,
		interval,
		resamples,
		variance: n === 1 ? null : squares / (n - 1),
		wins,
		ties: n - wins - losses,
		losses,
		p: signFlipTest(differences, { seed: resampling.seed }).p,
	};
}

/** What Holm's correction has to know of a comparison. */
export interface TestedPair {
	readonly p: number;
	/** Whether any pair of numbers differs. Where none does, no way to set the signs could have given less than 1. */
	readonly differs: boolean;
}

/**
 * Holm's step-down correction: what each p-value, in the given order, counts for when all of them are looked at. Those
 * at most α are then wrong together with a probability of at most α. Comparisons in which nothing differs can reject
 * nothing: they stay at 1 and make no other one dearer.
 *
 * Sources: Holm, A simple sequentially rejective multiple test procedure (Scandinavian Journal of Statistics 6, 1979);
 * Tarone, A modified Bonferroni method for discrete data (Biometrics 46, 1990) for leaving out what cannot reject.
 */
export function holmCorrection(tests: readonly TestedPair[]): readonly number[] {
	const ascending = tests
		.map(({ p, differs }, index) => ({ p, differs, index }))
		.filter(({ differs }) => differs)
		.sort((a, b) => a.p - b.p);
	const corrected = new Array<number>(tests.length).fill(1);
	let largest = 0;
	ascending.forEach(({ p, index }, rank) => {
		largest = Math.max(largest, Math.min(1, p * (ascending.length - rank)));
		corrected[index] = largest;
	});
	return corrected;
}
