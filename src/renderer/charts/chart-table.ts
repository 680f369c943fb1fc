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
