import { writtenForms } from './written-forms.ts';

const MASK = '•';
/** What a text that was cut off ends in. */
const ELLIPSIS = '…';
/** What a server writes in the place of most of a key: OpenAI repeats the beginning and the end of one that is wrong. */
const LEFT_OUT = /[*•…]|\.{3}/y;

/** Shorter keys are placeholders ("none", "EMPTY"): masking them would eat ordinary words. */
const SHORTEST_SECRET = 8;
/** Shorter words of a secret may be ordinary ones, unless they hold both letters and digits. */
const SHORTEST_PART = 16;

/** What stands in front of a key or a password, and is none. */
const SCHEME = /^(api-?key|basic|bearer|digest|dpop|key|negotiate|ntlm|token)\s+(.+)$/is;

/** So many characters of a secret may pass before a piece is held back: fewer tell nothing, and waiting would show. */
const HELD_FROM = 4;

/** Masks what must not leave the engine. Capitals count as small letters: some servers fold what they repeat. */
export interface Redactor {
	/**
	 * The text with every secret masked, character for character, so that offsets into it stay true; and the beginning of
	 * one of which the rest was left out.
	 */
	redact(text: string): string;
	/** The same for a text that may have been cut off: the beginning of a secret at its end is masked too. */
	redactCut(text: string): string;
	/** For output that arrives in pieces: a secret is found even where it is spread over several of them. */
	createPieces<Piece extends { readonly text: string }>(release: (piece: Piece) => void): PieceRedactor<Piece>;
}

/** Holds back only what could be the beginning of a secret, and what came after it. */
export interface PieceRedactor<Piece> {
	push(piece: Piece): void;
	/** Releases what is held: no more pieces will come. */
	flush(): void;
}

type Span = readonly [start: number, end: number];

/** Knows the keys in use, and the forms in which a server may echo them. Keys under 8 characters are placeholders. */
export function createRedactor(keys: readonly string[]): Redactor {
	const secrets = [...new Set(keys.flatMap(partsOf).flatMap(writtenForms).filter(isSecret).map(folded))];
	const longest = Math.max(0, ...secrets.map((secret) => secret.length));
	const heads = new Set(secrets.map((secret) => secret.slice(0, HELD_FROM)));

	/** Every beginning of a secret in a folded text of which the rest was left out. */
	function begunIn(text: string): Span[] {
		const begun = secrets.flatMap((secret) =>
			placesOf(secret.slice(0, HELD_FROM), text).map(([start]): Span => [start, endOfLikeness(secret, text, start)]),
		);
		return begun.filter(([, end]) => isLeftOut(text, end));
	}

	function redact(text: string): string {
		const small = folded(text);
		const spans = [...secrets.flatMap((secret) => placesOf(secret, small)), ...begunIn(small)];
		return mask(
			text,
			spans.sort(([one], [other]) => one - other),
		);
	}

	/** How much of a folded text's end could be the beginning of a secret. */
	function openLength(text: string): number {
		for (let start = Math.max(0, text.length - longest + 1); start <= text.length - HELD_FROM; start++) {
			if (!heads.has(text.slice(start, start + HELD_FROM))) continue;
			const end = text.slice(start);
			if (secrets.some((secret) => secret.length > end.length && secret.startsWith(end))) return end.length;
		}
		return 0;
	}

	function redactCut(text: string): string {
		const end = text.endsWith(ELLIPSIS) ? text.length - ELLIPSIS.length : text.length;
		const open = openLength(folded(text.slice(0, end)));
		return mask(redact(text), [[end - open, end]]);
	}

	return {
		redact,
		redactCut,
		createPieces<Piece extends { readonly text: string }>(release: (piece: Piece) => void): PieceRedactor<Piece> {
			if (secrets.length === 0) return { push: release, flush() {} };
			/** The end of what was released, as it came: a secret may have begun in it. */
			let before = '';
			let held: Piece[] = [];

			function heldText(): string {
				return before + held.map(({ text }) => text).join('');
			}

			/** Releases the pieces that end within `end` characters of the text. */
			function releaseUntil(end: number, text: string, masked: string): void {
				let start = before.length;
				let released = 0;
				for (const piece of held) {
					const pieceEnd = start + piece.text.length;
					if (pieceEnd > end) break;
					release({ ...piece, text: masked.slice(start, pieceEnd) });
					start = pieceEnd;
					released += 1;
				}
				before = text.slice(Math.max(0, start - longest), start);
				held = held.slice(released);
			}

			return {
				push(piece) {
					held.push(piece);
					const text = heldText();
					releaseUntil(text.length - openLength(folded(text)), text, redact(text));
				},
				flush() {
					const text = heldText();
					releaseUntil(text.length, text, redactCut(text));
				},
			};
		},
	};
}

/** The text in small letters, none longer than it was. */
function folded(text: string): string {
	return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A secret, and what a server may repeat of it alone: a key without its `Bearer`, a password, a cookie's value. */
function partsOf(secret: string): string[] {
	if (secret.length < SHORTEST_SECRET) return [];
	const words = [...secret.split(/\s+/).filter(isLong), ...secret.split(/[\s;,=:&|"']+/).filter(isTelling)];
	const [, scheme = '', credentials = ''] = SCHEME.exec(secret) ?? [];
	if (credentials.length < SHORTEST_SECRET) return [secret, ...words];
	const [first = ''] = credentials.split(/[\s,]+|=+$/);
	const basic = scheme.toLowerCase() === 'basic' ? passwordsOf(first) : [];
	return [credentials, ...words, ...[first, ...basic].filter(({ length }) => length >= SHORTEST_SECRET)];
}

/** What `user:password` in base64 gives away. The user is a secret only where the password is none. */
function passwordsOf(base64: string): string[] {
	const bytes = Buffer.from(base64, 'base64');
	return (['utf8', 'latin1'] as const).flatMap((encoding) => {
		const pair = bytes.toString(encoding);
		const colon = pair.indexOf(':');
		if (colon === -1) return [];
		const user = pair.slice(0, colon);
		const password = pair.slice(colon + 1);
		return [pair, password, ...(password.length < SHORTEST_SECRET && isTelling(user) ? [user] : [])];
	});
}

function isLong({ length }: string): boolean {
	return length >= SHORTEST_PART;
}

/** What is read from a URL may be shorter than the key. */
function isSecret({ length }: string): boolean {
	return length >= SHORTEST_SECRET;
}

/** Whether a word is hardly an ordinary one. */
function isTelling(word: string): boolean {
	return isLong(word) || (word.length >= SHORTEST_SECRET && /[a-z]/i.test(word) && /\d/.test(word));
}

/** Every place of a secret, also where it overlaps itself. */
function placesOf(secret: string, text: string): Span[] {
	const places: Span[] = [];
	for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1))
		places.push([at, at + secret.length]);
	return places;
}

/** How far a text goes on like a secret from `start` on. */
function endOfLikeness(secret: string, text: string, start: number): number {
	let length = 0;
	while (length < secret.length && secret[length] === text[start + length]) length += 1;
	return start + length;
}

function isLeftOut(text: string, at: number): boolean {
	LEFT_OUT.lastIndex = at;
	return LEFT_OUT.test(text);
}

/** `spans` in the order of their starts; they may overlap. */
function mask(text: string, spans: readonly Span[]): string {
	let masked = '';
	for (const [start, end] of spans) {
		masked += text.slice(masked.length, Math.max(start, masked.length));
		masked += MASK.repeat(Math.max(0, end - masked.length));
	}
	return masked + text.slice(masked.length);
}
