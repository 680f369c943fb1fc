import type { LiveStream } from './live-stream.ts';
import type { Lateness, TextBlock, TextPart } from './text-blocks.ts';

/** Something that shows what arrived, outside React. */
export interface View {
	/** Columns take turns where there is too much for one frame. */
	readonly column: number;
	/** Brings the page up to date. True: there is more to do, in another frame. */
	paint(nowMs: number): boolean;
	/** After everything was painted: the one moment where the page may be laid out. */
	settleScroll?(): void;
	detach(): void;
}

/** A view of a text that can be led to a place in it. */
export interface TextView extends View {
	/** Scrolls to the text from `from` to `to` (exclusive, in UTF-16 units) and marks it, once it is painted. */
	reveal(from: number, to: number): void;
}

/** What the marks in a text say. */
export interface TextWords {
	/** On the chip before a late word: the wait's length. */
	wait(waitNs: number): string;
	/** Of a late word, in words. */
	late(lateness: Lateness): string;
	readonly stallNs: number;
	requestFrame(): void;
}

/** New blocks for one frame: a column that was hidden for long catches up over several. */
const BLOCKS_PER_FRAME = 60;
/**
 * Blocks that are left out of the layout together while they are far away. Each such page is watched by the browser in
 * every frame: with one for each block, sixteen columns of 100,000 tokens took 60 ms of each; each page that comes near
 * is laid out in one frame, which for much longer ones could be felt.
 */
const BLOCKS_PER_PAGE = 16;
const FRAMES_TO_SETTLE = 3;
const KEYS_UPWARD: ReadonlySet<string> = new Set(['ArrowUp', 'PageUp', 'Home']);
/** Nearer to the end than this counts as at the end. */
const NEAR_PIXELS = 6;

/** Shows a stream's text in `scroller`. It stays at the end as long as the reader leaves it there. */
export function createTextView(scroller: HTMLElement, stream: LiveStream, words: TextWords): TextView {
	const content = document.createElement('div');
	content.className = 'text-content';
	scroller.replaceChildren(content);
	// Whoever has no pointer comes here from the column's other parts, and scrolls with the arrow keys.
	scroller.tabIndex = -1;
	content.tabIndex = -1;
	let version = stream.version;
	let page: HTMLElement | null = null;
	let block: HTMLElement | null = null;
	let blockIndex = 0;
	let partIndex = 0;
	let shownLength = 0;
	let tail: Text | null = null;
	let atEnd = true;
	/** Frames in which the end is still to be found: blocks take their height only once they are on screen. */
	let unsettled = FRAMES_TO_SETTLE;
	let held = false;
	let revealed: { readonly from: number; readonly to: number; frames: number } | null = null;

	const listeners = new AbortController();
	const passive = { passive: true, signal: listeners.signal };

	function distanceFromEnd(): number {
		return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
	}

	// Only a reader's own hand leaves the end: the text itself may get shorter for a moment.
	scroller.addEventListener('wheel', ({ deltaY }) => leave(deltaY < 0), passive);
	scroller.addEventListener('keydown', ({ key }) => leave(KEYS_UPWARD.has(key)), passive);
	scroller.addEventListener('pointerdown', () => hold(true), passive);
	addEventListener('pointerup', () => hold(false), passive);
	// A finger that begins to scroll cancels its pointer, and scrolls on until it is lifted.
	addEventListener('touchend', () => hold(false), passive);
	addEventListener('touchcancel', () => hold(false), passive);
	scroller.addEventListener(
		'scroll',
		() => {
			if (distanceFromEnd() <= NEAR_PIXELS) atEnd = true;
			else if (held) atEnd = false;
		},
		passive,
	);

	function leave(upward: boolean): void {
		if (upward) atEnd = false;
	}

	function hold(down: boolean): void {
		held = down;
	}

	const observer = new ResizeObserver(() => {
		unsettled = FRAMES_TO_SETTLE;
		words.requestFrame();
	});
	observer.observe(scroller);

	function restart(): void {
		version = stream.version;
		content.replaceChildren();
		page = null;
		block = null;
		tail = null;
		blockIndex = 0;
		partIndex = 0;
		shownLength = 0;
	}

	/** Shows what a block holds beyond what is shown of it; false where that is nothing. */
	function paintBlock({ parts }: TextBlock): boolean {
		let grew = false;
		if (block === null) {
			block = document.createElement('div');
			block.className = 'text-block';
			if (page === null || page.childElementCount === BLOCKS_PER_PAGE) {
				page = document.createElement('div');
				page.className = 'text-page';
				content.append(page);
			}
			page.append(block);
			partIndex = 0;
			shownLength = 0;
			tail = null;
		}
		for (; partIndex < parts.length; partIndex++) {
			const part = parts[partIndex] as TextPart;
			if (tail === null) {
				tail = document.createTextNode(part.text);
				block.append(...nodesOf(part, tail, words));
				grew = true;
			} else if (part.text.length > shownLength) {
				tail.appendData(part.text.slice(shownLength));
				grew = true;
			}
			shownLength = part.text.length;
			if (partIndex === parts.length - 1) return grew;
			tail = null;
			shownLength = 0;
		}
		return grew;
	}

	return {
		column: stream.provider,
		paint() {
			if (version !== stream.version) restart();
			const { blocks } = stream.text;
			for (let fresh = 0; blockIndex < blocks.length; fresh++) {
				if (fresh >= BLOCKS_PER_FRAME) return true;
				const next = blocks[blockIndex] as TextBlock;
				if (paintBlock(next)) unsettled = FRAMES_TO_SETTLE;
				if (!next.closed) break;
				block = null;
				blockIndex += 1;
			}
			return (atEnd && unsettled > 0) || revealed !== null;
		},
		settleScroll() {
			if (revealed !== null && blockIndex >= stream.text.blocks.length - 1) {
				// A block takes its height only once it is near: the place is found step by step.
				scrollTo(scroller, content, revealed.from, revealed.to);
				revealed.frames -= 1;
				if (revealed.frames === 0) revealed = null;
			}
			if (unsettled === 0 || !atEnd) return;
			unsettled -= 1;
			scroller.scrollTop = 1e9;
		},
		reveal(from, to) {
			atEnd = false;
			revealed = { from, to, frames: FRAMES_TO_REVEAL };
			words.requestFrame();
		},
		detach() {
			CSS.highlights?.delete(HIGHLIGHT);
			observer.disconnect();
			listeners.abort();
			scroller.replaceChildren();
		},
	};
}

const FRAMES_TO_REVEAL = 6;
const HIGHLIGHT = 'pointed-at';

/** Brings a stretch of the text to the middle of its box, and marks it without changing the text. */
function scrollTo(scroller: HTMLElement, content: HTMLElement, from: number, to: number): void {
	const range = document.createRange();
	let passed = 0;
	let found = false;
	const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		// What the chips say is no part of the text.
		if (node.parentElement?.classList.contains('wait-chip')) continue;
		const length = node.textContent?.length ?? 0;
		if (!found && from < passed + length) {
			range.setStart(node, from - passed);
			found = true;
		}
		passed += length;
		if (found && to <= passed) {
			range.setEnd(node, to - (passed - length));
			break;
		}
	}
	if (!found) return;
	CSS.highlights?.set(HIGHLIGHT, new Highlight(range));
	const at = range.getBoundingClientRect();
	const box = scroller.getBoundingClientRect();
	scroller.scrollTop += at.top - box.top - box.height / 2;
}

function nodesOf(part: TextPart, text: Text, words: TextWords): readonly Node[] {
	if (part.late === null) {
		if (part.kind === 'text') return [text];
		const span = document.createElement('span');
		span.className = `text-${part.kind}`;
		span.append(text);
		return [span];
	}
	const mark = document.createElement('mark');
	mark.className = 'late';
	mark.title = words.late(part.late);
	mark.append(text);
	if (part.late.waitNs < words.stallNs) return [mark];
	const chip = document.createElement('span');
	chip.className = 'wait-chip';
	chip.title = words.late(part.late);
	chip.textContent = `▮▮ ${words.wait(part.late.waitNs)}`;
	return [chip, mark];
}
