import type { StreamEvent } from '../../src/core/events.ts';
import { createOpenAiChatDecoder } from '../../src/main/engine/dialects/openai-chat-decoder.ts';
import { createSseFraming } from '../../src/main/engine/framing/sse.ts';

/** What a stream says, with what its framing alone can see. */
export type Heard =
	| StreamEvent
	| { readonly type: 'keep-alive' }
	| { readonly type: 'overflow'; readonly limit: number };

/** Everything that framing and decoder together make of the bytes, fed in these pieces. */
export function hear(pieces: readonly Uint8Array[], options: { readonly maxFrameBytes?: number } = {}): Heard[] {
	const heard: Heard[] = [];
	const decoder = createOpenAiChatDecoder();
	const framing = createSseFraming(
		{
			onFrame: (frame) => heard.push(...decoder.decode(frame)),
			onKeepAlive: () => heard.push({ type: 'keep-alive' }),
			onMalformed: (detail) => heard.push({ type: 'malformed', detail }),
			onOverflow: (limit) => heard.push({ type: 'overflow', limit }),
		},
		options,
	);
	for (const piece of pieces) framing.push(piece);
	framing.end();
	return heard;
}

/** Of each output in turn, how many of the bytes must have come for it to be heard. */
export function heardAfter(bytes: Uint8Array): number[] {
	const lengths: number[] = [];
	let fed = 0;
	const decoder = createOpenAiChatDecoder();
	const framing = createSseFraming({
		onFrame(frame) {
			for (const event of decoder.decode(frame)) if (event.type === 'output') lengths.push(fed);
		},
		onKeepAlive() {},
		onMalformed() {},
		onOverflow() {},
	});
	for (const byte of bytes) {
		fed += 1;
		framing.push(Uint8Array.of(byte));
	}
	framing.end();
	return lengths;
}
