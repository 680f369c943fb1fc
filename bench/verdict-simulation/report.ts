import Table from 'cli-table3';
import type { Cell } from './experiments.ts';

/** A kind of stream with its mean index and its spread. */
export interface KindRow {
	readonly name: string;
	readonly about: string;
	readonly mean: number;
	readonly sd: number;
}

/** The kinds of streams, for a terminal. */
export function kindsTable(kinds: readonly KindRow[]): string {
	return tableOf(
		['stream', 'gaps', 'mean index', 'sd'],
		kinds.map(({ name, about, mean, sd }) => [name, about, mean.toFixed(4), sd.toFixed(4)]),
		2,
	);
}

/** What became of the experiments, for a terminal. */
export function cellsTable(cells: readonly Cell[]): string {
	const percent = (share: number): string => (100 * share).toFixed(1);
	return tableOf(
		['one', 'other', 'n', 'true difference', 'covered %', 'mean width', 'named %', 'one named %'],
		cells.map((cell) => [
			cell.one,
			cell.other,
			String(cell.n),
			cell.trueDifference.toFixed(3),
			percent(cell.covers),
			cell.width.toFixed(3),
			percent(cell.named),
			percent(cell.namedOne),
		]),
		2,
	);
}

/** The first `left` columns are words, the others numbers. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[], left: number): string {
	const table = new Table({
		head: [...head],
		colAligns: head.map((_, index) => (index < left ? 'left' : 'right')),
		style: { head: [], border: [], compact: true },
	});
	for (const row of rows) table.push([...row]);
	return table.toString();
}
