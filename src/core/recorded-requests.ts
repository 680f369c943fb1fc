import { type CountedRequest, countRequests, voteOf } from './counted-requests.ts';
import type { Definition } from './definition.ts';
import { missRate } from './fluidity/deadlines.ts';
import { exactMinimumInterval, referenceMinimumInterval } from './fluidity/minimum-interval.ts';
import type { Recording, RunRecord } from './recording.ts';
import type { Accounting } from './request-score.ts';
import type { ScoredRequest } from './score-input.ts';

/** One request of a recording, with the numbers that `fluidity score` gives for measured times. */
export interface ScoredRecordedRequest extends ScoredRequest {
	readonly provider: string;
	readonly round: number;
	/** Null where the recording was cut before the request ended. See docs/measuring.md for what each counts. */
	readonly state: string | null;
	/** Whose tokens: the scorecard's accounting, or the provider's own where that was chosen and it gave a count. */
	readonly accounting: Accounting | 'native';
}

/**
 * Scores each request of a recording by the run's own deadlines and a definition, exactly and with the reference's
 * search. Requests count as in the scorecard, under its accounting. Deadlines are those of what was seen; of no whole
 * answer, there is neither a share of missed ones nor an exact interval, and the reference's is that of what was seen.
 *
 * @throws {DeadlineError} where the interval is not above 0
 */
export function scoreRecordedRequests(
	{ run, requests }: Pick<Recording, 'run' | 'requests'>,
	targetMissRate: number,
	definition: Definition = run.definition,
): ScoredRecordedRequest[] {
	const counted = countRequests(requests, run.deadlines, definition);
	return counted.requests.map((request) => scoreOne(run, request, targetMissRate));
}

function scoreOne({ providers }: RunRecord, counted: CountedRequest, target: number): ScoredRecordedRequest {
	const { score, standing } = counted;
	const { provider, round } = counted.request.request;
	const { missed, total, intervalsNs, firstDeadlineNs } = score;
	const firstNs = firstDeadlineNs ?? 0;
	const ignoreFirst = firstDeadlineNs === null;
	const whole = standing === 'whole';
	return {
		provider: providers[provider]?.name ?? '',
		round,
		state: score.state,
		accounting: score.accounting,
		missed,
		total,
		missRate: whole ? missRate({ missed, total }) : null,
		fluidityIndex: voteOf(counted),
		minTbtDeadlineSeconds: {
			reference: referenceMinimumInterval(intervalsNs.map(toSeconds), toSeconds(firstNs), target, ignoreFirst),
			exact: whole ? exactSeconds(intervalsNs, firstNs, target, ignoreFirst) : null,
		},
		ttftSeconds: score.ttftNs === null ? null : toSeconds(score.ttftNs),
		tpotSeconds: score.tpotNs === null ? null : toSeconds(score.tpotNs),
	};
}

function exactSeconds(
	intervalsNs: ArrayLike<number>,
	firstNs: number,
	target: number,
	ignoreFirst: boolean,
): number | null {
	const exact = exactMinimumInterval(intervalsNs, firstNs, target, ignoreFirst, 'integer');
	if (exact.type === 'found') return toSeconds(exact.interval);
	return exact.type === 'any' ? 0 : null;
}

function toSeconds(nanoseconds: number): number {
	return nanoseconds / 1e9;
}
