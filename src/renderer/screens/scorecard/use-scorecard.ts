import { useMemo } from 'react';
import type { RunResult } from '../../../core/api.ts';
import { isExploratory } from '../../../core/exploratory.ts';
import { targetMissRateOf } from '../../../core/fluidity/token-rates.ts';
import { goodputIntervals } from '../../../core/goodput.ts';
import { shareInterval } from '../../../core/stats/share-interval.ts';
import type { LiveRun } from '../../live/live-run.ts';
import { type RescoreSettings, useScorecardStore } from '../../store/scorecard-store.ts';
import { type CountedRun, type Counting, countRun } from './counting.ts';
import { rescore } from './rescore.ts';
import { fixedFacts, type ScoreRow } from './score-rows.ts';
import { deadlinesOf, settingsOfRun } from './settings.ts';
import { shareFacts } from './slow-facts.ts';
import { type SlowFacts, useSlowFacts } from './use-slow-facts.ts';

/** Everything that the screen shows of a run. */
export interface ScorecardFacts {
	readonly settings: RescoreSettings;
	/** What the rail is set to was looked for after the run, and names no winner. */
	readonly exploratory: boolean;
	readonly counted: CountedRun;
	/** In the order of the run. */
	readonly rows: readonly ScoreRow[];
	readonly slow: SlowFacts;
}

/** Scores a run that has ended as the rail is set: at once what the table shows, and the rest as it comes. */
export function useScorecard(live: LiveRun, result: RunResult): ScorecardFacts {
	const { run } = live;
	const own = useMemo(() => settingsOfRun(run), [run]);
	const moved = useScorecardStore((choices) => choices.moved);
	const settings = moved !== null && moved.runId === run.id ? moved.settings : own;
	const { accounting, unit, reasoning } = settings.definition;
	const counted = useMemo(
		() => countedOnce(live, result, { accounting, unit, reasoning }),
		[live, result, accounting, unit, reasoning],
	);
	const { firstMs, eachMs, definition, stallMs } = settings;
	const { count, firstToken, ttftDeadline } = definition;
	const scores = useMemo(
		() => rescore(counted, deadlinesOf({ firstMs, eachMs, stallMs }), { count, firstToken, ttftDeadline }),
		[counted, firstMs, eachMs, stallMs, count, firstToken, ttftDeadline],
	);
	const fixed = useMemo(() => run.providers.map((_, provider) => fixedFacts(counted, provider)), [counted, run]);
	const judging = JSON.stringify([firstMs, eachMs, stallMs, count, firstToken, ttftDeadline]);
	const slow = useSlowFacts(counted, targetMissRateOf(settings.index), scores, judging);
	const { share } = settings;
	const shares = useMemo(
		() => new Map([...slow.pace].map(([provider, pace]) => [provider, shareFacts(pace, share)])),
		[slow.pace, share],
	);
	const rows = useMemo(
		() =>
			run.providers.flatMap(({ name, model, price }, provider): ScoreRow[] => {
				const [score, facts, told] = [scores[provider], fixed[provider], result.scorecard.providers[provider]];
				if (score === undefined || facts === undefined || told === undefined) return [];
				const good = goodputIntervals({ share: score.goodput, of: score.goodputOf }, counted.durationNs);
				const errorRate = score.n === 0 ? null : (score.n - facts.completed) / score.n;
				return [
					{
						...{ ...score, ...facts, provider, name, model, status: told.status, failures: told.failures },
						errorRate,
						errorInterval: errorRate === null ? null : shareInterval(errorRate, score.n),
						goodputInterval: good.share,
						goodputRateInterval: good.perSecond,
						price: price?.outputPerMillion ?? null,
						nativeTokens: told.nativeTokens,
						intervals: slow.intervals.get(provider),
						fixedIntervals: slow.facts.get(provider)?.intervals,
						gaps: slow.facts.get(provider)?.gaps,
						share: shares.get(provider),
					},
				];
			}),
		[run, counted, scores, fixed, result, slow.intervals, slow.facts, shares],
	);
	const exploratory = isExploratory(run, deadlinesOf(settings), settings.definition);
	return { settings, exploratory, counted, rows, slow };
}

/** Coming back to the screen counts nothing again. */
const known = new WeakMap<RunResult, { readonly counting: string; readonly counted: CountedRun }>();

function countedOnce(live: LiveRun, result: RunResult, counting: Counting): CountedRun {
	const key = JSON.stringify(counting);
	const before = known.get(result);
	if (before?.counting === key) return before.counted;
	const accounting = result.scorecard.run.accounting;
	const counted = countRun(
		{ streams: live.streams, providers: live.run.providers.length, result: { accounting, counts: result.counts } },
		counting,
	);
	known.set(result, { counting: key, counted });
	return counted;
}
