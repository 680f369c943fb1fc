const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Markup, which goes into a page as it is: what {@link html} makes, and our own style, scripts and escaped data. */
export class Markup {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

/** What may stand in a template. Null is nothing. */
export type Part = Markup | string | number | null | readonly Part[];

/** A template whose values are escaped unless they are markup themselves: no text becomes an element or an attribute. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	return new Markup(strings.map((string, index) => string + markupOf(parts[index] ?? null)).join(''));
}

function markupOf(part: Part): string {
	if (part === null) return '';
	if (part instanceof Markup) return part.text;
	if (typeof part === 'number') return String(part);
	if (typeof part === 'string') return escapeText(part);
	return part.map(markupOf).join('');
}

/** Characters that markup gives a meaning, and NUL, which no page may hold. */
function escapeText(text: string): string {
	return text.replaceAll('\0', '\ufffd').replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/**
 * Data for a `<script type="application/json">`: JSON in which no character can end the element, begin a comment, or be a
 * line end to a script.
 */
export function jsonForPage(value: unknown): string {
	return JSON.stringify(value).replaceAll(
		/[<>&\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
