import { createParser } from 'eventsource-parser';
import { createByteLines } from './byte-lines.ts';
import { excerpt, type Quote } from './excerpt.ts';
import { type Framing, type FramingCallbacks, QUOTED_CHARACTERS } from './frame.ts';
import { parseJson } from './json.ts';

/** Far above any frame seen in the wild, far below what would hurt. */
const DEFAULT_MAX_FRAME_BYTES = 1_048_576;
const COLON = 0x3a;
const BLANK_LINE = new Uint8Array(0);

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), with two departures:
 * - a field `error` is a frame with the event `error`: older llama.cpp servers write their errors that way;
 * - a last frame without its blank line, which the specification drops, is delivered if its data is `[DONE]` or JSON,
 *   and reported as malformed otherwise.
 *
 * Comments are keep-alives; unknown fields and bad `retry` values are reported as malformed. Bytes that are no UTF-8
 * become U+FFFD. `maxFrameBytes` bounds the lines of one frame, comments between them left out. `quote` makes what
 * reports quote: it masks what must not be seen before it cuts.
 */
export function createSseFraming(
	callbacks: FramingCallbacks,
	{
		maxFrameBytes = DEFAULT_MAX_FRAME_BYTES,
		quote = excerpt,
	}: { readonly maxFrameBytes?: number; readonly quote?: Quote } = {},
): Framing {
	const lines = createByteLines(maxFrameBytes);
	// The parser removes the byte order mark: once, as the specification has it.
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	let state: 'open' | 'ending' | 'closed' = 'open';
	/** Bytes of the frame under way, in its finished lines. */
	let frameBytes = 0;

	function report(data: string, event: string | null): void {
		callbacks.onFrame({ data, event, bytes: Buffer.byteLength(data) });
	}

	const parser = createParser({
		onEvent({ data, event = null }) {
			if (state === 'ending' && !isComplete(data)) {
				callbacks.onMalformed(`the stream ended inside a frame: ${quote(data, QUOTED_CHARACTERS)}`);
			} else {
				report(data, event);
			}
		},
		onComment() {
			callbacks.onKeepAlive();
		},
		onError({ type, field, value = '', line = '' }) {
			if (type === 'unknown-field' && field === 'error') report(value, 'error');
			else callbacks.onMalformed(`${type}: ${quote(line, QUOTED_CHARACTERS)}`);
		},
	});

	function close(): void {
		state = 'closed';
		lines.take();
		parser.reset();
	}

	function overflow(): void {
		close();
		callbacks.onOverflow(maxFrameBytes);
	}

	/** The parser gets whole lines only: it silently drops an unknown field that reaches it in pieces. */
	function takeLine(line: Uint8Array): void {
		if (state === 'closed') return;
		if (frameBytes + line.length > maxFrameBytes) {
			overflow();
			return;
		}
		if (line.length === 0) frameBytes = 0;
		else if (line[0] !== COLON) frameBytes += line.length;
		parser.feed(`${decoder.decode(line)}\n`);
	}

	/** After a push: the line under way counts towards its frame, and nothing is held for a stream that was given up. */
	function checkHeld(): void {
		if (state === 'open' && frameBytes + lines.heldBytes() > maxFrameBytes) overflow();
		if (state === 'closed') lines.take();
	}

	return {
		push(bytes) {
			if (state === 'closed') return;
			lines.push(bytes, takeLine);
			checkHeld();
		},
		end() {
			if (state === 'closed') return;
			state = 'ending';
			const rest = lines.take();
			if (rest.length > 0) takeLine(rest);
			takeLine(BLANK_LINE);
			close();
		},
	};
}

function isComplete(data: string): boolean {
	return data.trim() === '[DONE]' || parseJson(data) !== undefined;
}
