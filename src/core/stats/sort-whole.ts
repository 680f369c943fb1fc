const BITS = 8;
const VALUES = 1 << BITS;
const PASSES = 32 / BITS;
/** With fewer values the usual way is as fast. */
const FEW = 2_000;

/**
 * Sorts in place, ascending: what `values.sort()` gives, some five times as fast where there are many and all of them are
 * whole numbers from 0 that 32 bits hold, such as gaps of up to four seconds in nanoseconds. By their bytes, the lowest
 * first.
 */
export function sortWhole(values: Float64Array): void {
	const whole = new Uint32Array(values);
	if (values.length < FEW || !areSame(values, whole)) {
		values.sort();
		return;
	}
	let from = whole;
	let to = new Uint32Array(values.length);
	for (let pass = 0; pass < PASSES; pass++) {
		const shift = pass * BITS;
		const places = startsOf(from, shift);
		for (let index = 0; index < from.length; index++) {
			const value = from[index] as number;
			const byte = (value >>> shift) & (VALUES - 1);
			const place = places[byte] as number;
			places[byte] = place + 1;
			to[place] = value;
		}
		[from, to] = [to, from];
	}
	values.set(from);
}

/** Not where one of them is −0, which comes before 0. */
function areSame(values: Float64Array, whole: Uint32Array): boolean {
	for (let index = 0; index < values.length; index++) {
		const value = values[index] as number;
		if (value !== whole[index] || (value === 0 && 1 / value < 0)) return false;
	}
	return true;
}

/** Where the values of each byte begin. */
function startsOf(values: Uint32Array, shift: number): Uint32Array {
	const starts = new Uint32Array(VALUES);
	for (let index = 0; index < values.length; index++) {
		const byte = ((values[index] as number) >>> shift) & (VALUES - 1);
		starts[byte] = (starts[byte] as number) + 1;
	}
	let start = 0;
	for (let byte = 0; byte < VALUES; byte++) {
		const count = starts[byte] as number;
		starts[byte] = start;
		start += count;
	}
	return starts;
}
