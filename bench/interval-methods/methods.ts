import { estimateMean, type Interval } from '../../src/core/stats/bootstrap.ts';
import { quantile } from '../../src/core/stats/quantile.ts';
import { seededGenerator } from '../../src/core/stats/random.ts';

/**
 * The ways to put a 95 % interval around a mean: `studentized` has equal tails, `symmetric` is studentized with equal
 * reach to both sides, `ours` is the same and widened.
 */
export const METHODS = ['percentile', 'BCa', 'studentized', 'symmetric', 'ours'] as const;
export type Method = (typeof METHODS)[number];

const Z = 1.959964;
const TAIL = 0.025;

/** An interval by each method from the same number of resamples. Null where all values are equal: all methods agree. */
export function intervalsOf(
	values: Float64Array,
	resamples: number,
	seed: number,
): Readonly<Record<Method, Interval>> | null {
	const n = values.length;
	if (values.every((value) => value === values[0])) return null;
	const centre = sumOf(values) / n;
	const deviations = values.map((value) => value - centre);
	const error = Math.sqrt(sumOf(deviations.map((value) => value ** 2)) / (n - 1) / n);
	const { means, studentized } = resample(deviations, resamples, seed);
	const tail = (q: number): number => error * (quantile(studentized, q) ?? 0);
	const reach = error * (quantile(studentized.map(Math.abs).sort(), 1 - 2 * TAIL) ?? 0);
	const [low, high] = bcaShares(deviations, means);
	const at = (q: number): number => centre + (quantile(means, q) ?? 0);
	const ours = estimateMean(values, { resamples, seed })?.interval;
	if (ours == null) throw new RangeError(`${n} values are too few`);
	return {
		percentile: { low: at(TAIL), high: at(1 - TAIL) },
		BCa: { low: at(low), high: at(high) },
		studentized: { low: centre - tail(1 - TAIL), high: centre - tail(TAIL) },
		symmetric: { low: centre - reach, high: centre + reach },
		ours: ours,
	};
}

/** Means of resamples of values around 0, and each by its own standard error; both ascending. */
function resample(deviations: Float64Array, resamples: number, seed: number) {
	const n = deviations.length;
	const generator = seededGenerator(seed);
	const means = new Float64Array(resamples);
	const studentized = new Float64Array(resamples);
	for (let index = 0; index < resamples; index++) {
		const drawn = deviations.map(() => deviations[Math.floor((generator.next() >>> 0) * (n / 2 ** 32))] as number);
		const mean = sumOf(drawn) / n;
		means[index] = mean;
		studentized[index] = drawn.every((value) => value === drawn[0])
			? // Equal values: as far off as can be, but finite, so that quantiles can be interpolated.
				Math.sign(mean) * 1e9
			: mean / Math.sqrt(sumOf(drawn.map((value) => (value - mean) ** 2)) / (n - 1) / n);
	}
	return { means: means.sort(), studentized: studentized.sort() };
}

/** Source: Efron, Better bootstrap confidence intervals (1987), with the mean's own acceleration. */
function bcaShares(deviations: Float64Array, sortedMeans: Float64Array): readonly [low: number, high: number] {
	const cubes = sumOf(deviations.map((value) => value ** 3));
	const acceleration = cubes / (6 * sumOf(deviations.map((value) => value ** 2)) ** 1.5);
	const below = sortedMeans.filter((mean) => mean < 0).length + sortedMeans.filter((mean) => mean === 0).length / 2;
	const bias = normalQuantile(Math.min(0.999, Math.max(0.001, below / sortedMeans.length)));
	const share = (z: number): number => normalShare(bias + (bias + z) / (1 - acceleration * (bias + z)));
	return [share(-Z), share(Z)];
}

function sumOf(values: Float64Array): number {
	return values.reduce((sum, value) => sum + value, 0);
}

/** Source: Abramowitz and Stegun, 26.2.17; to 0.0000001. */
function normalShare(z: number): number {
	const t = 1 / (1 + 0.2316419 * Math.abs(z));
	const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	const over = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
	return z > 0 ? 1 - over : over;
}

function normalQuantile(share: number): number {
	let low = -8;
	let high = 8;
	for (let step = 0; step < 50; step++) {
		const middle = (low + high) / 2;
		if (normalShare(middle) < share) low = middle;
		else high = middle;
	}
	return low;
}
