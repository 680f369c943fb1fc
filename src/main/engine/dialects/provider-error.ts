import type { Quote } from '../framing/excerpt.ts';
import { isRecord } from '../framing/json.ts';

/** How much of a provider's own words is worth passing on, in UTF-16 units. */
export const MESSAGE_CHARACTERS = 300;

/** What a provider says went wrong. */
export interface ProviderError {
	/** The HTTP status that it names inside the body, 400 to 599. */
	readonly status: number | null;
	/** Its code, or else its type; a code that is only a number stands back behind the type's word. */
	readonly code: string | null;
	/** At most {@link MESSAGE_CHARACTERS} of it; null where it gave no words. */
	readonly message: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads every shape of error seen in OpenAI-compatible bodies: `{error:{message,code,type}}`, `{error:"text"}`
 * (Text Generation Inference, with `error_type`), `{object:"error",message,…}` (older vLLM, Mistral), the bare
 * inner object (older llama.cpp), `{detail}` (FastAPI), plain text, or one of these as the first item of an array.
 */
export function readProviderError(value: unknown, quote: Quote): ProviderError {
	const first: unknown = Array.isArray(value) ? value[0] : value;
	const outer: Fields = isRecord(first) ? first : {};
	const said: Fields = isRecord(outer.error) ? outer.error : outer;
	const message = firstText([said.message, said.detail, outer.error, outer.message, outer.detail, first]);
	// Any other JSON may have a `code` or a `type` too, without being an error.
	if (message === null && said === outer) return { status: null, code: null, message: null };
	const code = firstText([
		said.code,
		said.type,
		said.error_type,
		outer.code,
		numberText(said.code),
		numberText(outer.code),
	]);
	return {
		status: firstStatus([said.status, said.http_status_code, said.code, outer.status, outer.code]),
		code: code === null ? null : quote(code, MESSAGE_CHARACTERS),
		message: message === null ? null : quote(message, MESSAGE_CHARACTERS),
	};
}

function firstText(candidates: readonly unknown[]): string | null {
	for (const candidate of candidates) {
		if (typeof candidate === 'string' && candidate.trim() !== '') return candidate.trim();
	}
	return null;
}

function numberText(value: unknown): string | null {
	return typeof value === 'number' ? String(value) : null;
}

function firstStatus(candidates: readonly unknown[]): number | null {
	for (const candidate of candidates) {
		const text = numberText(candidate) ?? candidate;
		if (typeof text === 'string' && /^[45]\d\d$/.test(text)) return Number(text);
	}
	return null;
}
