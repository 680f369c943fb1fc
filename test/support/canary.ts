import { createHash } from 'node:crypto';

/** The shortest piece of a canary that counts as found. Fewer characters may pass before a stream is held back. */
const SHORTEST_PIECE = 6;
/** The same in base64, where 6 bytes take 8 characters. */
const SHORTEST_BASE64 = 8;

/** Letters that no nonce, identifier or hash has: where thousands of those are searched, six of its digits do turn up. */
const LETTERS = 'ghijklmnopqrstuv';

/** A key that looks like nothing else, with characters that URLs, base64 and JSON write differently. Ends in LAST. */
export function canary(name: string): string {
	const digits = createHash('sha256').update(name).digest('hex');
	const letters = digits.replaceAll(/./g, (digit) => LETTERS.charAt(Number.parseInt(digit, 16)));
	return `${letters.slice(0, 8)}+${letters.slice(8, 16)}"${letters.slice(16, 24)}/${letters.slice(24, 32)}-LAST`;
}

/**
 * The first piece of a canary that stands in a text, as it is or in base64, and what is around it; null where there is
 * none. Its last four characters alone are none.
 */
export function findCanary(text: string, secret: string): string | null {
	const bytes = Buffer.from(secret);
	const pieces = [
		...windows(secret, SHORTEST_PIECE),
		...[0, 1, 2].flatMap((before) => {
			const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
			const start = Math.ceil((before * 8) / 6);
			const encoded = shifted.toString('base64').slice(start, Math.floor((shifted.length * 8) / 6));
			return [encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')].flatMap((form) =>
				windows(form, SHORTEST_BASE64),
			);
		}),
	];
	for (const piece of pieces) {
		const at = text.indexOf(piece);
		if (at !== -1) return `${piece} in ${JSON.stringify(text.slice(Math.max(0, at - 80), at + 80))}`;
	}
	return null;
}

function windows(text: string, length: number): string[] {
	return Array.from({ length: text.length - length + 1 }, (_, start) => text.slice(start, start + length));
}
