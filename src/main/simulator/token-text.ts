import { tokenByteLengths } from '../tokenizer/o200k.ts';
import { PROSE, REASONING } from './prose.ts';
import type { PlannedFrame } from './schedule.ts';

/** A planned frame with the text that it delivers, empty exactly where it carries no output. */
export interface FilledFrame extends PlannedFrame {
	readonly text: string;
}

/**
 * The text that each o200k_base token of a text completes, in order: joined, they are the text. A token that ends
 * inside a character completes nothing ('') and the one that ends the character has all of it, which is how streaming
 * servers hold back half a character.
 */
export function textByToken(text: string): string[] {
	const bytes = Buffer.from(text);
	let start = 0;
	let end = 0;
	return tokenByteLengths(text).map((length) => {
		end += length;
		if (isContinuation(bytes[end])) return '';
		const piece = bytes.toString('utf8', start, end);
		start = end;
		return piece;
	});
}

/** A byte inside a UTF-8 character has the form 10xxxxxx. */
function isContinuation(byte: number | undefined): boolean {
	return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

const prose = textByToken(PROSE);
const reasoning = textByToken(REASONING);

/** How many o200k_base tokens the prose has: the length of an answer that nothing cuts short. */
export const PROSE_TOKENS: number = prose.length;

/**
 * Gives each planned frame its text: the prose and the reasoning, each read from its beginning, token by token, over
 * and over. A frame whose tokens complete no character is not sent; its tokens ride in the next of its kind.
 */
export function fillFrames(frames: readonly PlannedFrame[]): FilledFrame[] {
	const readProse = createReader(prose);
	const readReasoning = createReader(reasoning);
	const filled: FilledFrame[] = [];
	for (const frame of frames) {
		if (frame.tokens === 0) {
			filled.push({ ...frame, text: '' });
			continue;
		}
		const piece = (frame.kind === 'reasoning' ? readReasoning : readProse)(frame.tokens);
		if (piece !== null) filled.push({ ...frame, ...piece });
	}
	return filled;
}

type Piece = { readonly text: string; readonly tokens: number };

/** Reads on by so many tokens at each call. Null where these tokens complete no character. */
function createReader(texts: readonly string[]): (count: number) => Piece | null {
	let position = 0;
	let heldTokens = 0;
	return (count) => {
		let text = '';
		for (const end = position + count; position < end; position++) text += texts[position % texts.length];
		const tokens = heldTokens + count;
		heldTokens = text === '' ? tokens : 0;
		return text === '' ? null : { text, tokens };
	};
}
