import * as fc from 'fast-check';

/** The bytes in pieces, cut at the given places: each a share (0 to 1) of the whole. Some pieces may be empty. */
export function cutAt(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
	const places = shares.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b);
	return [...places, bytes.length].map((place, index) => bytes.slice(places[index - 1] ?? 0, place));
}

/** One byte at a time: every split there is, inside characters and line endings too. */
export function byteByByte(bytes: Uint8Array): Uint8Array[] {
	return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** Places to cut at, for {@link cutAt}. */
export const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
