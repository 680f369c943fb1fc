const MASK = '•';
/** What a text that was cut off ends in. */
const ELLIPSIS = '…';

/** Shorter keys are placeholders ("none", "EMPTY"): masking them would eat ordinary words. */
const SHORTEST_SECRET = 8;
/** Shorter words of a secret may be ordinary ones. */
const SHORTEST_PART = 16;

/** So many characters of a secret may pass before a piece is held back: fewer tell nothing, and waiting would show. */
const HELD_FROM = 4;

/** Masks what must not leave the engine. */
export interface Redactor {
	/** The text with every secret masked, character for character, so that offsets into it stay true. */
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
	const secrets = [...new Set(keys.flatMap(partsOf).flatMap(writtenForms))];
	const longest = Math.max(0, ...secrets.map((secret) => secret.length));
	const heads = new Set(secrets.map((secret) => secret.slice(0, HELD_FROM)));

	function redact(text: string): string {
		return mask(
			text,
			secrets.flatMap((secret) => placesOf(secret, text)).sort(([one], [other]) => one - other),
		);
	}

	/** How much of the text's end could be the beginning of a secret. */
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
		const open = openLength(text.slice(0, end));
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
					releaseUntil(text.length - openLength(text), text, redact(text));
				},
				flush() {
					const text = heldText();
					releaseUntil(text.length, text, redactCut(text));
				},
			};
		},
	};
}

/** A secret as a whole, and long words in it: of `Bearer sk-…` in a header of its own, a server repeats the key alone. */
function partsOf(secret: string): string[] {
	const words = secret.split(/\s+/).filter((word) => word.length >= SHORTEST_PART);
	return secret.length >= SHORTEST_SECRET ? [secret, ...words] : [];
}

/** A key as it is, as URLs write it, as base64, alone or inside of more, and as JSON escapes it. */
function writtenForms(key: string): string[] {
	// By way of UTF-8, because half a character, which a settings file may hold, cannot be written in a URL.
	const utf8 = Buffer.from(key);
	const inUrl = encodeURIComponent(utf8.toString());
	const inJson = JSON.stringify(key).slice(1, -1);
	const inside = [0, 1, 2].map((before) => base64Inside(utf8, before));
	return [
		key,
		inUrl,
		inUrl.replaceAll(/%../g, (byte) => byte.toLowerCase()),
		inJson,
		inJson.replaceAll('/', '\\/'),
		utf8.toString('base64'),
		utf8.toString('base64url'),
		...inside,
		...inside.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
	];
}

/** What base64 shows of bytes that begin so many bytes after a group of three, whatever stands around them. */
function base64Inside(bytes: Buffer, before: number): string {
	const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
	return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** Every place of a secret, also where it overlaps itself. */
function placesOf(secret: string, text: string): Span[] {
	const places: Span[] = [];
	for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1))
		places.push([at, at + secret.length]);
	return places;
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
