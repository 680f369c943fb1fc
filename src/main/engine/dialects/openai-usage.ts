import type { Usage } from '../../../core/events.ts';
import { isRecord } from '../framing/json.ts';

/** No request comes near it: a larger count is an error of the server. */
const MOST_TOKENS = 100_000_000;

/**
 * Reads the `usage` object of the OpenAI family, or null where it holds no believable count.
 * A count that is negative, broken or absurd is taken as not given.
 *
 * `completionTokens` includes reasoning. xAI leaves it out of `completion_tokens`; there `total_tokens` tells, being the
 * sum of all three.
 */
export function readOpenAiUsage(value: unknown): Usage | null {
	if (!isRecord(value)) return null;
	const promptDetails = isRecord(value.prompt_tokens_details) ? value.prompt_tokens_details : {};
	const completionDetails = isRecord(value.completion_tokens_details) ? value.completion_tokens_details : {};
	const promptTokens = tokenCount(value.prompt_tokens);
	const completionTokens = tokenCount(value.completion_tokens);
	const reasoningTokens = tokenCount(completionDetails.reasoning_tokens);
	// DeepSeek counts cache hits in a field of its own.
	const cachedTokens = tokenCount(promptDetails.cached_tokens) ?? tokenCount(value.prompt_cache_hit_tokens);
	if ([promptTokens, completionTokens, reasoningTokens, cachedTokens].every((count) => count === null)) return null;

	const sum = (promptTokens ?? 0) + (completionTokens ?? 0) + (reasoningTokens ?? 0);
	const apart = promptTokens !== null && completionTokens !== null && tokenCount(value.total_tokens) === sum;
	return {
		promptTokens,
		completionTokens: apart ? sum - promptTokens : completionTokens,
		reasoningTokens,
		cachedTokens,
	};
}

function tokenCount(value: unknown): number | null {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS ? value : null;
}
