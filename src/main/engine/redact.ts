const MASK = '•';

/** Shorter keys are placeholders ("none", "EMPTY"): masking them would eat ordinary words. */
const SHORTEST_SECRET = 8;

/** So many characters of a secret may pass before a piece is held back: fewer tell nothing, and waiting would show. */
const HELD_FROM = 4;

/** Masks what must not leave the engine. */
export interface Redactor {
	/** The text with every secret masked, character for character, so that offsets into it stay true. */
	redact(text: string): string;
	/** For output that arrives in pieces: a secret is found even where it is spread over several of them. */
	createPieces<Piece extends { readonly text: string }>(release: (piece: Piece) => void): PieceRedactor<Piece>;
}

/** Holds pieces back only while their end could be the beginning of a secret. */
export interface PieceRedactor<Piece> {
	push(piece: Piece): void;
	/** Releases what is held: no more pieces will come. */
	flush(): void;
}

/** Knows the keys in use, and the forms in which a server may echo them. Keys under 8 characters are placeholders. */
export function createRedactor(keys: readonly string[]): Redactor {
	const secrets = [...new Set(keys.filter((key) => key.length >= SHORTEST_SECRET).flatMap(writtenForms))].sort(
		(a, b) => b.length - a.length,
	);
	const longest = secrets[0]?.length ?? 0;

	function redact(text: string): string {
		return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK.repeat(secret.length)), text);
	}

	return {
		redact,
		createPieces<Piece extends { readonly text: string }>(release: (piece: Piece) => void): PieceRedactor<Piece> {
			if (secrets.length === 0) return { push: release, flush() {} };
			/** What was released last, as it came: a secret may have begun in it. */
			let before = '';
			let held: Piece[] = [];

			function flush(): void {
				const whole = before + held.map(({ text }) => text).join('');
				const masked = redact(whole);
				let start = before.length;
				for (const piece of held) {
					const end = start + piece.text.length;
					release({ ...piece, text: masked.slice(start, end) });
					start = end;
				}
				before = whole.slice(Math.max(0, whole.length - longest));
				held = [];
			}

			return {
				push(piece) {
					held.push(piece);
					const tail = before + held.map(({ text }) => text).join('');
					if (!secrets.some((secret) => endsWithBeginningOf(tail, secret))) flush();
				},
				flush,
			};
		},
	};
}

/** A key as it is, as a URL writes it, as base64, and as JSON escapes it. */
function writtenForms(key: string): string[] {
	return [key, encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key).slice(1, -1)];
}

function endsWithBeginningOf(text: string, secret: string): boolean {
	for (let length = Math.min(text.length, secret.length - 1); length >= HELD_FROM; length--) {
		if (text.endsWith(secret.slice(0, length))) return true;
	}
	return false;
}
