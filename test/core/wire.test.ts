import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packMessage, type Utf8, unpackMessage } from '../../src/core/wire.ts';

const utf8: Utf8 = {
	encode: (text) => new TextEncoder().encode(text),
	decode: (bytes) => new TextDecoder().decode(bytes),
};

const arrays = fc.oneof(
	fc.uint8Array(),
	fc.int32Array(),
	fc.uint32Array(),
	fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
);
const plain = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.string({ unit: 'grapheme' }),
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		arrays,
		tie('list'),
		tie('record'),
	),
	list: fc.array(tie('value'), { maxLength: 4 }),
	record: fc.dictionary(
		fc.string({ minLength: 1 }).filter((key) => key !== '__proto__' && key !== '$bytes'),
		tie('value'),
		{
			maxKeys: 4,
			noNullPrototype: true,
		},
	),
})).value;

test('whatever is packed comes back equal, arrays of every type and texts of every kind among it', () => {
	fc.assert(
		fc.property(plain, (value) => {
			expect(unpackMessage(packMessage(value, utf8), utf8)).toEqual(value);
		}),
	);
});

test('a message that lies at an odd place of a larger buffer is read as well', () => {
	const message = packMessage({ at: new Float64Array([1.5, -2]) }, utf8);
	const shifted = new Uint8Array(message.length + 3);
	shifted.set(message, 3);
	expect(unpackMessage(shifted.subarray(3), utf8)).toEqual({ at: new Float64Array([1.5, -2]) });
});

test('a message in a Buffer, as a WebSocket of Node hands it over, is read as well', () => {
	const pooled = Buffer.concat([Buffer.from('elsewhere'), packMessage({ bytes: new Uint8Array([1, 2, 3]) }, utf8)]);
	expect(unpackMessage(pooled.subarray(9), utf8)).toEqual({ bytes: new Uint8Array([1, 2, 3]) });
});

test('an array type that the other side would not know is refused before it is sent', () => {
	expect(() => packMessage({ at: new BigInt64Array(1) }, utf8)).toThrow(/BigInt64Array/);
});

test('a place outside the message is refused rather than read as something else', () => {
	const message = packMessage({ at: new Uint32Array([1, 2, 3]) }, utf8);
	expect(() => unpackMessage(message.subarray(0, message.length - 8), utf8)).toThrow();
});

/** A message of a JSON text and one byte after it. */
function messageOf(json: string): Uint8Array {
	const text = utf8.encode(json);
	const message = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8 + 1).fill(7, 4 + text.length);
	new DataView(message.buffer).setUint32(0, text.length);
	message.set(text, 4);
	return message;
}

test('an array is put where the message has a null for it', () => {
	const json = '{"value":{"list":[null]},"arrays":[[["value","list",0],"Uint8Array",0,1]]}';
	expect(unpackMessage(messageOf(json), utf8)).toEqual({ list: [new Uint8Array([7])] });
});

// Would catch a message that changes what every object of the other side inherits.
test.each([
	['what every object inherits', '["value","__proto__","mine"]'],
	['what its constructor has', '["value","constructor","prototype","mine"]'],
	['what it inherits from', '["value","__proto__","__proto__"]'],
	['what a list inherits', '["value","list","__proto__","mine"]'],
	['what is not there', '["value","missing"]'],
	['what is no null', '["value","number"]'],
	['a part of a number', '["value","number","mine"]'],
	['nowhere', '[]'],
	['no path', '"value"'],
])('an array that would go to %s is refused', (_where, path) => {
	const json = `{"value":{"list":[],"number":1},"arrays":[[${path},"Uint8Array",0,1]]}`;
	expect(() => unpackMessage(messageOf(json), utf8)).toThrow('a packed array has no valid place');
	expect(Object.hasOwn(Object.prototype, 'mine')).toBe(false);
});

test.each([
	'"BigInt64Array",0,1',
	'"Uint8Array",-1,1',
	'"Uint8Array",0,0.5',
	'"Uint8Array","0",1',
	'"Uint8Array",0,2',
	'"Float64Array",0,1',
])('an array of no known type, or that is not whole in the message, is refused: %s', (array) => {
	const json = `{"value":null,"arrays":[[["value"],${array}]]}`;
	expect(() => unpackMessage(messageOf(json), utf8)).toThrow(RangeError);
});

test.each(['null', '[]', '{}', '{"value":1}', '{"value":1,"arrays":{}}'])('other JSON is no message: %s', (json) => {
	expect(() => unpackMessage(messageOf(json), utf8)).toThrow(/no packed message/);
});
