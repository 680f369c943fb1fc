import { fluidityIndex, missRate } from './fluidity/deadlines.ts';
import { exactMinimumInterval, referenceMinimumInterval } from './fluidity/minimum-interval.ts';
import type { RecordedRequest, Recording } from './recording.ts';
import { scoreRequest } from './request-score.ts';
import type { ScoredRequest } from './score-input.ts';

/** One request of a recording, with the numbers that `fluidity score` gives for measured times. */
export interface ScoredRecordedRequest extends ScoredRequest {
	readonly provider: string;
	readonly round: number;
	/** Null where the recording was cut before the request ended. */
	readonly state: string | null;
}

/** Scores each request of a recording by the run's own deadlines, exactly and with the reference's search. */
export function scoreRecordedRequests(recording: Recording, targetMissRate: number): ScoredRecordedRequest[] {
	return recording.requests.map((request) => scoreOne(recording, request, targetMissRate));
}

function scoreOne({ run }: Recording, request: RecordedRequest, target: number): ScoredRecordedRequest {
	const { deadlines } = run;
	const score = scoreRequest(request, deadlines);
	const { missed, total, intervalsNs } = score;
	const exact = exactMinimumInterval(intervalsNs, deadlines.firstNs, target, false, 'integer');
	return {
		provider: run.providers[request.request.provider]?.name ?? '',
		round: request.request.round,
		state: score.state,
		missed,
		total,
		missRate: missRate({ missed, total }),
		fluidityIndex: fluidityIndex({ missed, total }),
		minTbtDeadlineSeconds: {
			reference: referenceMinimumInterval(intervalsNs.map(toSeconds), deadlines.firstNs / 1e9, target, false),
			exact: exact.type === 'found' ? exact.interval / 1e9 : exact.type === 'any' ? 0 : null,
		},
		ttftSeconds: score.ttftNs === null ? null : toSeconds(score.ttftNs),
		tpotSeconds: score.tpotNs === null ? null : toSeconds(score.tpotNs),
	};
}

function toSeconds(nanoseconds: number): number {
	return nanoseconds / 1e9;
}
