/** Numbers in one typed array that doubles when it is full: no garbage by number, and memory by the byte. */
export interface Growable<Values extends Float64Array | Uint32Array | Int32Array | Uint8Array> {
	readonly length: number;
	push(value: number): void;
	/** 0 beyond the end. */
	at(index: number): number;
	/** A view of what is there now: it does not follow later growth. */
	view(): Values;
}

const FIRST_CAPACITY = 64;

/** Grows an array of moments. */
export function growableFloat64(): Growable<Float64Array> {
	return growable((capacity) => new Float64Array(capacity));
}

/** Grows an array of offsets. */
export function growableUint32(): Growable<Uint32Array> {
	return growable((capacity) => new Uint32Array(capacity));
}

/** Grows an array of counts, −1 where there is none. */
export function growableInt32(): Growable<Int32Array> {
	return growable((capacity) => new Int32Array(capacity));
}

/** Grows an array of small codes. */
export function growableUint8(): Growable<Uint8Array> {
	return growable((capacity) => new Uint8Array(capacity));
}

function growable<Values extends Float64Array | Uint32Array | Int32Array | Uint8Array>(
	make: (capacity: number) => Values,
): Growable<Values> {
	let values = make(FIRST_CAPACITY);
	let length = 0;
	return {
		get length() {
			return length;
		},
		push(value) {
			if (length === values.length) {
				const larger = make(length * 2);
				larger.set(values);
				values = larger;
			}
			values[length] = value;
			length += 1;
		},
		at: (index) => (index < length ? (values[index] ?? 0) : 0),
		view: () => values.subarray(0, length) as Values,
	};
}
