import type { Criterion } from '../command/criterion.ts';
import type { Cell } from './experiments.ts';
import { STALL_MIXTURE } from './streams.ts';

/** What intervals and winners are held to. */
export const LIMITS = {
	leastCover: 0.92,
	mostCover: 0.98,
	mostNamed: 0.065,
	leastPower: 0.8,
	powerPairs: 100,
} as const;

/** Whether the verdict keeps its word, by these cells. A share is worth ± 2 √(p (1 − p) ÷ experiments). */
export function judge(cells: readonly Cell[]): Criterion[] {
	const equal = cells.filter(({ one, other }) => one === other);
	return [
		...each(equal, 'covers', 'the interval between equal providers covers 0', ({ covers, oftenPerfect }) => [
			`${percent(LIMITS.leastCover)} to ${percent(oftenPerfect ? 1 : LIMITS.mostCover)}`,
			covers >= LIMITS.leastCover && (oftenPerfect || covers <= LIMITS.mostCover),
		]),
		...each(equal, 'named', 'a winner between equal providers', ({ named }) => [
			`at most ${percent(LIMITS.mostNamed)}`,
			named <= LIMITS.mostNamed,
		]),
		...each(
			cells.filter(({ one, other, n }) => one === STALL_MIXTURE.name && other !== one && n === LIMITS.powerPairs),
			'namedOne',
			'the better of two is named',
			({ namedOne }) => [`at least ${percent(LIMITS.leastPower)}`, namedOne >= LIMITS.leastPower],
		),
	];
}

function each(
	cells: readonly Cell[],
	figure: 'covers' | 'named' | 'namedOne',
	what: string,
	decide: (cell: Cell) => readonly [limit: string, holds: boolean],
): Criterion[] {
	return cells.map((cell) => {
		const [limit, holds] = decide(cell);
		return { text: `${what}, ${cell.one}, n = ${cell.n}: ${percent(cell[figure])}, limit ${limit}`, holds };
	});
}

function percent(share: number): string {
	return `${+(100 * share).toFixed(2)} %`;
}
