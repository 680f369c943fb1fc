import type { Ns } from '../../src/core/time.ts';

/** How fast every stream of the benchmark runs. */
export const TOKENS_PER_SECOND = 50;

/** One stream that the benchmark's server is asked for. It travels as the prompt, the one part that every client sends. */
export interface StreamRequest {
	/** Names the stream; unique within a cell. */
	readonly stream: number;
	readonly tokens: number;
	/** The same seed and stream give the same schedule, so that all contenders read the same. */
	readonly seed: number;
}

/** When one token was written, or when it was seen, in nanoseconds since the benchmark's epoch. */
export interface TokenTime {
	readonly stream: number;
	readonly token: number;
	readonly atNs: Ns;
}

/** What is posted to `{baseUrl}/chat/completions`. */
export function chatBody(request: StreamRequest): string {
	return JSON.stringify({
		model: 'bench',
		messages: [{ role: 'user', content: promptOf(request) }],
		stream: true,
		stream_options: { include_usage: true },
		max_tokens: request.tokens,
	});
}

export function promptOf(request: StreamRequest): string {
	return JSON.stringify(request);
}

/** The text of one token: it says which it is. */
export function contentOf(stream: number, token: number): string {
	return ` ${stream}:${token}`;
}

/** @throws {Error} where the text is not one whole token, as {@link contentOf} writes them */
export function tokenTimeOf(content: string, atNs: Ns): TokenTime {
	const match = /^ (\d+):(\d+)$/.exec(content);
	if (!match) throw new Error(`"${content}" is no token of this benchmark`);
	return { stream: Number(match[1]), token: Number(match[2]), atNs };
}
