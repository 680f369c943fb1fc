import { describe, expect, it } from 'vitest';
import { parseChatRequest } from '../../../src/main/simulator/chat-request.ts';

const VALID = { model: 'sim-70b', stream: true, messages: [{ role: 'user', content: 'hello' }] };

function parse(changes: object) {
	return parseChatRequest(JSON.stringify({ ...VALID, ...changes }), 'sim-70b');
}

describe('parseChatRequest', () => {
	it('reads the last user message, in either form of content', () => {
		const messages = [
			{ role: 'user', content: 'first' },
			{ role: 'assistant', content: null },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'sec' },
					{ type: 'text', text: 'ond' },
				],
			},
			{ role: 'system', content: 'last' },
		];
		expect(parse({ messages })).toMatchObject({ ok: true, request: { prompt: 'second' } });
	});

	// Would catch the deprecated field winning over the one that replaced it.
	it('prefers max_completion_tokens, accepts max_tokens and does without', () => {
		const maximumOf = (changes: object) => {
			const parsed = parse(changes);
			return parsed.ok ? parsed.request.maximumTokens : parsed.error;
		};
		expect(maximumOf({ max_tokens: 5, max_completion_tokens: 7 })).toBe(7);
		expect(maximumOf({ max_tokens: 5 })).toBe(5);
		expect(maximumOf({ max_tokens: null })).toBeNull();
	});

	it.each([
		['no messages', { messages: [] }, 400, 'messages'],
		['no streaming', { stream: false }, 400, 'stream'],
		['a maximum of 0', { max_tokens: 0 }, 400, 'max_tokens'],
		['half a token', { max_completion_tokens: 1.5 }, 400, 'max_completion_tokens'],
		['a picture', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 400, 'messages.0.content'],
		['another model', { model: 'gpt' }, 404, 'model'],
	])('refuses %s, and names the parameter', (_, changes, status, param) => {
		expect(parse(changes)).toMatchObject({ ok: false, error: { status, param } });
	});

	it('refuses a body that is not JSON, with the reason', () => {
		const parsed = parseChatRequest('{"model"', 'sim-70b');
		expect(parsed).toMatchObject({ ok: false, error: { status: 400, param: null } });
		expect(parsed.ok ? '' : parsed.error.message).toContain('not valid JSON');
	});
});
