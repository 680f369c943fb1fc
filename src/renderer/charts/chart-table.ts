import { type Cell, csvFile } from '../../core/csv.ts';

/** What a chart shows, as a table: for whoever cannot see it, and for a file. */
export interface ChartTable {
	readonly head: readonly string[];
	readonly rows: readonly (readonly Exclude<Cell, boolean>[])[];
}

/** What a chart's numbers are, for whoever has nothing but its file: "Scored by: …". */
export interface ChartFact {
	readonly name: string;
	readonly value: string;
}

/** A chart's table as a CSV file, with full precision, by the rules of {@link csvFile}; each fact is a column of its own. */
export function csvOfTable({ head, rows }: ChartTable, facts: readonly ChartFact[]): string {
	return csvFile(
		[...head, ...facts.map(({ name }) => name)],
		rows.map((row) => [...row, ...facts.map(({ value }) => value)]),
	);
}

/** How many decimals a shown table's columns have, so that every number of one has as many: at most three below 1, else one. */
export function decimalsOf({ head, rows }: ChartTable): number[] {
	return head.map((_, column) => {
		const numbers = rows
			.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []))
			.filter(Number.isFinite);
		const most = numbers.every((number) => number <= 1) ? 3 : 1;
		return numbers.reduce((decimals, number) => Math.max(decimals, decimalsIn(number, most)), 0);
	});
}

function decimalsIn(number: number, most: number): number {
	return String(Number(number.toFixed(most))).split('.')[1]?.length ?? 0;
}
