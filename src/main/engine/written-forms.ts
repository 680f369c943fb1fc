/** What text and attributes cannot hold as it is. */
const MARKUP = { '&': '&amp;', '<': '&lt;', '>': '&gt;' } as const;

/** How those that write HTML and XML write the characters that they do not write as they are. */
const MARKUPS: readonly Readonly<Record<string, string>>[] = [
	MARKUP,
	{ ...MARKUP, '"': '&quot;' },
	{ ...MARKUP, '"': '&quot;', "'": '&apos;' },
	{ ...MARKUP, '"': '&quot;', "'": '&#39;' },
	{ ...MARKUP, '"': '&quot;', "'": '&#039;' },
	{ ...MARKUP, '"': '&quot;', "'": '&#x27;' },
	{ ...MARKUP, '"': '&quot;', "'": '&#x27;', '/': '&#x2f;' },
	{ ...MARKUP, '"': '&quot;', "'": '&#39;', '/': '&#x2f;', '`': '&#x60;', '=': '&#x3d;' },
	{ ...MARKUP, '"': '&#34;', "'": '&#39;' },
	{ ...MARKUP, '"': '&#34;', "'": '&#39;', '+': '&#43;' },
];

/** Which characters those that write JSON write as `\u` and a number: some do it for pages' sake, or to stay in ASCII. */
const ESCAPED_IN_JSON: readonly RegExp[] = [
	/[^ -~]/,
	/[<>&]/,
	/["'<>&]/,
	/[<>&]|[^ -~]/,
	/["'<>&]|[^ -~]/,
	/["'<>&/]|[^ -~]/,
	/["'<>&+`]|[^ -~]/,
	/[^a-z0-9._-]/i,
];

/** What a URL may hold as it is, and some percent-encode all the same. */
const ALSO_IN_URL = /[!'()*]/g;

/**
 * A key as it is, as URLs, HTML and JSON write it, as a URL that holds it is read, and as base64, alone or inside of more.
 * A key of letters, digits, `-`, `_` and `.` has no other forms than itself and base64.
 */
export function writtenForms(key: string): string[] {
	// By way of UTF-8, because half a character, which a settings file may hold, cannot be written in a URL.
	const utf8 = Buffer.from(key);
	const inUrl = encodeURIComponent(utf8.toString());
	const inUrlStrictly = inUrl.replace(ALSO_IN_URL, (one) => `%${one.charCodeAt(0).toString(16)}`);
	const inJson = JSON.stringify(key).slice(1, -1);
	const inside = [0, 1, 2].map((before) => base64Inside(utf8, before));
	return [
		key,
		inUrl,
		inUrlStrictly,
		new URLSearchParams({ '': utf8.toString() }).toString().slice('='.length),
		encodeURI(utf8.toString()),
		...fromUrl(key),
		...MARKUPS.map((names) => key.replace(/[&<>"'/`=+]/g, (one) => names[one] ?? one)),
		inJson,
		inJson.replaceAll('/', '\\/'),
		...ESCAPED_IN_JSON.map((escaped) => escapedInJson(key, escaped)),
		utf8.toString('base64'),
		utf8.toString('base64url'),
		...inside,
		...inside.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
	];
}

/** What a server takes from a URL or a form in which the key was written as it is; nothing where that is no such text. */
function fromUrl(key: string): string[] {
	if (!key.includes('%')) return [];
	try {
		return [decodeURIComponent(key), decodeURIComponent(key.replaceAll('+', ' '))];
	} catch {
		return [];
	}
}

function escapedInJson(key: string, escaped: RegExp): string {
	return Array.from({ length: key.length }, (_, at) => key.charAt(at))
		.map((unit) =>
			escaped.test(unit)
				? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
				: unit === '"' || unit === '\\'
					? `\\${unit}`
					: unit,
		)
		.join('');
}

/** What base64 shows of bytes that begin so many bytes after a group of three, whatever stands around them. */
function base64Inside(bytes: Buffer, before: number): string {
	const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
	return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
