import type { Arrival } from './batch.ts';
import type { OutputKind, RequestState } from './events.ts';
import { advance, createDeadlineState, fluidityIndex } from './fluidity/deadlines.ts';
import { requestMetrics } from './fluidity/request-metrics.ts';
import type { Deadlines, RecordedRequest } from './recording.ts';
import { type Ns, ns } from './time.ts';
import { estimateTokens, type NativeTokens, nativeTokensPerArrival } from './tokens.ts';

/** `common`: counted by the tokenizer after the run. `estimate`: not counted yet, or never. */
export type Accounting = 'common' | 'estimate';

/** A visible token that came after its deadline. */
export interface LateToken {
	/** Counts the request's visible tokens from 0. */
	readonly token: number;
	/** Its arrival, from t₀. */
	readonly atNs: Ns;
	/** Its arrival less its deadline. */
	readonly waitNs: Ns;
	/** Deadlines it missed, at least 1. */
	readonly missed: number;
}

/**
 * What one request's arrivals say under given deadlines, whatever became of it: the row of docs/measuring.md's table that
 * it belongs to is for the caller to apply. Times count from t₀; null where there is no such number.
 */
export interface RequestScore {
	/** Null while it runs, and in a recording that was cut. */
	readonly state: RequestState | null;
	readonly accounting: Accounting;
	/** First byte written, or the release where the connection was not there in time. Null if it never was sent. */
	readonly startNs: Ns | null;
	/** One per visible token: the first one's wait, then the gap before each. k tokens of one read are a gap and k−1 zeros. */
	readonly intervalsNs: Float64Array<ArrayBuffer>;
	/** For each visible token, the index of the arrival that delivered it. */
	readonly arrivalIndexOfToken: Uint32Array<ArrayBuffer>;
	readonly missed: number;
	readonly total: number;
	readonly fluidityIndex: number | null;
	readonly lateTokens: readonly LateToken[];
	/** First output of any kind, also where it holds only a part of a token. */
	readonly ttftNs: Ns | null;
	/** First text, also where it holds only a part of a token: the first token's wait may then be longer. */
	readonly firstVisibleNs: Ns | null;
	/** Mean gap after the first visible token; a fraction of a nanosecond is kept. */
	readonly tpotNs: number | null;
	/** Arrival of the last visible token. */
	readonly endToEndNs: Ns | null;
	/** End to end by visible token. */
	readonly normalizedLatencyNs: number | null;
	/** Visible tokens by second, end to end. */
	readonly outputTokensPerSecond: number | null;
	/** The provider's own count of all its output, per arrival. */
	readonly native: NativeTokens | null;
	/** The provider's own count of the visible text. */
	readonly nativeVisibleTokens: number | null;
}

/** How a request's arrivals are read: which of them count, and as how many tokens. */
export interface CountedOutput {
	/** Output of these kinds counts; whatever is said of visible tokens is said of theirs. */
	readonly kinds: readonly OutputKind[];
	/** Per arrival, whatever its kind. */
	readonly tokens: readonly number[];
	readonly native: NativeTokens | null;
}

/** The accounting a request's own record allows. */
export function accountingOf(request: RecordedRequest): Accounting {
	return request.commonTokens === null ? 'estimate' : 'common';
}

/**
 * Scores the visible text of one request, under the accounting its record allows unless told to use another. It holds
 * for a request that still runs, too.
 *
 * @throws {RangeError} where the common counts are asked for and are not one per arrival
 */
export function scoreRequest(
	request: RecordedRequest,
	{ firstNs, eachNs }: Deadlines,
	accounting: Accounting = accountingOf(request),
): RequestScore {
	const tokens = countsPerArrival(request, accounting);
	const native = nativeTokensPerArrival(request.arrivals, tokens, request.ended?.usage ?? null);
	return { accounting, ...scoreOutput(request, { kinds: ['text'], tokens, native }, firstNs, eachNs) };
}

/** As {@link scoreRequest}, for output that was counted otherwise. Without `firstNs` the first token has no deadline. */
export function scoreOutput(
	request: RecordedRequest,
	{ kinds, tokens, native }: CountedOutput,
	firstNs: Ns | null,
	eachNs: Ns,
): Omit<RequestScore, 'accounting'> {
	const { arrivals } = request;
	const startNs = startOf(request);
	const counts = (arrival: Arrival): boolean => kinds.includes(arrival.kind);
	const { intervalsNs, arrivalIndexOfToken } = countedTokens(
		arrivals,
		(arrival, index) => (counts(arrival) ? (tokens[index] as number) : 0),
		startNs,
	);
	const walk = walkDeadlines(intervalsNs, firstNs, eachNs);
	const metrics = requestMetrics(intervalsNs);
	const sinceStart = (atNs: Ns | undefined): Ns | null =>
		atNs === undefined || startNs === null ? null : ns(atNs - startNs);
	return {
		state: request.ended?.state ?? null,
		startNs,
		intervalsNs,
		arrivalIndexOfToken,
		...walk,
		fluidityIndex: fluidityIndex(walk),
		ttftNs: sinceStart(arrivals[0]?.atNs),
		firstVisibleNs: sinceStart(arrivals.find(counts)?.atNs),
		tpotNs: metrics.tpot,
		endToEndNs: metrics.endToEnd === null ? null : ns(metrics.endToEnd),
		normalizedLatencyNs: metrics.normalizedLatency,
		// Multiplied first, so that whole tokens and nanoseconds are rounded only once.
		outputTokensPerSecond: metrics.endToEnd ? (intervalsNs.length * 1e9) / metrics.endToEnd : null,
		native,
		nativeVisibleTokens:
			native === null
				? null
				: arrivals.reduce((sum, arrival, index) => sum + (counts(arrival) ? (native.tokens[index] as number) : 0), 0),
	};
}

/**
 * Tokens per arrival under an accounting.
 *
 * @throws {RangeError} where the common counts are asked for and are not one per arrival
 */
export function countsPerArrival(request: RecordedRequest, accounting: Accounting): readonly number[] {
	const { arrivals, commonTokens } = request;
	if (accounting === 'estimate') return arrivals.map((arrival) => estimateTokens(arrival.text));
	if (commonTokens?.length !== arrivals.length) {
		throw new RangeError(
			`stream ${request.request.stream}: ${commonTokens?.length ?? 'no'} counts for ${arrivals.length} arrivals`,
		);
	}
	return commonTokens;
}

/** t₀. What a cold connection took to set up is inside the wait, so there it is the release. */
function startOf({ sent, released }: RecordedRequest): Ns | null {
	if (sent === null) return null;
	return sent.connection.cold && released !== null ? released.atNs : sent.atNs;
}

/** An arrival without a token of its own adds no interval: its time is part of the next token's. */
function countedTokens(
	arrivals: readonly Arrival[],
	tokensOf: (arrival: Arrival, index: number) => number,
	startNs: Ns | null,
): Pick<RequestScore, 'intervalsNs' | 'arrivalIndexOfToken'> {
	const counts = new Uint32Array(arrivals.length);
	let total = 0;
	for (let index = 0; startNs !== null && index < counts.length; index++) {
		const tokens = tokensOf(arrivals[index] as Arrival, index);
		counts[index] = tokens;
		total += tokens;
	}
	// All zeros: each token but an arrival's first stays so.
	const intervalsNs = new Float64Array(total);
	const arrivalIndexOfToken = new Uint32Array(total);
	let previousNs = startNs ?? ns(0);
	let token = 0;
	for (let index = 0; index < counts.length; index++) {
		const tokens = counts[index] as number;
		if (tokens === 0) continue;
		const { atNs } = arrivals[index] as Arrival;
		intervalsNs[token] = atNs - previousNs;
		for (const end = token + tokens; token < end; token++) arrivalIndexOfToken[token] = index;
		previousNs = atNs;
	}
	return { intervalsNs, arrivalIndexOfToken };
}

function walkDeadlines(
	intervalsNs: Float64Array<ArrayBuffer>,
	firstNs: Ns | null,
	eachNs: Ns,
): Pick<RequestScore, 'missed' | 'total' | 'lateTokens'> {
	const state = createDeadlineState(firstNs === null);
	const deadlines = { first: firstNs ?? 0, each: eachNs };
	const lateTokens: LateToken[] = [];
	let atNs = 0;
	let reached = 0;
	advance(state, deadlines, intervalsNs, 0, intervalsNs.length, (token, wait, missed) => {
		while (reached <= token) {
			atNs += intervalsNs[reached] as number;
			reached += 1;
		}
		lateTokens.push({ token, atNs: ns(atNs), waitNs: ns(wait), missed });
	});
	return { missed: state.missed, total: state.total, lateTokens };
}
