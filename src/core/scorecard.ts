import { assertNever, type FailureKind, type RequestState } from './events.ts';
import { type Health, judgeHealth } from './health.ts';
import type { Deadlines, RecordedRequest, Recording, RunRecord } from './recording.ts';
import { type Accounting, type RequestScore, scoreRequest } from './request-score.ts';
import { mean } from './stats/mean.ts';
import { quantile } from './stats/quantile.ts';
import { ns, nsToMs } from './time.ts';

/** The scorecard's version, as its JSON carries it. */
export const SCORECARD_VERSION = 1;

/**
 * How a provider's requests ended, if all in one way; `unfinished` where the recording was cut before. A request that a
 * cancelled run never came to counts as cancelled.
 */
export type ProviderStatus = RequestState | 'unfinished' | 'mixed';

/** Why one request came to nothing, or to less than was asked for. */
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
	readonly failures: readonly ScoredFailure[];
	/** Requests that count: neither cancelled nor unfinished. */
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
		readonly definition: 'deadlines';
		readonly accounting: Accounting;
	};
	/** In the order of the run. */
	readonly providers: readonly ProviderScore[];
	/** Null where the run was cut before it was measured. */
	readonly health: Health | null;
}

/** A request with its score, and how docs/measuring.md counts it. */
interface Entry {
	readonly request: RecordedRequest;
	readonly score: RequestScore;
	readonly standing: Standing;
}

/**
 * `whole`: in every number. `partial`: its arrivals are shown, but it is in no distribution and scores 0. `nothing`: it
 * scores 0 and nothing came of it. `left-out`: as if it had not been.
 */
type Standing = 'whole' | 'partial' | 'nothing' | 'left-out';

/**
 * The scorecard of a run, from its recording alone: the same recording and deadlines give the same scorecard. The rules
 * are those of docs/measuring.md. All requests share one accounting, so that a token means as much text for each: the
 * common one if every request that counts has it, else estimates.
 *
 * @throws {DeadlineError} where the interval is not above 0
 */
export function scoreRecording(recording: Recording, deadlines: Deadlines = recording.run.deadlines): Scorecard {
	const { run, requests, measured } = recording;
	const accounting = sharedAccounting(requests);
	const entries = requests.map((request) => scoredEntry(request, deadlines, accounting));
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
			definition: 'deadlines',
			accounting,
		},
		providers: run.providers.map((provider, index) =>
			scoreProvider(
				provider,
				entries
					.filter(({ request }) => request.request.provider === index)
					.sort((one, other) => one.request.request.round - other.request.request.round),
				deadlines,
				measured === null ? 'unfinished' : 'cancelled',
			),
		),
		health: measured === null ? null : judgeHealth(measured, deadlines.eachNs),
	};
}

function scoredEntry(request: RecordedRequest, deadlines: Deadlines, accounting: Accounting): Entry {
	const standing = standingOf(request);
	// A request that was left out may lack the counts that the others have; it is scored only so that it has a state.
	const usable = accounting === 'common' && request.commonTokens === null ? 'estimate' : accounting;
	return { request, standing, score: scoreRequest(request, deadlines, usable) };
}

function standingOf({ ended }: RecordedRequest): Standing {
	if (ended === null) return 'left-out';
	switch (ended.state) {
		case 'completed':
			return 'whole';
		case 'truncated':
		case 'failed-after-first-token':
			return 'partial';
		case 'failed-before-first-token':
			return 'nothing';
		case 'cancelled':
			return 'left-out';
		default:
			return assertNever(ended.state);
	}
}

function sharedAccounting(requests: readonly RecordedRequest[]): Accounting {
	const counted = requests.every(
		(request) => request.commonTokens !== null || request.arrivals.length === 0 || standingOf(request) === 'left-out',
	);
	return counted && requests.some((request) => request.commonTokens !== null) ? 'common' : 'estimate';
}

function scoreProvider(
	{ name, model }: RunRecord['providers'][number],
	entries: readonly Entry[],
	deadlines: Deadlines,
	withoutEnd: 'unfinished' | 'cancelled',
): ProviderScore {
	const counted = entries.filter(({ standing }) => standing !== 'left-out');
	const seen = counted.filter(({ standing }) => standing !== 'nothing').map(({ score }) => score);
	const whole = counted.filter(({ standing }) => standing === 'whole').map(({ score }) => score);
	return {
		name,
		model,
		status: statusOf(entries, withoutEnd),
		failures: counted.flatMap(({ request }) => failureOf(request)),
		n: counted.length,
		outputTokens: total(seen, (score) => score.intervalsNs.length),
		nativeTokens: total(seen, (score) => (score.intervalsNs.length === 0 ? 0 : score.nativeVisibleTokens)),
		fluidityIndex: mean(counted.map(({ standing, score }) => (standing === 'whole' ? (score.fluidityIndex ?? 0) : 0))),
		fluidityOfCompleted: meanOf(whole, (score) => score.fluidityIndex),
		missedDeadlines: total(seen, (score) => score.missed),
		totalDeadlines: total(seen, (score) => score.total),
		ttftMs: meanMs(whole, (score) => score.ttftNs),
		firstVisibleMs: meanMs(whole, (score) => score.firstVisibleNs),
		tbtMs: gapQuantiles(whole),
		tpotMs: meanMs(whole, (score) => score.tpotNs),
		normalizedLatencyMs: meanMs(whole, (score) => score.normalizedLatencyNs),
		endToEndMs: meanMs(whole, (score) => score.endToEndNs),
		outputTokensPerSecond: meanOf(whole, (score) => score.outputTokensPerSecond),
		stalls: counted
			.filter(({ standing }) => standing !== 'nothing')
			.flatMap(({ request, score }) => stallsOf(request.request.round, score, deadlines)),
	};
}

function statusOf(entries: readonly Entry[], withoutEnd: 'unfinished' | 'cancelled'): ProviderStatus {
	const states = new Set(entries.map(({ score }): ProviderStatus => score.state ?? withoutEnd));
	const [only = withoutEnd, ...others] = states;
	return others.length === 0 ? only : 'mixed';
}

function failureOf({ request, ended }: RecordedRequest): ScoredFailure[] {
	if (ended === null || ended.failure === null) return [];
	const { kind, status, code, retryAfterMs, message } = ended.failure;
	return [{ round: request.round, state: ended.state, kind, status, code, retryAfterMs, message }];
}

function stallsOf(round: number, { lateTokens }: RequestScore, { stallNs }: Deadlines): Stall[] {
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

function gapQuantiles(scores: readonly RequestScore[]): GapQuantiles {
	const gaps = Float64Array.from(scores.flatMap(({ intervalsNs }) => [...intervalsNs.subarray(1)])).sort();
	const at = (q: number): number | null => toMs(quantile(gaps, q));
	return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** Null of no requests, and where one of them has no such number: a part is not the total. */
function total(scores: readonly RequestScore[], of: (score: RequestScore) => number | null): number | null {
	const values = scores.map(of).filter((value) => value !== null);
	if (scores.length === 0 || values.length < scores.length) return null;
	return values.reduce((sum, value) => sum + value, 0);
}

/** Over the requests that have such a number; null if none has. */
function meanOf(scores: readonly RequestScore[], of: (score: RequestScore) => number | null): number | null {
	return mean(scores.map(of).filter((value) => value !== null));
}

function meanMs(scores: readonly RequestScore[], ofNs: (score: RequestScore) => number | null): number | null {
	return toMs(meanOf(scores, ofNs));
}

function toMs(value: number | null): number | null {
	return value === null ? null : nsToMs(ns(value));
}
