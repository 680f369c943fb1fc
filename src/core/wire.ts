/*
 * Plain data with typed arrays in it, as one block of bytes: for a WebSocket or a body of HTTP, which cannot clone.
 * Layout: u32 length of the JSON, the JSON as UTF-8, then each array's bytes at the next multiple of 8.
 * The JSON is {value, arrays}: in `value` null stands for each array, and `arrays` says what belongs there, as
 * [path, type, offset, length], offsets counting from the end of the padded JSON. A replacer and a reviver could say the
 * same, but they are called for every value, and a run has millions that are no arrays.
 */

const ARRAY_TYPES = { Uint8Array, Int32Array, Uint32Array, Float64Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;
type AnyArray = InstanceType<(typeof ARRAY_TYPES)[ArrayType]>;
/** An object or a list. */
type Parts = Record<PropertyKey, unknown>;
type Path = (string | number)[];

const ALIGNMENT = 8;

/**
 * A larger message goes as a body of HTTP, and the socket only says where: Chromium takes seconds for tens of megabytes in
 * one message of a WebSocket, and a fraction of that for a body. See docs/decisions/0009.
 */
export const MOST_SOCKET_BYTES = 1024 * 1024;

/** Text to and from UTF-8: the platform's own encoder and decoder. */
export interface Utf8 {
	encode(text: string): Uint8Array;
	decode(bytes: Uint8Array): string;
}

/** Packs plain data. */
export function packMessage(value: unknown, utf8: Utf8): Uint8Array<ArrayBuffer> {
	const arrays: { readonly bytes: Uint8Array; readonly offset: number }[] = [];
	const places: unknown[] = [];
	let size = 0;
	const plain = withoutArrays({ value }, [], (array, path) => {
		places.push([[...path], typeOf(array), size, array.length]);
		arrays.push({ bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset: size });
		size = padded(size + array.byteLength);
	});
	const json = utf8.encode(JSON.stringify({ ...plain, arrays: places }));
	const start = padded(4 + json.length);
	const message = new Uint8Array(start + size);
	new DataView(message.buffer).setUint32(0, json.length);
	message.set(json, 4);
	for (const { bytes, offset } of arrays) message.set(bytes, start + offset);
	return message;
}

/** The same with null for each array in it, of which `found` is told. What holds none is not copied. */
function withoutArrays(whole: Parts, path: Path, found: (array: AnyArray, path: Path) => void): Parts {
	let copy: Parts | null = null;
	for (const key of Array.isArray(whole) ? whole.keys() : Object.keys(whole)) {
		const part = whole[key];
		if (!isParts(part)) continue;
		path.push(key);
		let plain: Parts | null = null;
		if (isArray(part)) found(part, path);
		else plain = withoutArrays(part, path, found);
		path.pop();
		if (plain === part) continue;
		copy ??= (Array.isArray(whole) ? [...whole] : { ...whole }) as Parts;
		copy[key] = plain;
	}
	return copy ?? whole;
}

/**
 * Unpacks what {@link packMessage} made. Its arrays are views of the message where they can be: its bytes must not be
 * used for anything else. Throws where the bytes are no such message.
 */
export function unpackMessage(message: Uint8Array, utf8: Utf8): unknown {
	const length = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0);
	const packed: unknown = JSON.parse(utf8.decode(message.subarray(4, 4 + length)));
	if (!isParts(packed) || !Array.isArray(packed.arrays)) throw new RangeError('this is no packed message');
	const bodies = message.subarray(padded(4 + length));
	for (const place of packed.arrays) {
		const [path, type, offset, count] = Array.isArray(place) ? place : [];
		const { whole, key } = placeOf(packed, path);
		whole[key] = readArray(bodies, type, offset, count);
	}
	return packed.value;
}

/** Where an array belongs: a null of the message's own. No path leads to what every object inherits. */
function placeOf(packed: Parts, path: unknown): { readonly whole: Parts; readonly key: string } {
	const keys = Array.isArray(path) ? path.map(String) : [];
	let whole = packed;
	for (const [depth, key] of keys.entries()) {
		const part = Object.hasOwn(whole, key) ? whole[key] : undefined;
		if (part === null && depth === keys.length - 1) return { whole, key };
		if (!isParts(part)) break;
		whole = part;
	}
	throw new RangeError('a packed array has no valid place');
}

function readArray(bodies: Uint8Array, type: unknown, offset: unknown, count: unknown): AnyArray {
	if (!isArrayType(type) || !isIndex(offset) || !isIndex(count)) {
		throw new RangeError('a packed array has no valid type, offset or length');
	}
	const Type = ARRAY_TYPES[type];
	const bytes = bodies.subarray(offset, offset + count * Type.BYTES_PER_ELEMENT);
	if (bytes.length < count * Type.BYTES_PER_ELEMENT) throw new RangeError('a packed array ends after its message');
	const { buffer, byteOffset } = bytes;
	if (buffer instanceof ArrayBuffer && byteOffset % ALIGNMENT === 0) return new Type(buffer, byteOffset, count);
	// A message of a Node socket may lie at any place of a larger buffer. No `slice`: of a Node buffer it is another view.
	return new Type(new Uint8Array(bytes).buffer, 0, count);
}

/** Throws for an array of a type that the other side would not know. */
function isArray(value: object): value is AnyArray {
	if (!ArrayBuffer.isView(value)) return false;
	if (!isArrayType(typeOf(value))) throw new TypeError(`a ${typeOf(value)} cannot be packed`);
	return true;
}

function typeOf(array: ArrayBufferView): string {
	return Object.prototype.toString.call(array).slice(8, -1);
}

function isArrayType(name: unknown): name is ArrayType {
	return typeof name === 'string' && Object.hasOwn(ARRAY_TYPES, name);
}

function isIndex(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isParts(value: unknown): value is Parts {
	return typeof value === 'object' && value !== null;
}

function padded(size: number): number {
	return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}
