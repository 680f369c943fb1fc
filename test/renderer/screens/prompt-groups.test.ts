import { expect, test } from 'vitest';
import { promptGroups } from '../../../src/renderer/screens/scorecard/prompt-groups.ts';

const groupsOf = (lengths: readonly number[]) => {
	const groups = promptGroups(lengths);
	return lengths.map((length) => groups.get(length));
};

// Would catch one prompt in two boxes, as powers of two split it.
test('one prompt is one group, however providers count it and whatever keeps it out of caches', () => {
	expect(new Set(groupsOf([21, 22, 23, 24, 27])).size).toBe(1);
	expect(new Set(groupsOf([1_000, 870, 1_150, 1_020])).size).toBe(1);
});

test('a group is named by the middle one of its lengths, and far lengths are apart', () => {
	expect(groupsOf([20, 22, 24, 250, 1_000, 1_040, 1_100])).toEqual([22, 22, 22, 250, 1_040, 1_040, 1_040]);
});

// Would catch lengths that lie close together becoming one box from the shortest to the longest.
test('no group grows from neighbour to neighbour', () => {
	const lengths = Array.from({ length: 400 }, (_, index) => 100 + 5 * index);
	const groups = promptGroups(lengths);
	expect(new Set(groups.values()).size).toBeGreaterThan(5);
	for (const middle of new Set(groups.values())) {
		const own = lengths.filter((length) => groups.get(length) === middle);
		expect(Math.max(...own) / Math.min(...own)).toBeLessThanOrEqual(1.5);
	}
});
