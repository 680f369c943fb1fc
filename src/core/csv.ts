/** What a cell may hold. Null is an empty one: there is no such number. */
export type Cell = string | number | boolean | null;

/** A spreadsheet runs a text that begins so as a formula; full-width signs are taken for the others. */
const RUNS = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

/**
 * A CSV file (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets know it): a header and its rows. Numbers are
 * written in full, as JavaScript reads them back to the last bit. A text that a spreadsheet would run gets an apostrophe
 * in front, which tells it that this is text.
 *
 * Source: OWASP, CSV Injection.
 */
export function csvFile(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
	const lines = [csvLine(header)];
	for (const row of rows) lines.push(csvLine(row));
	return `\ufeff${lines.join('')}`;
}

function csvLine(cells: readonly Cell[]): string {
	return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell !== 'string') return String(cell);
	const text = RUNS.test(cell) ? `'${cell}` : cell;
	return /[",\r\n\t']/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
