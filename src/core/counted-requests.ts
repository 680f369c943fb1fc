import { type DefinedScore, type Definition, scoreRequestUnder } from './definition.ts';
import { assertNever } from './events.ts';
import type { Deadlines, RecordedRequest } from './recording.ts';
import type { Accounting } from './request-score.ts';

/**
 * How docs/measuring.md counts a request. `whole`: in every number. `partial`: its arrivals are shown, but it is in no
 * distribution and scores 0. `nothing`: it scores 0 and nothing came of it. `left-out`: as if it had not been.
 */
export type Standing = 'whole' | 'partial' | 'nothing' | 'left-out';

/** A request with its score, and how it counts. */
export interface CountedRequest {
	readonly request: RecordedRequest;
	readonly score: DefinedScore;
	readonly standing: Standing;
}

/** The requests of a run, all scored under one accounting, so that a token means as much text for each. */
export interface CountedRequests {
	readonly accounting: Accounting;
	/** In the order they were given. */
	readonly requests: readonly CountedRequest[];
}

/**
 * Scores every request and says how it counts. The common accounting is used if every request that counts has it, else
 * estimates; a request that was left out may lack the counts that the others have, and is scored only so that it has a
 * state.
 *
 * @throws {DeadlineError} where the interval is not above 0
 */
export function countRequests(
	requests: readonly RecordedRequest[],
	deadlines: Deadlines,
	definition: Definition,
): CountedRequests {
	const accounting = sharedAccounting(requests);
	return {
		accounting,
		requests: requests.map((request) => {
			const usable = accounting === 'common' && request.commonTokens === null ? 'estimate' : accounting;
			const score = scoreRequestUnder(request, deadlines, definition, usable);
			return { request, score, standing: standingOf(request) };
		}),
	};
}

/**
 * What a request counts in its provider's mean fluidity-index; null where it is left out. A failed one, and a completed
 * one without a visible token, counts 0.
 */
export function voteOf({ standing, score }: CountedRequest): number | null {
	if (standing === 'left-out') return null;
	return standing === 'whole' ? (score.fluidityIndex ?? 0) : 0;
}

/** How a request counts, by how it ended. */
export function standingOf({ ended }: Pick<RecordedRequest, 'ended'>): Standing {
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
		case 'held':
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
