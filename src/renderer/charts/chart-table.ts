/** What a chart shows, as a table: for whoever cannot see it, and for a file. */
export interface ChartTable {
	readonly head: readonly string[];
	readonly rows: readonly (readonly (string | number | null)[])[];
}

/**
 * A table as CSV (RFC 4180), with full precision. A text that a spreadsheet would run as a formula has an apostrophe
 * before it. Source: OWASP, CSV Injection.
 */
export function csvOfTable({ head, rows }: ChartTable): string {
	return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
