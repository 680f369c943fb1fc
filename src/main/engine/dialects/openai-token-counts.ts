import type { TokenSource, Usage } from '../../../core/events.ts';
import { isRecord } from '../framing/json.ts';
import type { OutputPiece } from './openai-output.ts';

/** How many tokens a piece of output is, and who says so. */
export interface TokenCount {
	/** At least 1; null, with the source `none`, where no one says. */
	readonly tokens: number | null;
	readonly tokenSource: TokenSource;
}

const UNKNOWN: TokenCount = { tokens: null, tokenSource: 'none' };

/** Counts the tokens of one stream's output as the server itself does. */
export interface TokenCounter {
	/**
	 * To be called for every frame in order, also for those without output.
	 * Only a piece of output that is alone in its frame can have an exact count.
	 */
	count(pieces: readonly OutputPiece[], choice: Readonly<Record<string, unknown>>, usage: Usage | null): TokenCount;
}

/**
 * Three sources, best first: `token_ids` of the choice (vLLM, SGLang), the length of its logprobs, and the growth of
 * `usage` where every frame of output carries it (continuous usage).
 *
 * A token whose text is held back (half a character, a possible stop sequence) comes in a frame without output: it is
 * counted with the next output, the frame that completes its text. So the counts of a stream add up to its total.
 */
export function createTokenCounter(): TokenCounter {
	let heldIds = 0;
	let heldLogprobs = 0;
	/** What usage said at the last output. */
	let counted = { completion: 0, reasoning: 0 };
	let everyOutputHadUsage = true;

	/** How far usage has grown since the last output, or null where that is not the piece alone. */
	function growth({ kind, text }: OutputPiece, usage: Usage | null): number | null {
		const completion = usage?.completionTokens ?? null;
		if (completion === null) everyOutputHadUsage = false;
		if (completion === null || !everyOutputHadUsage) return null;
		const before = counted;
		counted = { completion, reasoning: usage?.reasoningTokens ?? before.reasoning };
		const tokens = completion - before.completion;
		// Hidden reasoning grows the total without being in this piece. Where it is not told apart, the size tells:
		// no token of visible text is less than a byte.
		const hidden = kind !== 'reasoning' && counted.reasoning !== before.reasoning;
		return hidden || tokens > Buffer.byteLength(text) ? null : tokens;
	}

	return {
		count(pieces, choice, usage) {
			const [piece] = pieces;
			const ids = lengthOf(choice.token_ids);
			const logprobs = logprobsLength(choice.logprobs, piece);
			heldIds += ids ?? 0;
			heldLogprobs += logprobs ?? 0;
			if (!piece) return UNKNOWN;

			const candidates: readonly (readonly [TokenSource, number | null])[] = [
				['token-ids', ids === null ? null : heldIds],
				['logprobs', logprobs === null ? null : heldLogprobs],
				['usage', growth(piece, usage)],
			];
			heldIds = 0;
			heldLogprobs = 0;
			if (pieces.length > 1) return UNKNOWN;
			for (const [tokenSource, tokens] of candidates) {
				// Text of no tokens at all: a server that fills the field without counting.
				if (tokens !== null && tokens > 0) return { tokens, tokenSource };
			}
			return UNKNOWN;
		},
	};
}

function logprobsLength(logprobs: unknown, piece: OutputPiece | undefined): number | null {
	if (!isRecord(logprobs)) return null;
	return lengthOf(piece?.kind === 'refusal' ? logprobs.refusal : logprobs.content);
}

function lengthOf(value: unknown): number | null {
	return Array.isArray(value) ? value.length : null;
}
