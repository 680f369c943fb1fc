import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/main/engine/redact.ts';
import { writtenForms } from '../../../src/main/engine/written-forms.ts';
import { anyText } from '../../support/any-text.ts';

const KEY = 'sk-live-9f8e7d/6c5b+4a"32';

function pieces(keys: readonly string[]) {
	const released: { text: string; at: number }[] = [];
	const redactor = createRedactor(keys).createPieces<{ text: string; at: number }>((piece) => released.push(piece));
	return { released, redactor };
}

function base64(text: string): string {
	return Buffer.from(text).toString('base64');
}

/** As text of a page, with these names besides the usual three. */
function markedUp(text: string, names: Readonly<Record<string, string>>): string {
	const all: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', ...names };
	return [...text].map((one) => all[one] ?? one).join('');
}

/** With `\\u` and a number in the place of what fits. */
function numbered(text: string, fits: RegExp): string {
	return text.replaceAll(fits, (one) => `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

/** With the bytes of what fits as `%` and two digits. */
function percentEncoded(text: string, fits: RegExp): string {
	return text.replaceAll(fits, (one) => Buffer.from(one).toString('hex').toUpperCase().replaceAll(/../g, '%$&'));
}

/** As it stands before the `@`. */
function userOf(text: string): string {
	const url = new URL('http://host/');
	url.password = text;
	return url.password;
}

/** The longest stretch of the secret that stands in the text. */
function longestInClear(text: string, secret: string): number {
	let longest = 0;
	for (let start = 0; start < secret.length; start++) {
		while (start + longest < secret.length && text.includes(secret.slice(start, start + longest + 1))) longest += 1;
	}
	return longest;
}

/** Keys as they are: letters that the text around them, made of spaces and marks, never holds. */
const secrets = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnop0123456789'), minLength: 8, maxLength: 40 });
/** With what URLs, HTML and JSON write in another way; the letters at its start keep it from being a part of another. */
const specialKeys = fc
	.string({ unit: fc.constantFrom(...'ab01&<>"\'/+=`%!~*(é字\\'), minLength: 8, maxLength: 24 })
	.map((end) => `k9${end}`);
const surroundings = fc.string({ unit: fc.constantFrom(...' .,!?é字'), maxLength: 12 });
const splits = fc.array(fc.nat({ max: 60 }), { maxLength: 20 });

function split(text: string, places: readonly number[]): string[] {
	const sorted = [...new Set(places.filter((place) => place < text.length))].sort((a, b) => a - b);
	return [...sorted, text.length].map((end, index) => text.slice(sorted[index - 1] ?? 0, end));
}

describe('redacting a text', () => {
	// Would catch a key that a server echoes in the form it was sent in: in a URL, in basic auth, in JSON.
	it.each([
		['as it is', KEY],
		['in a URL', encodeURIComponent(KEY)],
		['in a URL, in lower case', encodeURIComponent(KEY).replaceAll(/%../g, (byte) => byte.toLowerCase())],
		['in base64', Buffer.from(KEY).toString('base64')],
		['in base64 of URLs', Buffer.from(KEY).toString('base64url')],
		['in JSON', JSON.stringify(KEY).slice(1, -1)],
		['in JSON of PHP', JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/')],
	])('masks a key %s and keeps the length', (_, form) => {
		const text = `before ${form} after ${form}`;
		const masked = createRedactor([KEY]).redact(text);
		expect(masked).toBe(`before ${'•'.repeat(form.length)} after ${'•'.repeat(form.length)}`);
	});

	// Would catch a key that an error page, a URL or a careful writer of JSON shows in the form that it needs.
	it.each([
		['HTML by name', (key: string) => markedUp(key, { '"': '&quot;', "'": '&apos;' })],
		['HTML of Python', (key: string) => markedUp(key, { '"': '&quot;', "'": '&#x27;' })],
		['HTML of PHP', (key: string) => markedUp(key, { '"': '&quot;', "'": '&#039;' })],
		['HTML of Go', (key: string) => markedUp(key, { '"': '&#34;', "'": '&#39;' })],
		['HTML in capitals', (key: string) => markedUp(key, { '"': '&quot;', "'": '&#X27;', '/': '&#X2F;' })],
		['HTML text', (key: string) => markedUp(key, {})],
		['a form', (key: string) => new URLSearchParams({ key }).toString().slice(4)],
		['a URL', encodeURIComponent],
		['a whole URL', encodeURI],
		['a URL of Python', (key: string) => percentEncoded(key, /[^\w.~/-]/g)],
		['a path of Go', (key: string) => percentEncoded(key, /[^\w.~$&+=:@-]/g)],
		['the user of a URL of Go', (key: string) => percentEncoded(key, /[^\w.~$&+,;=-]/g)],
		['the user of a URL', (key: string) => userOf(key)],
		['the query of a URL', (key: string) => new URL(`http://host/?${key}`).search.slice(1)],
		['JSON within JSON', (key: string) => JSON.stringify(JSON.stringify(key)).slice(3, -3)],
		['ASCII JSON', (key: string) => numbered(JSON.stringify(key).slice(1, -1), /[^ -~]/g)],
		['JSON for pages', (key: string) => numbered(JSON.stringify(key).slice(1, -1), /[<>&]/g)],
		['JSON of .NET', (key: string) => numbered(key, /["'<>&+`]|[^ -~]/g).replaceAll(/\\(?!u)/g, '\\\\')],
		['JSON by numbers', (key: string) => numbered(key, /[^a-z0-9._-]/gi)],
	])('masks any key in %s', (_, write) => {
		fc.assert(
			fc.property(specialKeys, (key) => {
				const form = write(key);
				expect(createRedactor([key]).redact(`<${form}>`)).toBe(`<${'•'.repeat(form.length)}>`);
			}),
		);
	});

	// Would catch a header's value that comes back as bytes, which is read as something else than what was sent.
	it.each([
		['bytes that are no UTF-8', Buffer.from('Zürich-größe-99', 'latin1').toString('utf8')],
		['UTF-8 in a header, which is read byte by byte', Buffer.from('Zürich-größe-99').toString('latin1')],
		['bytes in a URL', 'Z%FCrich-gr%F6%DFe-99'],
		['bytes in base64', Buffer.from('Zürich-größe-99', 'latin1').toString('base64')],
	])('masks a value beyond ASCII in %s', (_, form) => {
		expect(createRedactor(['Zürich-größe-99']).redact(`<${form}>`)).toBe(`<${'•'.repeat(form.length)}>`);
	});

	// Would catch a server that shows what it read from a percent-encoded key.
	it('masks what a key in percent-encoding stands for', () => {
		fc.assert(
			fc.property(specialKeys, (key) => {
				expect(createRedactor([`${encodeURIComponent(key)}%21`]).redact(`(${key}!)`)).toBe(
					`(${'•'.repeat(key.length + 1)})`,
				);
			}),
		);
		expect(createRedactor(['100%-of-it-%zz']).redact('100%-of-it-%zz')).toBe('•'.repeat(14));
	});

	// Would catch forms that slow down every stream for the sake of keys that hardly anyone has.
	it('looks for a key of letters, digits and dashes in no more than itself and base64', () => {
		const key = 'sk-proj-0123456789abcdefABCDEF_x.y';
		const forms = new Set(writtenForms(key).filter((form) => form !== key));
		for (const form of forms) expect(form).toMatch(/^[A-Za-z0-9+/_=-]+$/);
		expect(forms.size).toBeLessThanOrEqual(6);
	});

	// Would catch a key that a server repeats as part of basic auth, whose base64 begins elsewhere in it.
	it.each(['', 'u:', 'me:', 'user:'])('masks a key in base64 behind "%s"', (before) => {
		const masked = createRedactor([KEY]).redact(Buffer.from(`${before}${KEY} and more`).toString('base64'));
		// A character that holds bits of what stands beside the key may stay, at either end.
		expect(masked).toMatch(/^[\w+/]{0,8}•{33,}[\w+/]+={0,2}$/);
		expect(Buffer.from(masked.replaceAll('•', ''), 'base64').toString('latin1')).not.toContain(KEY.slice(-3));
	});

	// Would catch a server that repeats the token of a header "Authorization: Bearer …" without its first word.
	it('masks the key inside of a longer header, and no ordinary word of it', () => {
		const redactor = createRedactor(['Bearer 0123456789abcdef my-application']);
		expect(redactor.redact('my-application, Bearer: 0123456789abcdef')).toBe(
			`my-application, Bearer: ${'•'.repeat(16)}`,
		);
	});

	// Would catch a server that says what it read out of a header: a login, a cookie, a short token.
	it.each([
		[`Basic ${base64('alice:CorrectHorseBattery99')}`, 'bad login <alice:CorrectHorseBattery99>'],
		[`basic ${base64('alice:CorrectHorseBattery99')}`, 'alice has another password than <CorrectHorseBattery99>'],
		[`Basic ${base64('alice:correct horse')}`, 'alice, not <correct horse>'],
		[`Basic ${Buffer.from('alice:größerer', 'latin1').toString('base64')}`, 'not <größerer>'],
		[`Basic ${base64('sk_live_9f8e7d:')}`, 'no such key: <sk_live_9f8e7d>'],
		[`Basic ${base64('a:b1c2d')}`, 'cannot read Basic <YTpiMWMyZA>=='],
		['Cookie: session=0123456789abcdef0123456789', 'session <0123456789abcdef0123456789> is over'],
		['theme=dark; sid="k9Qz7Lm2Xw4T"; lang=en', 'a dark theme, sid <k9Qz7Lm2Xw4T>'],
		['token=k9Qz7Lm2Xw4T&user=alice', 'alice, the token <k9Qz7Lm2Xw4T> is over'],
		['alice|k9Qz7Lm2Xw4T', 'alice, not <k9Qz7Lm2Xw4T>'],
		['Bearer k9Qz7Lm2Xw4T', 'Bearer <k9Qz7Lm2Xw4T> is unknown'],
		['Token swordfishes', 'Token <swordfishes> is unknown'],
		['Token token=k9Qz7Lm2Xw4T', 'the token <k9Qz7Lm2Xw4T> is unknown'],
		['Digest username="alice", response="6629fae49393a053"', 'username alice, response <6629fae49393a053>'],
	])('masks of "%s" what is secret in it: %s', (header, said) => {
		const masked = said.replace(/<(.+)>/, (_, secret: string) => `<${'•'.repeat(secret.length)}>`);
		expect(createRedactor([header]).redact(said)).toBe(masked);
		expect(createRedactor([header]).redactCut(said)).toBe(masked);
	});

	// Would catch a header whose ordinary words turn up as dots in every answer.
	it.each([
		['Bearer my-token', 'A Bearer has no token of my own'],
		[`Basic ${base64('administrator:admin')}`, 'The administrator knows the Basic admin tools'],
		['application accepted, preference: necessary', 'The application was accepted, a necessary preference'],
		['Cookie: consent=accepted; day=2024-07-31', 'Cookie consent was accepted on 2024-07-31'],
	])('masks no ordinary word of "%s"', (header, said) => {
		expect(createRedactor([header]).redact(said)).toBe(said);
	});

	// Would catch a server that writes what it repeats in small letters, or in capitals.
	it('masks a secret whatever its capitals, and keeps every other letter', () => {
		const redactor = createRedactor(['Bearer k9Qz7Lm2Xw4T', KEY]);
		expect(redactor.redact('İS k9qz7lm2xw4t OR K9QZ7LM2XW4T')).toBe(`İS ${'•'.repeat(12)} OR ${'•'.repeat(12)}`);
		expect(redactor.redact(encodeURIComponent(KEY).toLowerCase())).not.toMatch(/[^•]/);
		expect(redactor.redactCut('Not K9QZ7')).toBe('Not •••••');
	});

	// Would catch a key whose beginning is the end of another one's: masking the first must not hide the second.
	it('masks keys that overlap', () => {
		const redactor = createRedactor(['abcd-efgh-1234', '1234-ijkl-mnop']);
		expect(redactor.redact('<abcd-efgh-1234-ijkl-mnop>')).toBe(`<${'•'.repeat(24)}>`);
		expect(createRedactor(['abcabcab']).redact('abcabcabcab!')).toBe('•••••••••••!');
	});

	// Would catch a model server without keys whose "EMPTY" turns up as dots in every answer.
	it('leaves placeholders alone', () => {
		const redactor = createRedactor(['EMPTY', 'none', 'x', '']);
		expect(redactor.redact('none of these are EMPTY, x')).toBe('none of these are EMPTY, x');
	});

	// Would catch the half of a key that is left of it where a server has masked the rest, as OpenAI does.
	it.each([
		`wrong key: <${KEY.slice(0, 8)}>*************${KEY.slice(-4)}.`,
		`wrong key: <${KEY.slice(0, 12).toUpperCase()}>... Find yours`,
		`wrong key: <${KEY.slice(0, 20)}>… or <${KEY}>`,
		'no key: **bold** and more...',
	])('masks the beginning of a key of which the rest is left out: %s', (marked) => {
		const masked = marked.replaceAll(/<(.+?)>/g, (_, begun: string) => '•'.repeat(begun.length));
		expect(createRedactor([KEY]).redact(marked.replaceAll(/[<>]/g, ''))).toBe(masked);
	});

	// Would catch a quotation cut to 80 characters that ends in 50 of a key's 51.
	it('masks the beginning of a key at the end of what may have been cut off', () => {
		const redactor = createRedactor([KEY]);
		expect(redactor.redactCut(`not JSON: ${KEY.slice(0, 12)}…`)).toBe(`not JSON: ${'•'.repeat(12)}…`);
		expect(redactor.redactCut(`not JSON: ${KEY.slice(0, 12)}`)).toBe(`not JSON: ${'•'.repeat(12)}`);
		expect(redactor.redactCut('nothing of the kind…')).toBe('nothing of the kind…');
		expect(redactor.redactCut('')).toBe('');
	});

	it('never changes a length, and changes nothing without keys', () => {
		fc.assert(
			fc.property(anyText(40), fc.array(anyText(12), { maxLength: 3 }), (text, keys) => {
				const loud = [...keys.filter((key) => key.length >= 8), text.slice(0, 10)];
				expect(createRedactor(loud).redact(text)).toHaveLength(text.length);
				expect(createRedactor(loud).redactCut(text)).toHaveLength(text.length);
				expect(createRedactor([]).redactCut(text)).toBe(text);
			}),
		);
	});
});

describe('redacting output in pieces', () => {
	// Would catch a secret that passes because the model streamed it token by token.
	it('lets no more than 3 characters of a secret out, however it is spread', () => {
		fc.assert(
			fc.property(
				secrets,
				surroundings,
				surroundings,
				splits,
				fc.nat({ max: 40 }),
				(secret, before, after, places, cut) => {
					const whole = before + secret + after;
					const text = whole.slice(0, before.length + Math.max(cut, 1));
					for (const said of [whole, text]) {
						const { released, redactor } = pieces([secret]);
						const parts = split(said, places);
						parts.forEach((part, at) => {
							redactor.push({ text: part, at });
						});
						redactor.flush();
						expect(released.map(({ at }) => at)).toEqual(parts.map((_, at) => at));
						expect(released.map((piece) => piece.text.length)).toEqual(parts.map((part) => part.length));
						expect(longestInClear(released.map((piece) => piece.text).join(''), secret)).toBeLessThanOrEqual(3);
					}
				},
			),
		);
	});

	// Would catch a password that passes because only the header around it is looked for where text is cut.
	it('lets no more than 3 characters of a part out, in either case, however it is spread', () => {
		fc.assert(
			fc.property(secrets, surroundings, splits, fc.boolean(), (secret, around, places, capitals) => {
				const echo = capitals ? secret.toUpperCase() : secret;
				for (const header of [`Bearer ${secret}`, `Basic ${base64(`alice:${secret}`)}`]) {
					const { released, redactor } = pieces([header]);
					split(`${around}${echo}${around}`, places).forEach((text, at) => {
						redactor.push({ text, at });
					});
					redactor.flush();
					const shown = released.map(({ text }) => text).join('');
					expect(longestInClear(shown, echo)).toBeLessThanOrEqual(3);
					expect(shown.endsWith(around)).toBe(true);
				}
			}),
		);
	});

	it('masks the beginning of a key of which the rest is left out, one character at a time', () => {
		const { released, redactor } = pieces([KEY]);
		[...`not ${KEY.slice(0, 9)}***`].forEach((text, at) => {
			redactor.push({ text, at });
		});
		redactor.flush();
		expect(released.map(({ text }) => text).join('')).toBe(`not ${KEY.slice(0, 3)}${'•'.repeat(6)}***`);
	});

	it('finds a secret that comes one character at a time, twice in a row', () => {
		const { released, redactor } = pieces([KEY]);
		[...`${KEY}${KEY}!`].forEach((text, at) => {
			redactor.push({ text, at });
		});
		redactor.flush();
		const shown = released.map(({ text }) => text).join('');
		// The first characters are out before anyone can know.
		expect(shown).toBe(
			`${KEY.slice(0, 3)}${'•'.repeat(KEY.length - 3)}${KEY.slice(0, 3)}${'•'.repeat(KEY.length - 3)}!`,
		);
	});

	// Would catch output that is shown late, and with it a live view that stutters without cause.
	it('holds no ordinary text', () => {
		fc.assert(
			fc.property(fc.array(surroundings), (texts) => {
				const { released, redactor } = pieces([KEY]);
				texts.forEach((text, at) => {
					redactor.push({ text, at });
					expect(released).toHaveLength(at + 1);
				});
			}),
		);
	});

	it('releases what it held, as it came, once it is clear that it is no secret', () => {
		const { released, redactor } = pieces([KEY]);
		redactor.push({ text: 'see sk-l', at: 0 });
		redactor.push({ text: 'ive', at: 1 });
		expect(released).toEqual([]);
		redactor.push({ text: 'liness', at: 2 });
		expect(released.map(({ text }) => text).join('')).toBe('see sk-liveliness');
	});

	// Would catch memory and time that grow with the stream where a dummy key is what the model draws lines with.
	it('holds less than a secret even where the text goes on like one', () => {
		const { released, redactor } = pieces(['--------']);
		for (let at = 0; at < 1000; at++) {
			redactor.push({ text: '-', at });
			expect(at + 1 - released.length).toBeLessThan(12);
		}
		redactor.flush();
		expect(released).toHaveLength(1000);
		expect(released.slice(3).every(({ text }) => text === '•')).toBe(true);
	});

	it('keeps everything else of a piece', () => {
		const released: object[] = [];
		const redactor = createRedactor([KEY]).createPieces<{ text: string; atNs: number }>((piece) =>
			released.push(piece),
		);
		redactor.push({ text: KEY.slice(0, 10), atNs: 1 });
		redactor.push({ text: KEY.slice(10), atNs: 2 });
		expect(released).toEqual([
			{ text: '•'.repeat(10), atNs: 1 },
			{ text: '•'.repeat(KEY.length - 10), atNs: 2 },
		]);
	});
});
