import type { StreamEvent } from '../../../core/events.ts';
import type { Quote } from '../framing/excerpt.ts';
import type { Frame } from '../framing/frame.ts';

/** What one request asks of a model. */
export interface RequestOptions {
	/** An absolute http(s) URL. */
	readonly baseUrl: string;
	readonly model: string;
	readonly prompt: string;
	/** The most output tokens, reasoning included. */
	readonly maxTokens: number;
	readonly key: string | null;
}

/** A POST, ready to be sent. Header names are lower-case; the transport adds those of the connection. */
export interface DialectRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Translates the frames of one stream, in their order. */
export interface Decoder {
	/** What the frame says, in the order in which it says it; at least one event. Never throws, whatever the frame. */
	decode(frame: Frame): readonly StreamEvent[];
}

/** What the body of an answer that is no stream says. */
export interface AnswerError {
	/** The provider's machine-readable code, or null where it named none. */
	readonly code: string | null;
	/** For people. Quotes the provider, so it may hold whatever the provider echoed. */
	readonly message: string;
	readonly retryAfterMs: number | null;
}

/**
 * One provider family's way of asking and answering. What it quotes of an answer goes through `quote`, which masks
 * secrets before it cuts; without one nothing is masked.
 */
export interface Dialect {
	/** Throws a `TypeError` if `baseUrl` is no absolute URL. */
	request(options: RequestOptions): DialectRequest;
	createDecoder(quote?: Quote): Decoder;
	/** Reads an error's body, JSON or not. `headers` have lower-case names. Never throws. */
	readError(status: number, headers: Readonly<Record<string, string>>, body: string, quote?: Quote): AnswerError;
}
