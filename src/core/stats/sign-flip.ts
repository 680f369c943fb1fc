import { DEFAULT_SEED, seededGenerator } from './random.ts';

/** How often signs are drawn where there are too many ways to try each. */
export const DEFAULT_FLIPS = 9_999;

/** Up to so many differences other than 0, each of the 2^(k − 1) ways is tried. */
const MOST_FOR_EXACT = 16;
const GROUP = 8;
const WAYS_OF_GROUP = 2 ** GROUP;
/** Two sums of the same numbers in another order may differ by their rounding. */
const ROUNDING = 1e-12;

/** The result of a sign-flip test. */
export interface SignFlip {
	/** Above 0, at most 1. */
	readonly p: number;
	/** All ways were tried, none was drawn. */
	readonly exact: boolean;
}

/**
 * The probability, were two providers alike, of a mean difference at least as far from 0 as the one observed: then each
 * pair's difference could as well have had the other sign. Two-sided. Exact where few differences are not 0; else of the
 * drawn ways and the observed one, (1 + as extreme) ÷ (1 + drawn), which is never too small. 1 of nothing.
 *
 * Sources: Fisher, The Design of Experiments, §21; Phipson and Smyth, Permutation p-values should never be zero (2010).
 */
export function signFlipTest(
	differences: ArrayLike<number>,
	{ seed = DEFAULT_SEED, flips = DEFAULT_FLIPS }: { readonly seed?: number | undefined; readonly flips?: number } = {},
): SignFlip {
	const moving = Float64Array.from(differences).filter((difference) => difference !== 0);
	const observed = Math.abs(moving.reduce((sum, difference) => sum + difference, 0));
	const rounding = ROUNDING * moving.reduce((sum, difference) => sum + Math.abs(difference), 0);
	const sums = signedSums(moving);
	const threshold = observed - rounding;
	if (moving.length <= MOST_FOR_EXACT) {
		// A way and its mirror image are equally far out: half of them tell all, and of a single one there is half.
		const ways = 2 ** Math.max(0, moving.length - 1);
		return { p: countExtreme(sums, ways, threshold) / ways, exact: true };
	}
	return { p: (1 + countDrawn(sums, flips, threshold, seed)) / (1 + flips), exact: false };
}

/**
 * The sums of every group of eight differences under each of its 256 ways to set the signs, bit by bit: adding up a way
 * then takes an eighth of the steps. The last group may be smaller; bits without a difference change nothing.
 */
function signedSums(differences: Float64Array): Float64Array {
	const groups = Math.ceil(differences.length / GROUP);
	const sums = new Float64Array(groups * WAYS_OF_GROUP);
	for (let group = 0; group < groups; group++) {
		for (let way = 0; way < WAYS_OF_GROUP; way++) {
			let sum = 0;
			for (let bit = 0; bit < GROUP; bit++) {
				const difference = differences[group * GROUP + bit] ?? 0;
				sum += (way >> bit) & 1 ? -difference : difference;
			}
			sums[group * WAYS_OF_GROUP + way] = sum;
		}
	}
	return sums;
}

function countExtreme(sums: Float64Array, ways: number, threshold: number): number {
	let extreme = 0;
	for (let way = 0; way < ways; way++) {
		let sum = 0;
		for (let offset = 0, rest = way; offset < sums.length; offset += WAYS_OF_GROUP, rest >>= GROUP) {
			sum += sums[offset + (rest & (WAYS_OF_GROUP - 1))] as number;
		}
		if (Math.abs(sum) >= threshold) extreme += 1;
	}
	return extreme;
}

function countDrawn(sums: Float64Array, flips: number, threshold: number, seed: number): number {
	const generator = seededGenerator(seed);
	let extreme = 0;
	for (let flip = 0; flip < flips; flip++) {
		let sum = 0;
		let bits = 0;
		for (let offset = 0, group = 0; offset < sums.length; offset += WAYS_OF_GROUP, group++) {
			// One number of 32 bits sets the signs of four groups.
			bits = group % 4 === 0 ? generator.next() : bits >>> GROUP;
			sum += sums[offset + (bits & (WAYS_OF_GROUP - 1))] as number;
		}
		if (Math.abs(sum) >= threshold) extreme += 1;
	}
	return extreme;
}
