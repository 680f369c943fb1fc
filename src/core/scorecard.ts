import { type CountedRequest, type CountedRequests, countRequests, voteOf } from './counted-requests.ts';
import type { DefinedScore, Definition } from './definition.ts';
import type { FailureKind, RequestState } from './events.ts';
import { type Health, judgeHealth } from './health.ts';
import { type OverRounds, overRounds } from './over-rounds.ts';
import type { Deadlines, RecordedRequest, Recording, RunRecord } from './recording.ts';
import type { Accounting, RequestScore } from './request-score.ts';
import { mean } from './stats/mean.ts';
import { quantile } from './stats/quantile.ts';
import { sortWhole } from './stats/sort-whole.ts';
import { nsToMs } from './time.ts';

/** The scorecard's version, as its JSON carries it. */
const SCORECARD_VERSION = 1;

/**
 * How a provider's requests ended, if all in one way; `unfinished` where the recording was cut before. A request that a
 * cancelled run never came to counts as cancelled.
 */
export type ProviderStatus = RequestState | 'unfinished' | 'mixed';

/** Why one request came to nothing, or to less than was asked for; or why it was held, which is no failure. */
export interface ScoredFailure {
	readonly round: number;
	readonly state: RequestState;
	readonly kind: FailureKind;
	readonly status: number | null;
	readonly code: string | null;
	readonly retryAfterMs: number | null;
	readonly message: string;
}

/** A late token whose wait reached the stall's limit. */
export interface Stall {
	readonly round: number;
	/** The token's arrival, from t₀. */
	readonly atMs: number;
	/** Its arrival less its deadline. */
	readonly waitMs: number;
	/** Deadlines it missed. */
	readonly missed: number;
	/** Counts the request's visible tokens from 0. */
	readonly token: number;
}

/** Quantiles of the gaps after the first visible token, zeros included. */
export interface GapQuantiles {
	/** How many gaps there are. */
	readonly n: number;
	readonly p50: number | null;
	readonly p90: number | null;
	readonly p99: number | null;
	readonly max: number | null;
}

/**
 * One provider's numbers; null where there is no such number. With several rounds, times and rates are means over the
 * completed requests that have them, gaps are pooled, tokens and deadlines are totals.
 */
export interface ProviderScore {
	readonly name: string;
	readonly model: string;
	readonly status: ProviderStatus;
	/** Of the requests that count, and of those that were held: {@link failedRequests} counts the former. */
	readonly failures: readonly ScoredFailure[];
	/** Requests that count: neither cancelled, held nor unfinished. */
	readonly n: number;
	/** Visible tokens, those of truncated and failed requests included. */
	readonly outputTokens: number | null;
	/** The provider's own count of the same text; null where it is not known for all of it. */
	readonly nativeTokens: number | null;
	/** Mean over the n requests, one vote each. A failed one, and a completed one without a visible token, counts 0. */
	readonly fluidityIndex: number | null;
	/** Mean over the completed requests that had a deadline. */
	readonly fluidityOfCompleted: number | null;
	/** Over what was seen of all n requests: their quotient is the reference's service level. */
	readonly missedDeadlines: number | null;
	readonly totalDeadlines: number | null;
	readonly ttftMs: number | null;
	readonly firstVisibleMs: number | null;
	readonly tbtMs: GapQuantiles;
	readonly tpotMs: number | null;
	readonly normalizedLatencyMs: number | null;
	readonly endToEndMs: number | null;
	readonly outputTokensPerSecond: number | null;
	/** Null with one round. */
	readonly overRounds: OverRounds | null;
	readonly stalls: readonly Stall[];
}

/** A run's result, as it is shown, printed and written as JSON. */
export interface Scorecard {
	readonly version: typeof SCORECARD_VERSION;
	readonly run: {
		readonly id: string;
		readonly startedAt: string;
		readonly prompt: string;
		readonly maxTokens: number;
		readonly rounds: number;
		readonly deadlines: { readonly firstMs: number; readonly eachMs: number; readonly stallMs: number };
		readonly definition: Definition['count'];
		readonly accounting: Accounting;
	};
	/** In the order of the run. */
	readonly providers: readonly ProviderScore[];
	/** Null where the run was cut before it was measured. */
	readonly health: Health | null;
}

/**
 * The scorecard of a run, from its recording alone: the same recording, deadlines and definition give the same scorecard.
 * The rules are those of docs/measuring.md.
 *
 * @throws {DeadlineError} where the interval is not above 0
 */
export function scoreRecording(
	recording: Recording,
	deadlines: Deadlines = recording.run.deadlines,
	definition: Definition = recording.run.definition,
): Scorecard {
	return scorecardOf(recording, deadlines, definition, countRequests(recording.requests, deadlines, definition));
}

/**
 * As {@link scoreRecording}, of requests that were scored under these deadlines and this definition before, and of the
 * gaps of each provider's whole ones, as {@link sortedGapsNs} gives them: sorting takes longest.
 */
export function scorecardOf(
	{ run, measured }: Recording,
	deadlines: Deadlines,
	definition: Definition,
	counted: CountedRequests,
	gapsNs: readonly Float64Array[] = [],
): Scorecard {
	return {
		version: SCORECARD_VERSION,
		run: {
			id: run.id,
			startedAt: run.startedAt,
			prompt: run.prompt,
			maxTokens: run.maxTokens,
			rounds: run.rounds,
			deadlines: {
				firstMs: nsToMs(deadlines.firstNs),
				eachMs: nsToMs(deadlines.eachNs),
				stallMs: nsToMs(deadlines.stallNs),
			},
			definition: definition.count,
			accounting: counted.accounting,
		},
		providers: run.providers.map((provider, index) =>
			scoreProvider(
				provider,
				counted.requests
					.filter(({ request }) => request.request.provider === index)
					.sort((one, other) => one.request.request.round - other.request.request.round),
				deadlines,
				run.rounds,
				measured === null ? 'unfinished' : 'cancelled',
				gapsNs[index],
			),
		),
		health: measured === null ? null : judgeHealth(measured, deadlines.eachNs),
	};
}

function scoreProvider(
	{ name, model }: RunRecord['providers'][number],
	entries: readonly CountedRequest[],
	deadlines: Deadlines,
	rounds: number,
	withoutEnd: 'unfinished' | 'cancelled',
	gapsNs: Float64Array | undefined,
): ProviderScore {
	const counted = entries.filter(({ standing }) => standing !== 'left-out');
	const seen = counted.filter(({ standing }) => standing !== 'nothing').map(({ score }) => score);
	const whole = counted.filter(({ standing }) => standing === 'whole').map(({ score }) => score);
	return {
		name,
		model,
		status: statusOf(entries, withoutEnd),
		failures: entries
			.filter(({ standing, score }) => standing !== 'left-out' || score.state === 'held')
			.flatMap(({ request }) => failureOf(request)),
		n: counted.length,
		outputTokens: total(seen, (score) => score.intervalsNs.length),
		nativeTokens: total(seen, (score) => (score.intervalsNs.length === 0 ? 0 : score.nativeVisibleTokens)),
		fluidityIndex: mean(counted.flatMap((entry) => voteOf(entry) ?? [])),
		fluidityOfCompleted: meanOf(whole, (score) => score.fluidityIndex),
		missedDeadlines: total(seen, (score) => score.missed),
		totalDeadlines: total(seen, (score) => score.total),
		ttftMs: meanMs(whole, (score) => score.ttftNs),
		firstVisibleMs: meanMs(whole, (score) => score.firstVisibleNs),
		tbtMs: gapQuantiles(gapsNs ?? sortedGapsNs(whole)),
		tpotMs: meanMs(whole, (score) => score.tpotNs),
		normalizedLatencyMs: meanMs(whole, (score) => score.normalizedLatencyNs),
		endToEndMs: meanMs(whole, (score) => score.endToEndNs),
		outputTokensPerSecond: meanOf(whole, (score) => score.outputTokensPerSecond),
		overRounds: rounds === 1 ? null : overRounds(counted),
		stalls: counted
			.filter(({ standing }) => standing !== 'nothing')
			.flatMap(({ request, score }) => stallsOf(request.request.round, score, deadlines)),
	};
}

/** How many of a provider's n requests failed. */
export function failedRequests({ failures }: Pick<ProviderScore, 'failures'>): number {
	return failures.filter(({ state }) => state !== 'held').length;
}

/** Fewer gaps do not bound a 99th percentile: it is close to the longest of them. */
export const LEAST_GAPS_FOR_P99 = 100;

/** Whether there is a p99 of gaps, and it is one of too few. */
export function hasFewGaps({ n }: Pick<GapQuantiles, 'n'>): boolean {
	return n > 0 && n < LEAST_GAPS_FOR_P99;
}

function statusOf(entries: readonly CountedRequest[], withoutEnd: 'unfinished' | 'cancelled'): ProviderStatus {
	const states = new Set(entries.map(({ score }): ProviderStatus => score.state ?? withoutEnd));
	const [only = withoutEnd, ...others] = states;
	return others.length === 0 ? only : 'mixed';
}

function failureOf({ request, ended }: RecordedRequest): ScoredFailure[] {
	if (ended === null || ended.failure === null) return [];
	const { kind, status, code, retryAfterMs, message } = ended.failure;
	return [{ round: request.round, state: ended.state, kind, status, code, retryAfterMs, message }];
}

function stallsOf(round: number, { lateTokens }: Pick<RequestScore, 'lateTokens'>, { stallNs }: Deadlines): Stall[] {
	return lateTokens
		.filter(({ waitNs }) => waitNs >= stallNs)
		.map(({ token, atNs, waitNs, missed }) => ({
			round,
			atMs: nsToMs(atNs),
			waitMs: nsToMs(waitNs),
			missed,
			token,
		}));
}

/** The gaps of several requests together, ascending. */
export function sortedGapsNs(scores: readonly Pick<RequestScore, 'intervalsNs'>[]): Float64Array<ArrayBuffer> {
	const gaps = scores.map(({ intervalsNs }) => intervalsNs.subarray(1));
	const pooled = new Float64Array(gaps.reduce((sum, { length }) => sum + length, 0));
	let filled = 0;
	for (const own of gaps) {
		pooled.set(own, filled);
		filled += own.length;
	}
	sortWhole(pooled);
	return pooled;
}

function gapQuantiles(gaps: Float64Array): GapQuantiles {
	const at = (q: number): number | null => toMs(quantile(gaps, q));
	return { n: gaps.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** Null of no requests, and where one of them has no such number: a part is not the total. */
function total(scores: readonly DefinedScore[], of: (score: DefinedScore) => number | null): number | null {
	const values = scores.map(of).filter((value) => value !== null);
	if (scores.length === 0 || values.length < scores.length) return null;
	return values.reduce((sum, value) => sum + value, 0);
}

/** Over the requests that have such a number; null if none has. */
function meanOf(scores: readonly DefinedScore[], of: (score: DefinedScore) => number | null): number | null {
	return mean(scores.map(of).filter((value) => value !== null));
}

function meanMs(scores: readonly DefinedScore[], ofNs: (score: DefinedScore) => number | null): number | null {
	return toMs(meanOf(scores, ofNs));
}

function toMs(value: number | null): number | null {
	// A mean is a fraction of nanoseconds, so no Ns.
	return value === null ? null : value / 1e6;
}
