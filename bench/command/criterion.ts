/** Something that must hold, with the numbers that decide it. */
export interface Criterion {
	readonly text: string;
	readonly holds: boolean;
}

/** One line for each criterion. */
export function linesOf(criteria: readonly Criterion[]): string[] {
	return criteria.map(({ text, holds }) => `${holds ? 'PASS' : 'FAIL'}  ${text}`);
}

/** Of everything that has a limit: that it keeps it. */
export function withinLimits(
	cells: readonly { readonly what: string; readonly ms: number; readonly mostMs: number | null }[],
): Criterion[] {
	return cells.flatMap(({ what, ms, mostMs }) =>
		mostMs === null ? [] : [{ text: `${what}: ${ms.toFixed(1)} ms, at most ${mostMs}`, holds: ms <= mostMs }],
	);
}
