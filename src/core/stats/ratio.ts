import { estimateMean, type Interval, LEAST_FOR_INTERVAL, type Resampling } from './bootstrap.ts';

/**
 * A 95 % interval around a share of totals, Σ parts ÷ Σ wholes, where part and whole of one request belong together: one
 * request is one sample, however much it adds to the totals. The bootstrap is that of {@link estimateMean}, of what each
 * part is more than the share of its whole. Null of fewer than {@link LEAST_FOR_INTERVAL} samples, and where the wholes
 * add up to nothing.
 *
 * Source for the residuals: Cochran, Sampling Techniques, "The ratio estimate".
 *
 * @throws {RangeError} where the two are not equally many, or as {@link estimateMean}
 */
export function ratioInterval(
	parts: ArrayLike<number>,
	wholes: ArrayLike<number>,
	{ within, ...resampling }: Resampling = {},
): Interval | null {
	const n = parts.length;
	if (wholes.length !== n) throw new RangeError(`${n} parts and ${wholes.length} wholes make no shares`);
	const whole = sum(wholes);
	if (n < LEAST_FOR_INTERVAL || whole === 0) return null;
	const share = sum(parts) / whole;
	const residuals = Float64Array.from(parts, (part, index) => part - share * (wholes[index] as number));
	const estimate = estimateMean(residuals, resampling);
	if (estimate === null || estimate.interval === null) return null;
	const reach = (n * (estimate.interval.high - estimate.interval.low)) / 2 / whole;
	const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = within ?? {};
	return { low: Math.max(low, share - reach), high: Math.min(high, share + reach) };
}

function sum(values: ArrayLike<number>): number {
	let total = 0;
	for (let index = 0; index < values.length; index++) total += values[index] as number;
	return total;
}
