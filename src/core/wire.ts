/*
 * Plain data with typed arrays in it, as one block of bytes: for a WebSocket, which cannot clone.
 * Layout: u32 length of the JSON, the JSON as UTF-8, then each array's bytes at the next multiple of 8.
 * In the JSON an array stands as {"$bytes": [type, offset, length]}, offsets counting from the end of the padded JSON.
 */

const ARRAY_TYPES = { Uint8Array, Int32Array, Uint32Array, Float64Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;
type AnyArray = InstanceType<(typeof ARRAY_TYPES)[ArrayType]>;

const MARKER = '$bytes';
const ALIGNMENT = 8;

/** Text to and from UTF-8: the platform's own encoder and decoder. */
export interface Utf8 {
	encode(text: string): Uint8Array;
	decode(bytes: Uint8Array): string;
}

/** Packs plain data. Objects must not use the key `$bytes` themselves. */
export function packMessage(value: unknown, utf8: Utf8): Uint8Array<ArrayBuffer> {
	const arrays: { bytes: Uint8Array; offset: number }[] = [];
	let size = 0;
	const json = utf8.encode(
		JSON.stringify(value, (_key, part: unknown) => {
			const type = arrayType(part);
			if (type === null) return part;
			const array = part as AnyArray;
			const offset = size;
			size = padded(offset + array.byteLength);
			arrays.push({ bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset });
			return { [MARKER]: [type, offset, array.length] };
		}),
	);
	const start = padded(4 + json.length);
	const message = new Uint8Array(start + size);
	new DataView(message.buffer).setUint32(0, json.length);
	message.set(json, 4);
	for (const { bytes, offset } of arrays) message.set(bytes, start + offset);
	return message;
}

/** Unpacks what {@link packMessage} made; its arrays are copies. Throws where the bytes are no such message. */
export function unpackMessage(message: Uint8Array, utf8: Utf8): unknown {
	const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
	const length = view.getUint32(0);
	const start = padded(4 + length);
	return JSON.parse(utf8.decode(message.subarray(4, 4 + length)), (_key, part: unknown) => {
		if (typeof part !== 'object' || part === null || !(MARKER in part)) return part;
		return readArray(message, start, part[MARKER]);
	});
}

function readArray(message: Uint8Array, start: number, place: unknown): AnyArray {
	const [type, offset, length] = Array.isArray(place) ? place : [];
	if (!isArrayType(type) || !Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) {
		throw new RangeError('a packed array has no valid place');
	}
	const Type = ARRAY_TYPES[type];
	const from = start + offset;
	// A copy: the slice of a Node Buffer would be a view into memory that is not its own.
	const bytes = new Uint8Array(message.subarray(from, from + length * Type.BYTES_PER_ELEMENT));
	return new Type(bytes.buffer, 0, length);
}

function arrayType(value: unknown): ArrayType | null {
	if (typeof value !== 'object' || value === null || !ArrayBuffer.isView(value)) return null;
	const name = Object.prototype.toString.call(value).slice(8, -1);
	if (!isArrayType(name)) throw new TypeError(`a ${name} cannot be packed`);
	return name;
}

function isArrayType(name: unknown): name is ArrayType {
	return typeof name === 'string' && Object.hasOwn(ARRAY_TYPES, name);
}

function padded(size: number): number {
	return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}
