/** A double is a whole number of these: 2^−1074. */
const UNIT_EXPONENT = 1074;
const EXPONENT_MASK = 0x7ff;
const HIGH_MASK = 0xfffff;
const LEADING_BIT = 0x100000;
/** So many halves of 32 bits add up exactly. */
const BLOCK = 2 ** 21;
/** A double's bits, and where its halves lie. */
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
const [LOW, HIGH] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? ([0, 1] as const) : ([1, 0] as const);
/** Sums of the halves of significands, by exponent: numbers instead of big integers, which take ten times as long. */
const highSums = new Float64Array(EXPONENT_MASK);
const lowSums = new Float64Array(EXPONENT_MASK);
/** Enough bits of a quotient for `Number` to round it: 53, and some to spare for the bit that stands for the rest. */
const KEPT_BITS = 64;

/**
 * The arithmetic mean, rounded once from the exact sum, as Python's `statistics.mean`: the order of the values does not
 * matter, and no number of small ones is lost beside a large one. The first `from` values are left out. Null of nothing.
 * (A mean below 2^−1022 may be off by the last bit.)
 *
 * @throws {RangeError} where a value is not finite
 */
export function mean(values: ArrayLike<number>, from = 0): number | null {
	const count = values.length - from;
	if (count <= 0) return null;
	let sum = 0;
	for (let index = from; index < values.length; index++) {
		const value = values[index] as number;
		if (!Number.isFinite(value)) throw new RangeError(`value ${index} of a mean is ${value}`);
		sum += value;
		// Whole nanoseconds add up exactly, which saves the long way.
		if (!Number.isSafeInteger(value) || !Number.isSafeInteger(sum)) return meanOfReals(values, from);
	}
	return sum / count;
}

function meanOfReals(values: ArrayLike<number>, from: number): number {
	let sum = 0n;
	for (let start = from; start < values.length; start += BLOCK) {
		sum += unitsOf(values, start, Math.min(values.length, start + BLOCK));
	}
	const magnitude = quotientToNumber(sum < 0n ? -sum : sum, BigInt(values.length - from));
	return sum < 0n ? -magnitude : magnitude;
}

/** The exact sum of at most {@link BLOCK} values, in units of 2^−1074. It leaves the sums of halves at 0. */
function unitsOf(values: ArrayLike<number>, from: number, to: number): bigint {
	let least = highSums.length;
	let most = 0;
	for (let index = from; index < to; index++) {
		const value = values[index] as number;
		if (value === 0) continue;
		double[0] = value;
		const high = halves[HIGH] as number;
		const exponent = (high >>> 20) & EXPONENT_MASK;
		// The smallest doubles have no leading bit of their own, and the unit of those above them.
		const place = exponent === 0 ? 1 : exponent;
		const leading = (high & HIGH_MASK) + (exponent === 0 ? 0 : LEADING_BIT);
		const sign = value < 0 ? -1 : 1;
		highSums[place] = (highSums[place] as number) + sign * leading;
		lowSums[place] = (lowSums[place] as number) + sign * (halves[LOW] as number);
		if (place < least) least = place;
		if (place > most) most = place;
	}
	let sum = 0n;
	for (let place = least; place <= most; place++) {
		const significands = (BigInt(highSums[place] as number) << 32n) + BigInt(lowSums[place] as number);
		sum += significands << BigInt(place - 1);
		highSums[place] = 0;
		lowSums[place] = 0;
	}
	return sum;
}

/** `units` of 2^−1074 divided by `divisor`, as the nearest double, ties to even. */
function quotientToNumber(units: bigint, divisor: bigint): number {
	const quotient = (units << BigInt(KEPT_BITS)) / divisor;
	const surplus = Math.max(0, quotient.toString(2).length - KEPT_BITS);
	const kept = quotient >> BigInt(surplus);
	// One bit stands for all that was cut off: it breaks ties and changes nothing else.
	const exact = (kept << BigInt(surplus)) * divisor === units << BigInt(KEPT_BITS);
	// Brought to between 1 and 2 first, so that the power of two is a double for the smallest and the largest mean.
	const significand = Number(exact ? kept : kept | 1n) / 2 ** (KEPT_BITS - 1);
	return significand * 2 ** (surplus - 1 - UNIT_EXPONENT);
}
