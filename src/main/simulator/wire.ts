import { errorBody } from './chat-request.ts';
import type { PlannedKind } from './schedule.ts';

/** What names the stream in each of its chunks. */
export interface StreamLabels {
	readonly id: string;
	readonly model: string;
	/** Seconds of the wall clock. */
	readonly created: number;
	/** With `include_usage`, every chunk but the one that has it says `usage: null`. */
	readonly includeUsage: boolean;
}

/** Token counts of a finished stream, reasoning included in `completionTokens`. */
export interface StreamUsage {
	readonly promptTokens: number;
	readonly completionTokens: number;
	readonly reasoningTokens: number;
}

/**
 * One frame of the Chat Completions stream as it goes over the wire, blank line included.
 * Source: https://platform.openai.com/docs/api-reference/chat-streaming
 */
export function encodeFrame(labels: StreamLabels, kind: PlannedKind, text: string): string {
	switch (kind) {
		case 'role':
			return chunk(labels, { role: 'assistant', content: '' });
		case 'text':
			return chunk(labels, { content: text });
		case 'unspaced':
			return chunk(labels, { content: text }).replace('data: ', 'data:');
		case 'reasoning':
			return chunk(labels, { reasoning_content: text });
		case 'empty-delta':
			return chunk(labels, {});
		case 'comment':
			return ': keep-alive\n\n';
		case 'bad-json':
			return `data: {"id":"${labels.id}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":\n\n`;
	}
}

/** The chunk that says why the output ended. */
export function encodeFinish(labels: StreamLabels, reason: 'stop' | 'length'): string {
	return chunk(labels, {}, reason);
}

/** The chunk without choices that carries the token counts. */
export function encodeUsage({ id, model, created }: StreamLabels, usage: StreamUsage): string {
	return dataFrame({
		id,
		object: 'chat.completion.chunk',
		created,
		model,
		choices: [],
		usage: {
			prompt_tokens: usage.promptTokens,
			completion_tokens: usage.completionTokens,
			total_tokens: usage.promptTokens + usage.completionTokens,
			completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
		},
	});
}

/** An error in the middle of a stream. */
export function encodeErrorFrame(): string {
	const message = 'The server had an error while it processed your request.';
	return `data: ${errorBody({ message, type: 'server_error', param: null, code: 'internal_error' })}\n\n`;
}

/** The protocol's last word. */
export const DONE = 'data: [DONE]\n\n';

function chunk(
	{ id, model, created, includeUsage }: StreamLabels,
	delta: object,
	finishReason: string | null = null,
): string {
	return dataFrame({
		id,
		object: 'chat.completion.chunk',
		created,
		model,
		choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
		...(includeUsage ? { usage: null } : {}),
	});
}

function dataFrame(value: object): string {
	return `data: ${JSON.stringify(value)}\n\n`;
}
