import type { Deadlines } from '../../../core/recording.ts';
import type { CountedRow, CountedRun } from './counting.ts';
import { type Judging, scoreRow } from './rescore.ts';

/** A wait that reached the limit. */
export interface StallPlace {
	readonly provider: number;
	readonly round: number;
	readonly token: number;
	/** The arrival that ended it, from t₀. */
	readonly atNs: number;
	readonly waitNs: number;
	readonly missed: number;
}

/** The longest stalls of the requests that were seen, the longest first, and how many there are in all. */
export function longestStalls(
	counted: CountedRun,
	deadlines: Deadlines,
	judging: Judging,
	most: number,
): { readonly shown: readonly StallPlace[]; readonly count: number } {
	const found: (Omit<StallPlace, 'atNs'> & { readonly row: CountedRow })[] = [];
	for (const row of counted.rows) {
		if (row.standing !== 'whole' && row.standing !== 'partial') continue;
		scoreRow(counted, row, deadlines, judging, (token, waitNs, missed) => {
			if (waitNs < deadlines.stallNs) return;
			found.push({ provider: row.provider, round: row.round, token, waitNs, missed, row });
		});
	}
	const shown = found
		.sort((one, other) => other.waitNs - one.waitNs)
		.slice(0, most)
		.map(({ row, ...stall }) => ({ ...stall, atNs: arrivalOf(counted, row, stall.token) }));
	return { shown, count: found.length };
}

function arrivalOf({ intervalsNs }: CountedRun, { from }: CountedRow, token: number): number {
	let atNs = 0;
	for (let index = from; index <= from + token; index++) atNs += intervalsNs[index] ?? 0;
	return atNs;
}
