import type { Arrival } from './batch.ts';
import type { TokenSource, Usage } from './events.ts';

/** Scripts that are written without spaces, or whose every character is about one token. */
const BY_CHARACTER = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}`;

/** Pieces that a byte-pair tokenizer never merges across: it covers every text, and each piece is one token or more. */
const PIECES = new RegExp(
	[
		`[${BY_CHARACTER}]`,
		String.raw`['’](?:[sdmt]|ll|ve|re)(?!\p{L})`,
		String.raw`(?<word>[^\r\n\p{L}\p{N}]?(?:(?![${BY_CHARACTER}])[\p{L}\p{M}])+)`,
		String.raw`\p{N}{1,3}`,
		String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`,
		String.raw`\s+`,
	].join('|'),
	'gu',
);

/** A word of plain letters up to this long, with its space, is mostly one token in o200k_base; in other letters, half. */
const PLAIN_WORD_LENGTH = 12;
const OTHER_WORD_LENGTH = 5;

/**
 * An estimate of the tokens in a piece of text while it streams, before the tokenizer has counted the whole: 0 for an
 * empty piece, else at least 1. Within about a fifth of o200k_base for European languages and code; up to half too high
 * for Chinese, Japanese and Korean, and too low for emoji. Whatever shows it says that it is an estimate.
 */
export function estimateTokens(text: string): number {
	let tokens = 0;
	for (const match of text.matchAll(PIECES)) {
		const word = match.groups?.word;
		tokens += word === undefined ? 1 : Math.ceil(word.length / lengthPerToken(word));
	}
	return tokens;
}

function lengthPerToken(word: string): number {
	return /^\p{ASCII}+$/u.test(word) ? PLAIN_WORD_LENGTH : OTHER_WORD_LENGTH;
}

/**
 * Shares out the tokens of a whole text to the arrivals it came in: each token belongs to the arrival that delivered its
 * last UTF-8 byte. A character whose surrogates came apart is delivered by the second of them; a surrogate that never
 * finds its other half is the three bytes of U+FFFD.
 *
 * @param texts the arrivals' texts, in order
 * @param tokenByteLengths the UTF-8 length of each token of the joined text, in order
 * @returns tokens per arrival; their sum is the number of tokens
 * @throws {RangeError} where the tokens and the text are not equally long: they are not of the same text
 */
export function tokensPerArrival(texts: readonly string[], tokenByteLengths: readonly number[]): number[] {
	const tokens = new Array<number>(texts.length).fill(0);
	const arrivalBytes = bytesPerArrival(texts);
	const textBytes = arrivalBytes.reduce((sum, bytes) => sum + bytes, 0);
	const tokenBytes = tokenByteLengths.reduce((sum, bytes) => sum + bytes, 0);
	if (textBytes !== tokenBytes) throw new RangeError(`tokens of ${tokenBytes} bytes for a text of ${textBytes} bytes`);
	let arrival = 0;
	let delivered = arrivalBytes[0] ?? 0;
	let tokenEnd = 0;
	for (const length of tokenByteLengths) {
		tokenEnd += length;
		while (delivered < tokenEnd) {
			arrival += 1;
			delivered += arrivalBytes[arrival] as number;
		}
		tokens[arrival] = (tokens[arrival] as number) + 1;
	}
	return tokens;
}

/** The UTF-8 bytes that each text completes. */
function bytesPerArrival(texts: readonly string[]): number[] {
	const bytes = new Array<number>(texts.length).fill(0);
	const deliver = (arrival: number, count: number): void => {
		bytes[arrival] = (bytes[arrival] as number) + count;
	};
	/** The arrival that ended in the first half of a surrogate pair. */
	let halfFrom: number | null = null;
	texts.forEach((text, arrival) => {
		for (let index = 0; index < text.length; index++) {
			const unit = text.charCodeAt(index);
			if (halfFrom !== null && isLowSurrogate(unit)) {
				deliver(arrival, 4);
				halfFrom = null;
				continue;
			}
			if (halfFrom !== null) deliver(halfFrom, 3);
			halfFrom = isHighSurrogate(unit) ? arrival : null;
			if (halfFrom === null) deliver(arrival, unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3);
		}
	});
	if (halfFrom !== null) deliver(halfFrom, 3);
	return bytes;
}

function isHighSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/** A provider's own count, shared out to its arrivals. */
export interface NativeTokens {
	/** Per arrival, in order. */
	readonly tokens: readonly number[];
	/** `scaled`: only the total is the provider's; the shares follow the common count. */
	readonly source: Exclude<TokenSource, 'none'> | 'scaled';
}

/** From the count closest to the tokens themselves to the one furthest from them. */
const NATIVE_SOURCES = ['token-ids', 'logprobs', 'usage'] as const;

/**
 * What the provider itself counts, per arrival: its exact counts where every arrival has one (named by the least direct
 * of their sources), else the total of its usage shared out in proportion to `commonTokens`, rounded so that the sum is
 * that total: reasoning by its own count where the provider tells it, the rest by what is left. What was counted but
 * never sent, of either, is left out. Null where the provider gave nothing, or nothing arrived that could carry its
 * count.
 *
 * @param commonTokens tokens per arrival under the common accounting, or its estimate
 */
export function nativeTokensPerArrival(
	arrivals: readonly Arrival[],
	commonTokens: readonly number[],
	usage: Usage | null,
): NativeTokens | null {
	if (arrivals.length === 0) return null;
	return exactTokens(arrivals) ?? scaledTokens(arrivals, commonTokens, usage);
}

function exactTokens(arrivals: readonly Arrival[]): NativeTokens | null {
	const tokens: number[] = [];
	let furthest = 0;
	for (const arrival of arrivals) {
		if (arrival.tokens === null || arrival.tokenSource === 'none') return null;
		tokens.push(arrival.tokens);
		furthest = Math.max(furthest, NATIVE_SOURCES.indexOf(arrival.tokenSource));
	}
	return { tokens, source: NATIVE_SOURCES[furthest] ?? 'usage' };
}

function scaledTokens(
	arrivals: readonly Arrival[],
	commonTokens: readonly number[],
	usage: Usage | null,
): NativeTokens | null {
	if (usage === null || usage.completionTokens === null) return null;
	const { completionTokens, reasoningTokens } = usage;
	const reasons = arrivals.some(({ kind }) => kind === 'reasoning');
	// A provider that sent reasoning and counts none of it has not told it apart.
	if (reasons && !reasoningTokens) return { tokens: shareOut(completionTokens, commonTokens), source: 'scaled' };
	const reasoning = reasoningTokens ?? 0;
	const rest = Math.max(0, completionTokens - reasoning);
	if (!reasons) return { tokens: shareOut(rest, commonTokens), source: 'scaled' };
	const ofReasoning = shareOut(reasoning, commonTokens, (index) => arrivals[index]?.kind === 'reasoning');
	const ofRest = shareOut(rest, commonTokens, (index) => arrivals[index]?.kind !== 'reasoning');
	return { tokens: ofRest.map((tokens, index) => tokens + (ofReasoning[index] ?? 0)), source: 'scaled' };
}

/** Whole shares that add up to the total, where any takes part; without weights, the first takes it all. */
function shareOut(
	total: number,
	weights: readonly number[],
	takesPart: (index: number) => boolean = () => true,
): number[] {
	let all = 0;
	for (let index = 0; index < weights.length; index++) if (takesPart(index)) all += weights[index] as number;
	let soFar = 0;
	let given = 0;
	return weights.map((weight, index) => {
		if (!takesPart(index)) return 0;
		soFar += weight;
		const due = all === 0 ? total : Math.round((total * soFar) / all);
		const share = due - given;
		given = due;
		return share;
	});
}
