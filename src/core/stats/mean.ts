/** A double is a whole number of these: 2^−1074. */
const UNIT_EXPONENT = 1074;
const FRACTION_BITS = 52n;
const EXPONENT_MASK = 0x7ffn;
const FRACTION_MASK = (1n << FRACTION_BITS) - 1n;
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
	const double = new Float64Array(1);
	const bits = new BigUint64Array(double.buffer);
	let sum = 0n;
	for (let index = from; index < values.length; index++) {
		const value = values[index] as number;
		double[0] = Math.abs(value);
		const units = wholeUnits(bits[0] as bigint);
		sum += value < 0 ? -units : units;
	}
	const magnitude = quotientToNumber(sum < 0n ? -sum : sum, BigInt(values.length - from));
	return sum < 0n ? -magnitude : magnitude;
}

/** A non-negative double, given as its bits, counted in units of 2^−1074. */
function wholeUnits(bits: bigint): bigint {
	const exponent = (bits >> FRACTION_BITS) & EXPONENT_MASK;
	const fraction = bits & FRACTION_MASK;
	return exponent === 0n ? fraction : (fraction | (1n << FRACTION_BITS)) << (exponent - 1n);
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
