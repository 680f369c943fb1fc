import { mean } from './mean.ts';
import { DEFAULT_SEED, seededGenerator } from './random.ts';

/** Bounds of an unknown number, both inside. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

/** A mean and how sure it is. */
export interface MeanEstimate {
	readonly n: number;
	readonly mean: number;
	/** 95 %. Null of fewer than {@link LEAST_FOR_INTERVAL} values. A single point where all values are equal. */
	readonly interval: Interval | null;
	/** How many resamples the interval rests on. */
	readonly resamples: number;
}

/** How to resample. */
export interface Resampling {
	/** A 32-bit integer. */
	readonly seed?: number | undefined;
	readonly resamples?: number | undefined;
	/** What the mean cannot lie outside of, such as 0 and 1 for an index: the interval is cut there. */
	readonly within?: Interval;
}

/** What a time or a rate cannot lie outside of. */
export const FROM_ZERO: Interval = { low: 0, high: Number.POSITIVE_INFINITY };

/** B, unless another is given. */
export const DEFAULT_RESAMPLES = 2_000;
/** With fewer values even a studentized interval covers far less than it says. */
export const LEAST_FOR_INTERVAL = 5;

const CONFIDENCE = 0.95;
const TWO_TO_32 = 2 ** 32;

/**
 * The mean of independent values with a 95 % interval: a symmetric studentized bootstrap. The interval reaches as far to
 * either side as 95 % of the resampled means lie from the sample's, each distance measured in its resample's own spread.
 * A resample's sum of squares is widened by the sample's variance, as by one value more; else a resample of equal values,
 * which a few stalls among many perfect requests often yield, would be infinitely many spreads away.
 * Where all values are equal nothing is known of their spread, and the interval is that value.
 *
 * The same values, order and seed give the same interval. Null of nothing.
 * Sources: Hall, On symmetric bootstrap confidence intervals (JRSS B 50, 1988); docs/decisions/0005-intervals.md for the
 * widening and for what covers how often.
 *
 * @throws {RangeError} where a value is not finite or `resamples` is not a positive whole number
 */
export function estimateMean(values: ArrayLike<number>, resampling: Resampling = {}): MeanEstimate | null {
	const { seed = DEFAULT_SEED, resamples = DEFAULT_RESAMPLES, within } = resampling;
	if (!(Number.isInteger(resamples) && resamples > 0)) throw new RangeError(`${resamples} resamples cannot be drawn`);
	const centre = mean(values);
	if (centre === null) return null;
	const n = values.length;
	if (n < LEAST_FOR_INTERVAL) return { n, mean: centre, interval: null, resamples };
	const reach = areEqual(values) ? 0 : reachOf(values, centre, seed, resamples);
	const interval = cut({ low: centre - reach, high: centre + reach }, within);
	return { n, mean: centre, interval, resamples };
}

function areEqual(values: ArrayLike<number>): boolean {
	for (let index = 1; index < values.length; index++) if (values[index] !== values[0]) return false;
	return true;
}

function cut({ low, high }: Interval, within: Interval | undefined): Interval {
	return within === undefined ? { low, high } : { low: Math.max(low, within.low), high: Math.min(high, within.high) };
}

/** How far the interval reaches to either side of the mean. */
function reachOf(values: ArrayLike<number>, centre: number, seed: number, resamples: number): number {
	const n = values.length;
	// Centred, so that sums of squares lose nothing to a mean far from 0; and scaled, so that no square is out of range.
	const largest = Float64Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value - centre)), 0);
	const scaled = Float64Array.from(values, (value) => (value - centre) / largest);
	const variance = scaled.reduce((sum, value) => sum + value * value, 0) / (n - 1);
	const generator = seededGenerator(seed);
	const perDraw = n / TWO_TO_32;
	const distances = new Float64Array(resamples);
	for (let resample = 0; resample < resamples; resample++) {
		let sum = 0;
		let squares = 0;
		for (let drawn = 0; drawn < n; drawn++) {
			// Uneven by at most n in 2³².
			const value = scaled[Math.floor((generator.next() >>> 0) * perDraw)] as number;
			sum += value;
			squares += value * value;
		}
		const spread = Math.max(0, squares - (sum * sum) / n) + variance;
		distances[resample] = (Math.abs(sum) / n) * Math.sqrt((n * variance) / spread);
	}
	distances.sort();
	const rank = Math.min(resamples, Math.ceil(CONFIDENCE * (resamples + 1)));
	return largest * (distances[rank - 1] as number);
}
