import { html, type Markup, type Part } from './markup.ts';

/** A cell: its words, and what stands small below them. */
export type TableCell = Part | { readonly main: Part; readonly note: string; readonly few?: boolean };

/** A table that says what it is of. The first column names the row. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly TableCell[])[]): Markup {
	return html`<figure class="table"><table><caption>${caption}</caption><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map(
		([name = null, ...cells]) =>
			html`<tr><th scope="row">${cell(name)}</th>${cells.map((each) => html`<td>${cell(each)}</td>`)}</tr>`,
	)}</tbody></table></figure>`;
}

function cell(content: TableCell): Part {
	if (content === null || typeof content !== 'object' || !('note' in content)) return content;
	const { main, note, few = false } = content;
	const shown = html`${main}${note === '' ? null : small(note)}`;
	return few ? html`<div class="few">${shown}</div>` : shown;
}

/** More than an interval: on paper it goes over several lines. */
const LONG_NOTE = 17;

function small(note: string): Markup {
	return note.length > LONG_NOTE ? html`<small class="long">${note}</small>` : html`<small>${note}</small>`;
}
