import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../../src/core/events.ts';
import { openAiChat } from '../../../../src/main/engine/dialects/openai-chat.ts';
import { createOpenAiChatDecoder } from '../../../../src/main/engine/dialects/openai-chat-decoder.ts';
import { byteByByte, cutAt, cuts } from '../../../support/byte-splits.ts';
import { hear } from '../../../support/openai-stream.ts';

const KEYS = [
	...['choices', 'index', 'delta', 'content', 'text', 'reasoning', 'reasoning_content', 'refusal', 'type', 'thinking'],
	...['tool_calls', 'function', 'function_call', 'name', 'arguments', 'finish_reason', 'token_ids', 'logprobs'],
	...['usage', 'prompt_tokens', 'completion_tokens', 'total_tokens', 'completion_tokens_details', 'reasoning_tokens'],
	...['x_groq', 'error', 'message', 'code', 'status', 'object', 'prompt_tokens_details', 'cached_tokens', '__proto__'],
];

/** JSON that uses the names a chunk uses, but in any place and with any kind of value. */
const { tangled } = fc.letrec<{ tangled: unknown }>((tie) => ({
	tangled: fc.oneof(
		{ depthSize: 'medium', withCrossShrink: true },
		fc.constantFrom<unknown>(null, 0, 1, -1, 1.5, 429, 1e300, '', 'a', ' 🌊', 'error', 'thinking', true),
		fc.array(tie('tangled'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...KEYS), tie('tangled'), { maxKeys: 6 }),
	),
}));

/** A chunk with the right skeleton, so that the fuzz reaches the inner fields. */
const chunk = fc.record(
	{
		choices: fc.array(
			fc.record(
				{
					index: tangled,
					delta: tangled,
					finish_reason: tangled,
					token_ids: tangled,
					logprobs: tangled,
					text: tangled,
				},
				{ requiredKeys: [] },
			),
			{ maxLength: 2 },
		),
		usage: tangled,
		error: tangled,
		object: tangled,
		x_groq: tangled,
	},
	{ requiredKeys: [] },
);

const data = fc.oneof(chunk.map(toJson), tangled.map(toJson), fc.json(), fc.string(), fc.constant('[DONE]'));

function toJson(value: unknown): string {
	return JSON.stringify(value);
}

function expectSound(event: StreamEvent): void {
	if (event.type === 'output') {
		expect(event.text).not.toBe('');
		expect(event.tokens === null).toBe(event.tokenSource === 'none');
		if (event.tokens !== null) expect(Number.isSafeInteger(event.tokens) && event.tokens > 0).toBe(true);
	}
	if (event.type === 'usage') {
		const counts = Object.values(event.usage).filter((count) => count !== null);
		expect(counts.length).toBeGreaterThan(0);
		for (const count of counts) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
	}
	if (event.type === 'finish') expect(event.reason).not.toBe('');
	if (event.type === 'error') {
		expect(event.message).not.toBe('');
		expect(event.message.length).toBeLessThanOrEqual(301);
	}
	if (event.type === 'malformed') expect(event.detail.length).toBeLessThanOrEqual(110);
}

describe('any frames whatever', () => {
	it('never throw, always say something, and say only what the vocabulary allows', () => {
		const frame = fc.record({ data, event: fc.constantFrom(null, 'error', 'message') });
		fc.assert(
			fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
				const decoder = createOpenAiChatDecoder();
				for (const { data, event } of frames) {
					const events = decoder.decode({ data, event, bytes: data.length });
					expect(events.length).toBeGreaterThan(0);
					if (events.length > 1) expect(events.map(({ type }) => type)).not.toContain('empty');
					for (const said of events) expectSound(said);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it('say the same however their bytes are split', () => {
		fc.assert(
			fc.property(
				fc.array(data, { maxLength: 4 }),
				fc.constantFrom('\n', '\r', '\r\n'),
				cuts,
				(frames, ending, shares) => {
					const bytes = new TextEncoder().encode(frames.map((text) => `data: ${text}${ending}${ending}`).join(''));
					const expected = hear([bytes]);
					expect(hear(cutAt(bytes, shares))).toEqual(expected);
					expect(hear(byteByByte(bytes))).toEqual(expected);
				},
			),
			{ numRuns: 300 },
		);
	});

	it.each([
		['arrays', '['.repeat(400_000), ']'.repeat(400_000)],
		['deltas', '{"choices":[{"delta":'.repeat(20_000), `null${'}]}'.repeat(20_000)}`],
		['errors', '{"error":'.repeat(50_000), `"deep"${'}'.repeat(50_000)}`],
		['parts', `{"choices":[{"delta":{"content":${'['.repeat(300_000)}`, `${']'.repeat(300_000)}}}]}`],
	])('may be nested very deep, whole or broken: %s', (_, opening, closing) => {
		for (const text of [opening + closing, opening]) {
			const decoder = createOpenAiChatDecoder();
			for (const event of decoder.decode({ data: text, event: null, bytes: text.length })) expectSound(event);
			const error = openAiChat.readError(500, {}, text);
			expect(error.message.length).toBeLessThan(400);
		}
	});

	it('may be as large as the framing lets through', () => {
		const text = '水'.repeat(340_000);
		const bytes = new TextEncoder().encode(`data: {"choices":[{"delta":{"content":"${text}"}}]}\n\n`);
		expect(hear([bytes])).toEqual([{ type: 'output', kind: 'text', text, tokens: null, tokenSource: 'none' }]);
		expect(hear([bytes], { maxFrameBytes: 1_000_000 })).toEqual([{ type: 'overflow', limit: 1_000_000 }]);
	});
});
