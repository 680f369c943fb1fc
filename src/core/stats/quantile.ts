/**
 * The q-quantile of ascending values, with linear interpolation between the two nearest ones as numpy's default does it,
 * bit for bit. Null of nothing.
 *
 * @throws {RangeError} where `q` is not within 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, q: number): number | null {
	if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies within 0 to 1, not at ${q}`);
	if (sorted.length === 0) return null;
	const position = q * (sorted.length - 1);
	const index = Math.floor(position);
	const share = position - index;
	const low = sorted[index] as number;
	// On a value it is that value, also where the next one is infinite.
	if (share === 0) return low;
	const high = sorted[index + 1] as number;
	// From the nearer end, as numpy does, so that the result never leaves the span between the two.
	return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
}
