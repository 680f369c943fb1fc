/** A group reaches to half as much again as its shortest, or so many tokens, whichever is more. */
const REACH = { factor: 1.5, tokens: 16 } as const;

/**
 * The group that each length of a prompt belongs to, named by the middle one of its lengths. Providers count one prompt a
 * little differently, and what keeps it out of a cache changes its length from request to request: those are one group.
 */
export function promptGroups(lengths: Iterable<number>): ReadonlyMap<number, number> {
	const groups: number[][] = [];
	for (const length of [...new Set(lengths)].sort((one, other) => one - other)) {
		const group = groups.at(-1);
		const shortest = group?.[0];
		const reaches = shortest !== undefined && length <= Math.max(shortest * REACH.factor, shortest + REACH.tokens);
		if (reaches) group?.push(length);
		else groups.push([length]);
	}
	return new Map(
		groups.flatMap((group) => {
			const middle = group[Math.floor(group.length / 2)] as number;
			return group.map((length) => [length, middle] as const);
		}),
	);
}
