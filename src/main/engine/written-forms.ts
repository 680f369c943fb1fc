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

/** Which characters those that write URLs percent-encode. */
const ENCODED_IN_URL: readonly RegExp[] = [
	// Everywhere: JavaScript's part of a URL, RFC 3986, and Python, which leaves slashes.
	/[^\w.~!*'()-]/gu,
	/[^\w.~-]/gu,
	/[^\w.~/-]/gu,
	// A part of a path, and a user: Go's, and those of the web's own URLs.
	/[^\w.~$&+=:@-]/gu,
	/[^\w.~$&+,;=-]/gu,
	/["#<>?^`{}]|[^!-~]/gu,
	/[^\w.~!$%&'()*+,-]/gu,
	// A query of the web's, and a whole URL of JavaScript's.
	/["#<>']|[^!-~]/gu,
	/[^\w.~!*'();/?:@&=+$,#-]/gu,
];

/**
 * A key as it is, as URLs, HTML and JSON write it, as a URL that holds it is read, and as base64, alone or inside of more.
 * A key of letters, digits, `-`, `_` and `.` has no other forms than itself and base64.
 */
export function writtenForms(key: string): string[] {
	const inJson = JSON.stringify(key).slice(1, -1);
	const inJsonOfPhp = inJson.replaceAll('/', '\\/');
	return [
		key,
		// By way of UTF-8: half a character, which a settings file may hold, is written as what stands for it.
		new URLSearchParams({ '': Buffer.from(key).toString() }).toString().slice('='.length),
		...fromUrl(key),
		...MARKUPS.map((names) => key.replace(/[&<>"'/`=+]/g, (one) => names[one] ?? one)),
		...[inJson, inJsonOfPhp].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]),
		...ESCAPED_IN_JSON.map((escaped) => escapedInJson(key, escaped)),
		...misread(key),
		...encodingsOf(key).flatMap((encoding) => [
			...ENCODED_IN_URL.map((encoded) => percentEncoded(key, encoded, encoding)),
			...inBase64(Buffer.from(key, encoding)),
		]),
	];
}

type Encoding = 'utf8' | 'latin1';

/** How its characters may become bytes: a header is sent in Latin-1, which is another only beyond ASCII. */
function encodingsOf(key: string): readonly Encoding[] {
	return /[^\0-\x7f]/.test(key) && isLatin1(key) ? ['utf8', 'latin1'] : ['utf8'];
}

/** The one encoding read as the other, as happens to a header that is repeated byte by byte. */
function misread(key: string): string[] {
	return isLatin1(key) ? [Buffer.from(key, 'latin1').toString('utf8'), Buffer.from(key).toString('latin1')] : [];
}

function isLatin1(text: string): boolean {
	return !/[^\0-\xff]/.test(text);
}

function percentEncoded(key: string, encoded: RegExp, encoding: Encoding): string {
	return key.replaceAll(encoded, (one) => Buffer.from(one, encoding).toString('hex').replaceAll(/../g, '%$&'));
}

/** Alone and inside of more, in both alphabets. */
function inBase64(bytes: Buffer): string[] {
	const inside = [0, 1, 2].map((before) => base64Inside(bytes, before));
	return [
		bytes.toString('base64'),
		bytes.toString('base64url'),
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
