import * as fc from 'fast-check';

/** Any UTF-16 units, halves of characters too. (`unit: 'binary'` of fast-check takes seconds to set itself up.) */
export function anyText(maxLength: number): fc.Arbitrary<string> {
	return fc
		.array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
		.map((units) => units.map((unit) => String.fromCharCode(unit)).join(''));
}
