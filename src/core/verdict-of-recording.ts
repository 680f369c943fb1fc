import { scoreRequestUnder } from './definition.ts';
import type { RecordedRequest, Recording } from './recording.ts';
import type { Scorecard } from './scorecard.ts';
import { comparedBy, type RoundOutcome, reachVerdict, type Verdict } from './verdict.ts';

const NEVER_CAME: RoundOutcome = { state: null, fluidityIndex: null };

/**
 * The verdict of a run under the deadlines and the definition that it was declared with, from its recording and the
 * scorecard made of it. A round that a provider never came to is left out of its pairs.
 */
export function verdictOfRecording({ run, requests }: Recording, { health, run: scored }: Scorecard): Verdict {
	const byPlace = new Map(
		requests.map((request) => [`${request.request.provider}/${request.request.round}`, request] as const),
	);

	function outcome(request: RecordedRequest | undefined): RoundOutcome {
		const state = request?.ended?.state ?? null;
		// Only a completed request has a vote of its own making, and the scorecard's accounting fits every one of them.
		if (request === undefined || state !== 'completed')
			return state === null ? NEVER_CAME : { state, fluidityIndex: null };
		const usable = request.commonTokens === null ? 'estimate' : scored.accounting;
		return { state, fluidityIndex: scoreRequestUnder(request, run.deadlines, run.definition, usable).fluidityIndex };
	}

	return reachVerdict({
		providers: run.providers.map((_, provider) => ({
			rounds: Array.from({ length: run.rounds }, (_, index) => outcome(byPlace.get(`${provider}/${index + 1}`))),
			accounting: comparedBy(run.definition, scored.accounting),
		})),
		health,
		exploratory: false,
	});
}
