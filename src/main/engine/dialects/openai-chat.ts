import { excerpt, type Quote } from '../framing/excerpt.ts';
import { parseJson } from '../framing/json.ts';
import type { Dialect, RequestOptions } from './dialect.ts';
import { createOpenAiChatDecoder } from './openai-chat-decoder.ts';
import { MESSAGE_CHARACTERS, readProviderError } from './provider-error.ts';
import { retryAfterMs } from './retry-after.ts';

const ENDPOINT = '/chat/completions';
/** An error page's text is within its first characters, if anywhere; the rest is not worth a search. */
const SEARCHED_CHARACTERS = 8192;

/**
 * OpenAI Chat Completions and the many services compatible with it
 * (https://platform.openai.com/docs/api-reference/chat-streaming).
 */
export const openAiChat: Dialect = {
	request(options) {
		const url = endpoint(options.baseUrl);
		return {
			url: url.href,
			headers: {
				accept: 'text/event-stream',
				'content-type': 'application/json',
				...authorization(url.hostname, options.key),
			},
			body: JSON.stringify(requestBody(url.hostname, options)),
		};
	},
	createDecoder: createOpenAiChatDecoder,
	readError(status, headers, body, quote = excerpt) {
		const { code, message } = readProviderError(parseJson(body), quote);
		return { code, message: message ?? answerInWords(status, body, quote), retryAfterMs: retryAfterMs(headers) };
	},
};

/** A base URL that already names the endpoint stays as it is; a query (Azure's `api-version`) is kept. */
function endpoint(baseUrl: string): URL {
	const url = new URL(baseUrl);
	const path = url.pathname.replace(/\/+$/, '');
	url.pathname = path.endsWith(ENDPOINT) ? path : path + ENDPOINT;
	url.hash = '';
	return url;
}

function requestBody(hostname: string, { model, prompt, maxTokens }: RequestOptions): object {
	const atOpenAi = hostname === 'api.openai.com';
	// OpenAI's reasoning models refuse `max_tokens`; many compatible servers know nothing else.
	const limit = atOpenAi || isAzure(hostname) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens };
	// Padding that OpenAI adds against eavesdroppers: it would make byte rates meaningless.
	const obfuscation = atOpenAi ? { include_obfuscation: false } : {};
	return {
		model,
		messages: [{ role: 'user', content: prompt }],
		stream: true,
		stream_options: { include_usage: true, ...obfuscation },
		...limit,
	};
}

/**
 * Azure takes its keys in a header of its own and only Entra's tokens, which are JSON Web Tokens, as bearer
 * (https://learn.microsoft.com/azure/ai-services/openai/reference).
 */
function authorization(hostname: string, key: string | null): Record<string, string> {
	if (key === null) return {};
	const isWebToken = /^eyJ[^.]*\.[^.]*\.[^.]*$/.test(key);
	return isAzure(hostname) && !isWebToken ? { 'api-key': key } : { authorization: `Bearer ${key}` };
}

function isAzure(hostname: string): boolean {
	return hostname.endsWith('.openai.azure.com');
}

/** For a body that no error can be read from: its text, without the mark-up of an error page. */
function answerInWords(status: number, body: string, quote: Quote): string {
	const text = quote(body, SEARCHED_CHARACTERS)
		.replace(/<(style|script)\b[^<>]*>[^<]*<\/\1>/gi, ' ')
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	const start = `The provider answered with HTTP ${status}`;
	return text === '' ? `${start} and no explanation.` : `${start}: ${quote(text, MESSAGE_CHARACTERS)}`;
}
