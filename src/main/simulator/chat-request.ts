import { z } from 'zod';

/** The most output tokens that one request may ask for. */
const MAX_OUTPUT_TOKENS = 16_384;

const outputTokens = z.int().min(1).max(MAX_OUTPUT_TOKENS).nullish();
const part = z.object({ type: z.literal('text'), text: z.string() });

const bodySchema = z.object({
	model: z.string(),
	messages: z
		.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(part)]).nullish() }))
		.min(1, 'at least one message is needed'),
	stream: z.literal(true, 'this server only streams: send "stream": true'),
	max_tokens: outputTokens,
	max_completion_tokens: outputTokens,
	stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

/** What matters of a valid request. */
export interface ChatRequest {
	/** The last message of the role `user`, empty where there is none. */
	readonly prompt: string;
	/** The text of all messages. */
	readonly input: string;
	/** Null where the request sets no maximum. */
	readonly maximumTokens: number | null;
	readonly includeUsage: boolean;
}

/** A refusal in OpenAI's terms. */
export interface ApiError {
	readonly status: number;
	readonly type: string;
	readonly message: string;
	readonly param: string | null;
	readonly code: string | null;
}

/** OpenAI's error for a request that is itself at fault. */
export function invalidRequest(status: number, message: string, param: string | null, code: string | null): ApiError {
	return { status, type: 'invalid_request_error', message, param, code };
}

/** The JSON body of an error response, and of an error frame within a stream. */
export function errorBody({ message, type, param, code }: Omit<ApiError, 'status'>): string {
	return JSON.stringify({ error: { message, type, param, code } });
}

/** Reads a request's body. Fields that this server does not know are left alone, as OpenAI's look-alikes do. */
export function parseChatRequest(
	body: string,
	model: string,
): { readonly ok: true; readonly request: ChatRequest } | { readonly ok: false; readonly error: ApiError } {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		return { ok: false, error: invalidRequest(400, `The body is not valid JSON: ${detail}`, null, null) };
	}
	const parsed = bodySchema.safeParse(json);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const param = issue === undefined || issue.path.length === 0 ? null : issue.path.join('.');
		const message = `Invalid value for '${param ?? 'body'}': ${issue?.message ?? 'not understood'}.`;
		return { ok: false, error: invalidRequest(400, message, param, 'invalid_value') };
	}
	const { messages, max_completion_tokens, max_tokens, stream_options } = parsed.data;
	if (parsed.data.model !== model) {
		const message = `The model '${parsed.data.model}' does not exist here; this provider serves '${model}'.`;
		return { ok: false, error: invalidRequest(404, message, 'model', 'model_not_found') };
	}
	const texts = messages.map(({ role, content }) => ({ role, text: plainText(content ?? '') }));
	const request: ChatRequest = {
		prompt: texts.findLast(({ role }) => role === 'user')?.text ?? '',
		input: texts.map(({ text }) => text).join('\n'),
		maximumTokens: max_completion_tokens ?? max_tokens ?? null,
		includeUsage: stream_options?.include_usage ?? false,
	};
	return { ok: true, request };
}

function plainText(content: string | readonly { readonly text: string }[]): string {
	return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}
