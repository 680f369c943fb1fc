import { expect, test } from 'vitest';
import { raceNames } from '../../src/core/free-name.ts';

test('names of one race differ, even where somebody bears the name that a number would make', () => {
	expect(raceNames(['A', 'A (2)', 'A', 'B', 'A'])).toEqual(['A', 'A (2)', 'A (3)', 'B', 'A (4)']);
});
