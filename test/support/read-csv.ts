/** The rows of a CSV file (RFC 4180), with or without a byte order mark: the plainest reader there is. */
export function readCsv(file: string): string[][] {
	const text = file.replace(/^\ufeff/, '');
	const rows: string[][] = [];
	let row: string[] = [];
	let cell = '';
	let quoted = false;
	for (let index = 0; index < text.length; index++) {
		const character = text[index] as string;
		if (quoted) {
			if (character !== '"') cell += character;
			else if (text[index + 1] === '"') {
				cell += '"';
				index += 1;
			} else quoted = false;
		} else if (character === '"' && cell === '') quoted = true;
		else if (character === ',') {
			row.push(cell);
			cell = '';
		} else if (text.startsWith('\r\n', index)) {
			rows.push([...row, cell]);
			row = [];
			cell = '';
			index += 1;
		} else cell += character;
	}
	return rows;
}
