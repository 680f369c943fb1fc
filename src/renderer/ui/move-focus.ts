import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, readonly [rows: number, cells: number]>> = {
	ArrowRight: [0, 1],
	ArrowLeft: [0, -1],
	ArrowDown: [1, 0],
	ArrowUp: [-1, 0],
};

/** Arrow keys lead from button to button of a table, over rows and cells that have none. */
export function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
	const step = STEPS[event.key];
	const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('th, td') : null;
	if (step === undefined || cell === null || event.target instanceof HTMLInputElement) return;
	const { rows } = event.currentTarget;
	let [row, column] = [(cell.parentElement as HTMLTableRowElement).rowIndex + step[0], cell.cellIndex + step[1]];
	while (rows[row]?.cells[column] === undefined && rows[row] !== undefined && step[0] !== 0) row += step[0];
	const next = rows[row]?.cells[column]?.querySelector('button');
	if (!next) return;
	event.preventDefault();
	next.focus();
}
