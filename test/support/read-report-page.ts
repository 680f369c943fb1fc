/** A table of a report's page as text: a cell is what stands in it, and small below it. */
export interface PageTable {
	readonly caption: string;
	readonly head: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

/** The tables of a report's page, in their order. */
export function readTables(page: string): PageTable[] {
	return Array.from(page.matchAll(/<table>(.*?)<\/table>/gs), ([, table = '']) => {
		const [head, ...rows] = Array.from(table.matchAll(/<tr>(.*?)<\/tr>/gs), ([, row = '']) =>
			Array.from(row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs), ([, cell = '']) => textOf(cell)),
		);
		return { caption: textOf(/<caption>(.*?)<\/caption>/s.exec(table)?.[1] ?? ''), head: head ?? [], rows };
	});
}

/** Everything that the page says before its data, without the tables. */
export function readProse(page: string): string {
	const body = /<body>(.*?)<script/s.exec(page)?.[1] ?? '';
	return textOf(body.replaceAll(/<table>.*?<\/table>/gs, ' '));
}

/** Every number that a text shows, by its digits: `1,234.50`. A sign counts where no digit or letter is before it. */
export function shownNumbers(text: string): string[] {
	return text.match(/(?<![\w.])-?\d[\d,]*(?:\.\d+)?/g)?.map((shown) => shown.replace(/,$/, '')) ?? [];
}

/** Whether these digits are that number, rounded to as many as are shown; an index below 1 is never shown as 1.000. */
export function isShown(shown: string, value: number): boolean {
	const [, decimals = ''] = shown.split('.');
	const digits = Number(shown.replaceAll(',', ''));
	const half = 0.5 * 10 ** -decimals.length;
	return Math.abs(digits - value) <= half * (1 + 1e-9) || (shown === '0.999' && value > 0.999 && value < 1);
}

function textOf(markup: string): string {
	return markup
		.replaceAll(/<[^>]*>/g, ' ')
		.replaceAll('&#39;', "'")
		.replaceAll('&quot;', '"')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&')
		.replaceAll(/\s+/g, ' ')
		.trim();
}
