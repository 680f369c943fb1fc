import type { StreamEvent } from '../../../core/events.ts';
import { excerpt, type Quote } from '../framing/excerpt.ts';
import { type Frame, QUOTED_CHARACTERS } from '../framing/frame.ts';
import { isRecord, parseJson } from '../framing/json.ts';
import type { Decoder } from './dialect.ts';
import { readOutput } from './openai-output.ts';
import { createTokenCounter } from './openai-token-counts.ts';
import { readOpenAiUsage } from './openai-usage.ts';
import { readProviderError } from './provider-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Finish reasons that mean that the server gave up: OpenRouter's `error`, SGLang's `abort`. */
const FAILED_FINISHES: readonly string[] = ['error', 'abort'];

/**
 * Reads chat completion chunks as OpenAI and everyone compatible with it sends them.
 *
 * Of one chunk, output comes first (a finish chunk may carry the last text), then usage, then the finish reason or the
 * error. A chunk that says none of these is `empty`. Of several choices only index 0 counts. `[DONE]` is `done` also
 * after an error: the terminator alone proves no success (vLLM). A router (OpenRouter) names its upstream in every chunk:
 * the first name is told, before all else of its chunk.
 */
export function createOpenAiChatDecoder(quote: Quote = excerpt): Decoder {
	const counter = createTokenCounter();
	let namedUpstream = false;

	function readUpstream({ provider }: Fields): StreamEvent[] {
		if (namedUpstream || typeof provider !== 'string' || provider.trim() === '') return [];
		namedUpstream = true;
		return [{ type: 'upstream', name: quote(provider, QUOTED_CHARACTERS) }];
	}

	function readChunk(chunk: Fields): StreamEvent[] {
		const choice = choiceZero(chunk.choices);
		const groq: Fields = isRecord(chunk.x_groq) ? chunk.x_groq : {};
		const usage = readOpenAiUsage(chunk.usage) ?? readOpenAiUsage(groq.usage);
		const pieces = readOutput(choice, choice.text ?? chunk.text);
		const count = counter.count(pieces, choice, usage);

		const events: StreamEvent[] = pieces.map((piece) => ({ type: 'output', ...piece, ...count }));
		if (usage) events.push({ type: 'usage', usage });
		const finish = typeof choice.finish_reason === 'string' ? choice.finish_reason : '';
		if (saysError(chunk)) events.push(errorEvent(chunk, quote));
		else if (typeof groq.error === 'string' && groq.error !== '') events.push(errorEvent(groq, quote));
		else if (FAILED_FINISHES.includes(finish)) events.push(failedFinish(finish));
		else if (finish !== '') events.push({ type: 'finish', reason: quote(finish, QUOTED_CHARACTERS) });
		if (events.length === 0) events.push({ type: 'empty' });
		return [...readUpstream(chunk), ...events];
	}

	return {
		decode({ data, event }: Frame) {
			const trimmed = data.trim();
			if (trimmed === '[DONE]') return [{ type: 'done' }];
			const value = parseJson(trimmed);
			if (event === 'error') return [errorEvent(value ?? trimmed, quote)];
			if (trimmed === '') return [{ type: 'empty' }];
			if (isRecord(value)) return readChunk(value);
			const what = value === undefined ? 'not JSON' : 'not a JSON object';
			return [{ type: 'malformed', detail: `${what}: ${quote(trimmed, QUOTED_CHARACTERS)}` }];
		},
	};
}

/** The choice of index 0 (which a server may leave out), or one without fields. */
function choiceZero(choices: unknown): Fields {
	if (!Array.isArray(choices)) return {};
	const found: unknown = choices.find((choice) => isRecord(choice) && (choice.index ?? 0) === 0);
	return isRecord(found) ? found : {};
}

function saysError({ error, object }: Fields): boolean {
	return object === 'error' || isRecord(error) || (typeof error === 'string' && error !== '');
}

function errorEvent(value: unknown, quote: Quote): StreamEvent {
	const { message, ...rest } = readProviderError(value, quote);
	return { type: 'error', ...rest, message: message ?? 'The provider reported an error without saying what it was.' };
}

function failedFinish(reason: string): StreamEvent {
	const message = `The provider ended the stream with the finish reason "${reason}".`;
	return { type: 'error', status: null, code: reason, message };
}
