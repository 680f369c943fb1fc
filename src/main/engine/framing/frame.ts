/** One message of a stream, whole, before anyone has looked into it. */
export interface Frame {
	readonly data: string;
	/** What the protocol calls the message, or null where it has no name. */
	readonly event: string | null;
	/** Size of `data` as UTF-8. */
	readonly bytes: number;
}

/** Where a framing reports to. Called in the order of the stream, from inside `push` and `end`. */
export interface FramingCallbacks {
	onFrame(frame: Frame): void;
	/** Bytes that only say that the connection lives. */
	onKeepAlive(): void;
	/** Something that is no frame. `detail` quotes at most {@link QUOTED_CHARACTERS} characters of it. */
	onMalformed(detail: string): void;
	/** A frame grew beyond `limit` bytes. Reported once; whatever follows is ignored. */
	onOverflow(limit: number): void;
}

/**
 * Cuts the bytes of one stream into frames. How the bytes are spread over pushes never changes what is reported.
 * Never throws, whatever the bytes; holds at most the largest frame allowed and the piece being pushed.
 */
export interface Framing {
	/** Does not keep `bytes`: the caller may use the memory again. */
	push(bytes: Uint8Array): void;
	/** The stream is over: settles what is still held. Later calls are ignored. */
	end(): void;
}

/** How much of a payload a report may quote: enough to recognise it, too little to fill a log. */
export const QUOTED_CHARACTERS = 80;
