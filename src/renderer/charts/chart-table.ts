import { type Cell, csvFile } from '../../core/csv.ts';

/** What a chart shows, as a table: for whoever cannot see it, and for a file. */
export interface ChartTable {
	readonly head: readonly string[];
	readonly rows: readonly (readonly Exclude<Cell, boolean>[])[];
}

/** A chart's table as a CSV file, with full precision, by the rules of {@link csvFile}. */
export function csvOfTable({ head, rows }: ChartTable): string {
	return csvFile(head, rows);
}
