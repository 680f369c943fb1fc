const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Cuts a byte stream into lines that end in LF, CRLF or a lone CR. */
export interface ByteLines {
	/**
	 * Hands over each line that `bytes` completes, without its ending, and holds a copy of the rest.
	 * A line is good only until the callback returns: its memory is used again.
	 */
	push(bytes: Uint8Array, onLine: (line: Uint8Array) => void): void;
	/** How many bytes of an unfinished line are held. */
	heldBytes(): number;
	/** The unfinished line, which is then no longer held. */
	take(): Uint8Array;
}

/**
 * Lines are found before decoding: in UTF-8 neither ending can be part of another character, so a line holds whole
 * characters however it arrived. The caller, who knows what a line may grow to, gives up beyond `expectedBytes`; up to
 * there memory grows by doubling, beyond it by no more than what is pushed.
 */
export function createByteLines(expectedBytes: number): ByteLines {
	let held = new Uint8Array(0);
	let heldBytes = 0;
	/** The last line ended in CR: an LF right behind it belongs to the same ending. */
	let endedInCarriageReturn = false;

	function hold(bytes: Uint8Array): void {
		const needed = heldBytes + bytes.length;
		if (needed > held.length) {
			const larger = new Uint8Array(Math.max(needed, Math.min(held.length * 2, expectedBytes)));
			larger.set(held.subarray(0, heldBytes));
			held = larger;
		}
		held.set(bytes, heldBytes);
		heldBytes = needed;
	}

	return {
		push(bytes, onLine) {
			let start = 0;
			let lineFeed = bytes.indexOf(LINE_FEED);
			let carriageReturn = bytes.indexOf(CARRIAGE_RETURN);
			while (lineFeed !== -1 || carriageReturn !== -1) {
				const atCarriageReturn = carriageReturn !== -1 && (lineFeed === -1 || carriageReturn < lineFeed);
				const end = atCarriageReturn ? carriageReturn : lineFeed;
				const secondHalf = endedInCarriageReturn && !atCarriageReturn && end === start && heldBytes === 0;
				if (!secondHalf) {
					const rest = bytes.subarray(start, end);
					if (heldBytes === 0) {
						onLine(rest);
					} else {
						hold(rest);
						const length = heldBytes;
						heldBytes = 0;
						onLine(held.subarray(0, length));
					}
				}
				endedInCarriageReturn = atCarriageReturn;
				start = end + 1;
				if (atCarriageReturn) carriageReturn = bytes.indexOf(CARRIAGE_RETURN, start);
				else lineFeed = bytes.indexOf(LINE_FEED, start);
			}
			if (start < bytes.length) hold(bytes.subarray(start));
		},
		heldBytes: () => heldBytes,
		take() {
			const line = held.subarray(0, heldBytes);
			held = new Uint8Array(0);
			heldBytes = 0;
			return line;
		},
	};
}
