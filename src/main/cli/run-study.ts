import type { Definition } from '../../core/definition.ts';
import type { Recording } from '../../core/recording.ts';
import type { ProviderScore, Scorecard } from '../../core/scorecard.ts';
import { scoreStudy } from '../../core/study.ts';
import type { ProviderStudy, Study } from '../../core/study-schema.ts';

/** What a run says under the deadlines it was declared with, and its definition but for what is given; with intervals and a verdict. */
export function studyOfRun(recording: Recording, definition: Partial<Definition> = {}): Study {
	const scored = scoreStudy([{ recording, sha256: null }], { definition });
	if (!scored.ok) throw new Error(scored.message);
	return scored.study.whole();
}

/** The means whose intervals stand beside a scorecard. */
const MEANS = [
	...(['fluidityIndex', 'fluidityOfCompleted', 'ttftMs', 'firstVisibleMs', 'tpotMs'] as const),
	...(['normalizedLatencyMs', 'endToEndMs', 'outputTokensPerSecond'] as const),
] as const;

/** A scorecard's provider as JSON, and how sure its numbers are: `n` are the requests that an interval rests on. */
export interface SureScore extends ProviderScore {
	readonly goodput: ProviderStudy['goodput'];
	readonly upstreams: ProviderStudy['upstreams'];
	readonly intervals: Readonly<Record<(typeof MEANS)[number], ProviderStudy['intervals']['errorRate']>> &
		Pick<ProviderStudy['intervals'], 'errorRate' | 'goodputShare' | 'goodputPerSecond' | 'missRate'> & {
			readonly tbtMs: Omit<ProviderStudy['intervals']['gapsMs'], 'cdf'>;
		};
}

/** What `race --json` and `score` print of a run: docs/command-line.md describes it. */
export interface RunJson extends Omit<Scorecard, 'providers'> {
	readonly providers: readonly SureScore[];
	readonly definition: Definition;
	readonly exploratory: boolean;
	readonly uncertainty: Study['uncertainty'];
	readonly verdict: Study['verdict'];
	readonly verdictSentence: Study['verdictSentence'];
}

/** The scorecard with what is known of its numbers, its definition and the verdict. */
export function runJson(study: Study): RunJson {
	const { scorecard, providers, definition, exploratory, uncertainty, verdict, verdictSentence } = study;
	return {
		...scorecard,
		providers: scorecard.providers.map((score, index) => sureScore(score, providers[index])),
		...{ definition, exploratory, uncertainty, verdict, verdictSentence },
	};
}

function sureScore(score: ProviderScore, provider: ProviderStudy | undefined): SureScore {
	if (provider === undefined) throw new Error(`no numbers of ${score.name}`);
	const { metrics, goodput, upstreams, intervals } = provider;
	const { errorRate, goodputShare, goodputPerSecond, missRate, gapsMs } = intervals;
	const of = (name: (typeof MEANS)[number]): ProviderStudy['intervals']['errorRate'] => {
		const { n, interval } = metrics[name];
		return { n, low: interval?.low ?? null, high: interval?.high ?? null };
	};
	const { n, p50, p90, p99 } = gapsMs;
	return {
		...score,
		goodput,
		upstreams,
		intervals: {
			...(Object.fromEntries(MEANS.map((name) => [name, of(name)])) as Record<
				(typeof MEANS)[number],
				ReturnType<typeof of>
			>),
			...{ errorRate, goodputShare, goodputPerSecond, missRate, tbtMs: { n, p50, p90, p99 } },
		},
	};
}
