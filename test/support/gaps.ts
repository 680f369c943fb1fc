import fc from 'fast-check';

/** Gaps between tokens in whole units, with the zeros of bursts and a stall here and there. */
export const gaps = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: fc.integer({ min: 0, max: 100 }) },
		{ weight: 2, arbitrary: fc.constant(0) },
		{ weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }) },
	),
	{ maxLength: 40 },
);

/** Deadlines in the same units. */
export const deadlinePairs = fc.record({
	first: fc.integer({ min: 0, max: 500 }),
	each: fc.integer({ min: 1, max: 100 }),
});
