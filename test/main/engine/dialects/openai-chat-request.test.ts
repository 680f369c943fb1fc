import { describe, expect, it } from 'vitest';
import { openAiChat } from '../../../../src/main/engine/dialects/openai-chat.ts';

function request(baseUrl: string, key: string | null = null) {
	const { url, headers, body } = openAiChat.request({ baseUrl, model: 'm', prompt: 'Say "hi" 🌊', maxTokens: 64, key });
	return { url, headers, body: JSON.parse(body) };
}

describe('the address', () => {
	it.each([
		['https://api.openai.com/v1', 'https://api.openai.com/v1/chat/completions'],
		['https://api.openai.com/v1/', 'https://api.openai.com/v1/chat/completions'],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080/chat/completions'],
		['https://host/v1/chat/completions', 'https://host/v1/chat/completions'],
		['https://host/v1/chat/completions/', 'https://host/v1/chat/completions'],
		[
			'https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21',
			'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
		],
		['https://host/chat/completions?a=b%20c&d=', 'https://host/chat/completions?a=b%20c&d='],
	])('of %s is %s', (baseUrl, url) => {
		expect(request(baseUrl).url).toBe(url);
	});

	it('that is none is refused, not sent somewhere relative', () => {
		expect(() => request('api.openai.com/v1')).toThrow(TypeError);
	});
});

describe('the body', () => {
	it('asks for a stream with usage, limited in the way every compatible server knows', () => {
		expect(request('http://127.0.0.1:8000/v1').body).toEqual({
			model: 'm',
			messages: [{ role: 'user', content: 'Say "hi" 🌊' }],
			stream: true,
			stream_options: { include_usage: true },
			max_tokens: 64,
		});
	});

	it('for OpenAI itself uses the limit that its reasoning models accept, and no padding', () => {
		const { body } = request('https://api.openai.com/v1');
		expect(body).toMatchObject({
			max_completion_tokens: 64,
			stream_options: { include_usage: true, include_obfuscation: false },
		});
		expect(body).not.toHaveProperty('max_tokens');
	});

	it('for Azure uses the limit of OpenAI, without the option that only OpenAI knows', () => {
		const { body } = request('https://r.openai.azure.com/openai/v1');
		expect(body).toMatchObject({ max_completion_tokens: 64, stream_options: { include_usage: true } });
		expect(body).not.toHaveProperty('max_tokens');
		expect(body.stream_options).not.toHaveProperty('include_obfuscation');
	});

	it('does not take a host for OpenAI that only looks like it', () => {
		for (const host of ['api.openai.com.example.org', 'openai.azure.com.example.org', 'xapi.openai.com']) {
			expect(request(`https://${host}/v1`, 'k').body).toHaveProperty('max_tokens', 64);
		}
	});
});

describe('the headers', () => {
	it('ask for an event stream, and carry no authorization without a key', () => {
		expect(request('http://127.0.0.1/v1').headers).toEqual({
			accept: 'text/event-stream',
			'content-type': 'application/json',
		});
	});

	it('carry the key as bearer', () => {
		expect(request('https://api.openai.com/v1', 'sk-1').headers).toMatchObject({ authorization: 'Bearer sk-1' });
	});

	it("carry an Azure key in Azure's own header, and an Entra token as bearer", () => {
		const key = request('https://r.openai.azure.com/openai/v1', '0123abcd').headers;
		expect(key).toMatchObject({ 'api-key': '0123abcd' });
		expect(key).not.toHaveProperty('authorization');
		const token = request('https://r.openai.azure.com/openai/v1', 'eyJhbGci.eyJhdWQi.c2ln').headers;
		expect(token).toMatchObject({ authorization: 'Bearer eyJhbGci.eyJhdWQi.c2ln' });
		expect(token).not.toHaveProperty('api-key');
	});
});
