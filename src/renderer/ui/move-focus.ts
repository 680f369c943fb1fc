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

/** What can have the focus in a column, in reading order. */
const PARTS = 'button:not(:disabled), .text';

/**
 * Arrow keys lead through columns that stand side by side: left and right to the same part of the next column, up and
 * down through a column's parts. A text that can still be scrolled that way is scrolled. True where the focus moved.
 */
export function moveInColumns(event: KeyboardEvent<HTMLElement>): boolean {
	const step = STEPS[event.key];
	const column = event.target instanceof Element ? event.target.closest<HTMLElement>('.column') : null;
	if (step === undefined || column === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
		return false;
	}
	const [down, right] = step;
	const parts = partsOf(column);
	const place = parts.findIndex((part) => part.contains(event.target as Node));
	const part = parts[place];
	if (part?.matches('.text') && down !== 0 && canScroll(part, down)) return false;
	const next = right === 0 ? parts[place + down] : samePart(part, partsOf(besides(column, right)));
	if (next === undefined) return false;
	event.preventDefault();
	next.focus();
	return true;
}

function partsOf(column: Element | null): HTMLElement[] {
	return [...(column?.querySelectorAll<HTMLElement>(PARTS) ?? [])].filter((part) => part.checkVisibility());
}

function besides(column: Element, right: number): Element | null {
	return right > 0 ? column.nextElementSibling : column.previousElementSibling;
}

/** A column may lack what another one has: a failed one its text, the others what to do about it. */
function samePart(part: Element | undefined, parts: readonly HTMLElement[]): HTMLElement | undefined {
	return parts.find((other) => partName(other) === partName(part)) ?? parts[0];
}

function partName(part: Element | undefined): string | undefined {
	return part?.querySelector('[data-metric]')?.getAttribute('data-metric') ?? part?.className;
}

function canScroll({ scrollTop, clientHeight, scrollHeight }: Element, down: number): boolean {
	return down < 0 ? scrollTop > 0 : scrollTop + clientHeight < scrollHeight - 1;
}
