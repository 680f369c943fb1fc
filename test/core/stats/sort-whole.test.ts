import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortWhole } from '../../../src/core/stats/sort-whole.ts';

const value = fc.oneof(
	fc.integer({ min: 0, max: 2 ** 32 - 1 }),
	fc.constantFrom(0, 255, 256, 65_536, 2 ** 31, 2 ** 32 - 1),
);
const stranger = fc.constantFrom(2 ** 32, 0.5, -1, -0, 6e9);

// Would catch a byte that is left out, a value beyond 32 bits that is cut to them, and a fraction that is lost.
test('sorts as the language does, whatever the values and however many', () => {
	fc.assert(
		fc.property(
			fc.array(value, { minLength: 1, maxLength: 40 }),
			fc.array(stranger, { maxLength: 2 }),
			fc.constantFrom(1, 300),
			(drawn, strangers, times) => {
				const values = Float64Array.from([...Array.from({ length: times }, () => drawn).flat(), ...strangers]);
				const expected = values.toSorted();
				sortWhole(values);
				expect(Object.is(values[0], expected[0])).toBe(true);
				expect(values).toEqual(expected);
			},
		),
	);
});
