import { type CountedRequest, type CountedRequests, countRequests } from './counted-requests.ts';
import type { Definition } from './definition.ts';
import { isExploratory } from './exploratory.ts';
import type { MissRatesByTarget } from './fluidity/acceptance-curve.ts';
import { DEFAULT_FLUID_RATE, type FluidRateQuestion } from './fluidity/token-rates.ts';
import { spanNs } from './goodput.ts';
import type { Deadlines, Recording } from './recording.ts';
import { type Scorecard, scorecardOf, sortedGapsNs } from './scorecard.ts';
import { DEFAULT_RESAMPLES } from './stats/bootstrap.ts';
import { DEFAULT_SEED } from './stats/random.ts';
import { compareProviders, verdictOfStudy } from './study/comparisons.ts';
import { intervalsOf } from './study/intervals.ts';
import { limitSentences } from './study/limits.ts';
import { mergeRecordings } from './study/merge.ts';
import { methodSentences } from './study/method.ts';
import { type Drawing, metricsOf } from './study/metrics.ts';
import { isolatedName } from './study/names.ts';
import { acceptanceRates, GOOD_FLUIDITY, type ProviderNumbers, providerNumbers } from './study/provider.ts';
import { STUDY_VERSION, type Study } from './study-schema.ts';
import { nsToMs } from './time.ts';
import { comparedBy } from './verdict.ts';
import { verdictSentence } from './verdict-sentence.ts';

/** A run to be studied. */
export interface StudySource {
	readonly recording: Recording;
	/** Of its file, all bytes; null where there is none. */
	readonly sha256: string | null;
}

/** How to study. */
export interface StudyOptions {
	/** Each that of the runs, unless given. */
	readonly deadlines?: Partial<Deadlines>;
	/** As the runs were declared, but for what is given. */
	readonly definition?: Partial<Definition>;
	/** Changes the fluid rates alone, which no verdict reads. */
	readonly fluidRate?: FluidRateQuestion;
	/** Of all that is drawn, a 32-bit integer. Best left alone: then the same runs always have the same study. */
	readonly seed?: number;
	/** B. */
	readonly resamples?: number;
}

/** Runs that were scored: what a study is written from, with or without what takes long. */
export interface ScoredStudy {
	readonly recording: Recording;
	readonly deadlines: Deadlines;
	/** By provider, in the order of the run; each by round. */
	readonly byProvider: readonly (readonly CountedRequest[])[];
	/** Everything at once: no intervals of means, no comparisons, no verdict. */
	numbers(): Study;
	/** With intervals, comparisons and a verdict, which take most of the time. */
	whole(): Study;
}

/** A study, or why there can be none of these runs: a sentence. */
export type Scored =
	| { readonly ok: true; readonly study: ScoredStudy }
	| { readonly ok: false; readonly message: string };

/** Of all intervals. */
const CONFIDENCE = 0.95;

/**
 * Scores runs, together if there are several ({@link mergeRecordings} says what that means), and gives what a study can
 * be had from without scoring them again: screens, the command line and every report read it. The same runs and options
 * give the same study, in whatever order the runs are given. It keeps the recordings.
 *
 * @throws {DeadlineError} where the interval is not above 0
 */
export function scoreStudy(sources: readonly StudySource[], options: StudyOptions = {}): Scored {
	const merged = mergeRecordings(
		sources.map(({ recording }) => recording),
		options.deadlines?.stallNs !== undefined,
	);
	if (!merged.ok) return merged;
	const { recording } = merged;
	const deadlines = { ...recording.run.deadlines, ...options.deadlines };
	const definition = { ...recording.run.definition, ...options.definition };
	const question = options.fluidRate ?? DEFAULT_FLUID_RATE;
	const counted = countRequests(recording.requests, deadlines, definition);
	const byProvider = recording.run.providers.map((_, provider) =>
		counted.requests
			.filter(({ request }) => request.request.provider === provider)
			.sort((one, other) => one.request.request.round - other.request.request.round),
	);
	const gapsNs = byProvider.map((entries) =>
		sortedGapsNs(entries.flatMap(({ standing, score }) => (standing === 'whole' ? [score] : []))),
	);
	const missRates = byProvider.map(acceptanceRates);
	const scorecard = scorecardOf(recording, deadlines, definition, counted, gapsNs);
	const durationNs = merged.recordings.reduce((sum, each) => sum + spanNs(each.requests), 0);
	const providers = recording.run.providers.map((provider, index) => {
		const score = scorecard.providers[index];
		const entries = byProvider[index];
		const gaps = gapsNs[index];
		const rates = missRates[index];
		if (score === undefined || entries === undefined || gaps === undefined || rates === undefined)
			throw new Error(`no score of provider ${index}`);
		const endpoints = merged.endpoints[index] ?? [];
		const { accounting } = counted;
		return providerNumbers({
			...{ provider, endpoints, score, entries, gapsNs: gaps, missRates: rates },
			...{ deadlines, definition, accounting, question, durationNs },
		});
	});
	const drawing = { seed: options.seed ?? DEFAULT_SEED, resamples: options.resamples ?? DEFAULT_RESAMPLES };
	const material: StudyMaterial = {
		sources: merged.recordings.flatMap((each) => sources.find((source) => source.recording === each) ?? []),
		recording,
		deadlines,
		definition,
		question,
		counted,
		byProvider,
		gapsNs,
		missRates,
		scorecard,
		providers,
		durationNs,
	};
	return {
		ok: true,
		study: {
			recording,
			deadlines,
			byProvider,
			numbers: () => writeStudy(material, null),
			whole: () => writeStudy(material, drawing),
		},
	};
}

interface StudyMaterial {
	readonly sources: readonly StudySource[];
	readonly recording: Recording;
	readonly deadlines: Deadlines;
	readonly definition: Definition;
	readonly question: FluidRateQuestion;
	readonly counted: CountedRequests;
	readonly byProvider: readonly (readonly CountedRequest[])[];
	readonly gapsNs: readonly Float64Array[];
	readonly missRates: readonly MissRatesByTarget[];
	readonly scorecard: Scorecard;
	readonly durationNs: number;
	readonly providers: readonly ProviderNumbers[];
}

function writeStudy(material: StudyMaterial, drawing: Drawing | null): Study {
	const { recording, deadlines, definition, question, counted, byProvider, scorecard } = material;
	const { rounds } = recording.run;
	const exploratory = isExploratory(recording.run, deadlines, definition);
	const verdict =
		drawing === null
			? null
			: verdictOfStudy(
					byProvider,
					{ rounds, accounting: comparedBy(definition, counted.accounting), health: scorecard.health, exploratory },
					drawing,
				);
	const facts = {
		version: STUDY_VERSION,
		runs: material.sources.map(runFacts),
		scorecard,
		deadlines: deadlinesMs(deadlines),
		definition,
		exploratory,
		asked: {
			fluidRate: question,
			goodput: { firstVisibleMs: nsToMs(deadlines.firstNs), fluidityIndex: GOOD_FLUIDITY },
		},
		uncertainty: drawing === null ? null : { ...drawing, confidence: CONFIDENCE },
		providers: material.providers.map((numbers, index) => {
			const entries = byProvider[index] ?? [];
			const gapsNs = material.gapsNs[index];
			const missRates = material.missRates[index];
			if (gapsNs === undefined || missRates === undefined) throw new Error(`no gaps of provider ${index}`);
			const { durationNs } = material;
			return {
				...numbers,
				metrics: metricsOf(entries, drawing),
				intervals: intervalsOf({ numbers, entries, gapsNs, missRates, question, definition, durationNs }, drawing),
			};
		}),
		comparisons: drawing === null ? [] : compareProviders(byProvider, rounds, drawing),
		verdict,
		verdictSentence:
			verdict === null
				? null
				: verdictSentence(
						verdict,
						scorecard.providers.map(({ name }) => isolatedName(name)),
					),
	} as const;
	return { ...facts, method: methodSentences(facts), limits: limitSentences(facts) };
}

function runFacts({ recording, sha256 }: StudySource): Study['runs'][number] {
	const { id, startedAt, app, environment, prompt, maxTokens, rounds, deadlines, definition } = recording.run;
	return {
		...{ id, startedAt, app, environment, prompt, maxTokens, rounds },
		deadlines: deadlinesMs(deadlines),
		definition,
		closed: recording.closed,
		sha256,
	};
}

function deadlinesMs({ firstNs, eachNs, stallNs }: Deadlines): Study['deadlines'] {
	return { firstMs: nsToMs(firstNs), eachMs: nsToMs(eachNs), stallMs: nsToMs(stallNs) };
}
