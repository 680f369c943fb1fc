import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';

/** The seed of every interval and p-value unless another is given: the same data always give the same numbers. */
export const DEFAULT_SEED = 20_240_707;

/** The generator starts from a state that is mostly the seed's own bits; after so many steps they are mixed. */
const STEPS_TO_MIX = 64;

/** Random 32-bit integers that depend on the seed (a 32-bit integer) alone. */
export function seededGenerator(seed: number): RandomGenerator {
	const generator = xoroshiro128plus(seed);
	skipN(generator, STEPS_TO_MIX);
	return generator;
}
