import type { OutputKind } from '../../core/events.ts';

/** How late a word came. */
export interface Lateness {
	readonly waitNs: number;
	readonly missed: number;
}

/** A stretch of text that is shown in one way. It grows at its end while it is the last one. */
export interface TextPart {
	readonly kind: OutputKind;
	/** Null where it is on time. */
	readonly late: Lateness | null;
	text: string;
}

/** A piece of the page that is laid out apart from the others; a closed one never changes again. */
export interface TextBlock {
	readonly parts: TextPart[];
	length: number;
	closed: boolean;
}

export interface TextBlocks {
	readonly blocks: readonly TextBlock[];
	/** UTF-16 units so far. */
	readonly length: number;
	/** Adds what arrived; where it was late, its first word carries the mark. */
	push(kind: OutputKind, text: string, late: Lateness | null): void;
}

/** A block ends with the first line that ends beyond this, */
const LINE_BREAK_FROM = 400;
/** with the first word that ends beyond this, */
const WORD_BREAK_FROM = 1_500;
/** or here, whatever comes. */
const BREAK_ANYWAY = 2_000;

const WITHOUT_SPACES = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}`;
const LATE_WORD = new RegExp(
	String.raw`^\s*(?:[${WITHOUT_SPACES}]|(?:(?![${WITHOUT_SPACES}])[\p{L}\p{N}\p{M}’'_-])+|[^\s])`,
	'u',
);
const WORD_GOES_ON = new RegExp(String.raw`^(?:(?![${WITHOUT_SPACES}])[\p{L}\p{N}\p{M}’'_-])+`, 'u');
const ENDS_IN_WORD = new RegExp(String.raw`(?![${WITHOUT_SPACES}])[\p{L}\p{N}\p{M}]$`, 'u');

/**
 * A stream's text as blocks: what was shown is frozen in closed blocks, and only the last one, short as it is, is laid
 * out again when text comes. The blocks joined are the text, unit for unit.
 */
export function createTextBlocks(): TextBlocks {
	const blocks: TextBlock[] = [];
	let length = 0;
	/** The word under a mark may go on with the next arrival. */
	let openMark: Lateness | null = null;

	function append(kind: OutputKind, text: string, late: Lateness | null): void {
		let rest = text;
		while (rest !== '') {
			let block = blocks.at(-1);
			if (!block || block.closed) {
				block = { parts: [], length: 0, closed: false };
				blocks.push(block);
			}
			const end = blockEnd(block.length, rest);
			const piece = end === null ? rest : rest.slice(0, end);
			const last = block.parts.at(-1);
			if (last && last.kind === kind && last.late === late) last.text += piece;
			else block.parts.push({ kind, late, text: piece });
			block.length += piece.length;
			length += piece.length;
			block.closed = end !== null;
			rest = rest.slice(piece.length);
		}
	}

	return {
		blocks,
		get length() {
			return length;
		},
		push(kind, text, late) {
			let rest = text;
			if (late !== null) {
				const [word = ''] = LATE_WORD.exec(text) ?? [];
				const space = word.length - word.trimStart().length;
				append(kind, word.slice(0, space), null);
				append(kind, word.slice(space), late);
				rest = text.slice(word.length);
				openMark = rest === '' && ENDS_IN_WORD.test(word) ? late : null;
			} else if (openMark !== null) {
				const [word = ''] = WORD_GOES_ON.exec(text) ?? [];
				append(kind, word, openMark);
				rest = text.slice(word.length);
				if (rest !== '' || word === '') openMark = null;
			}
			append(kind, rest, null);
		},
	};
}

/** Where in `text` the block that already holds `held` units ends; null where it does not. */
function blockEnd(held: number, text: string): number | null {
	if (held + text.length < LINE_BREAK_FROM) return null;
	const line = text.indexOf('\n', Math.max(0, LINE_BREAK_FROM - held));
	const lineEnd = line < 0 ? Number.POSITIVE_INFINITY : line + 1;
	const space = held + text.length < WORD_BREAK_FROM ? -1 : text.indexOf(' ', Math.max(0, WORD_BREAK_FROM - held));
	const wordEnd = space < 0 ? Number.POSITIVE_INFINITY : space + 1;
	const anyway = Math.max(1, BREAK_ANYWAY - held);
	const end = Math.min(lineEnd, wordEnd, anyway);
	if (end > text.length || (end === anyway && anyway === text.length)) return null;
	return end === anyway ? withoutSplitPair(text, end) : end;
}

function withoutSplitPair(text: string, end: number): number {
	const unit = text.charCodeAt(end - 1);
	return unit >= 0xd800 && unit <= 0xdbff ? Math.max(1, end + 1) : end;
}
