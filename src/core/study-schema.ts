import { z } from 'zod';
import { definitionSchema } from './definition.ts';
import { FAILURE_KINDS, REQUEST_STATES } from './events.ts';
import { fluidRateQuestionSchema } from './fluidity/token-rates.ts';
import { measuredHealthSchema } from './health.ts';
import { providerIntervalsSchema } from './provider-intervals-schema.ts';
import { priceSchema } from './recording.ts';
import { verdictSchema } from './verdict-schema.ts';

/** The study's version, as its JSON carries it. */
export const STUDY_VERSION = 1;

/*
 * What a study says, as one plain object: docs/schemas/study.schema.json is made of this. Null stands where there is no
 * such number. Lists of providers are in the order of the run, and providers are named by their place in it.
 */

const count = z.int().nonnegative();
const text = z.string();
const numberOrNull = z.number().nullable();
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

const intervalSchema = z.strictObject({ low: z.number(), high: z.number() }).readonly();

/** One number for each request: their mean, and quantiles whose bounds are two of them. */
const metricSchema = z
	.strictObject({
		n: count,
		mean: numberOrNull,
		/** Of the mean, 95 %. Null of fewer than 5 requests, and where none was asked for. */
		interval: intervalSchema.nullable(),
		quantiles: listOf(
			z.strictObject({
				quantile: z.number(),
				value: numberOrNull,
				/** 95 %, from order statistics; null on a side that n requests cannot bound. */
				low: numberOrNull,
				high: numberOrNull,
			}),
		),
	})
	.readonly();
export type Metric = z.infer<typeof metricSchema>;

const roundQuantilesSchema = z.strictObject({
	p50: numberOrNull,
	p90: numberOrNull,
	p99: numberOrNull,
	min: numberOrNull,
	max: numberOrNull,
});

const gapQuantilesSchema = z.strictObject({
	n: count,
	p50: numberOrNull,
	p90: numberOrNull,
	p99: numberOrNull,
	max: numberOrNull,
});

const deadlinesMsSchema = z.strictObject({ firstMs: z.number(), eachMs: z.number(), stallMs: z.number() });

const providerScoreSchema = z.strictObject({
	name: text,
	model: text,
	status: z.enum([...REQUEST_STATES, 'unfinished', 'mixed']),
	failures: listOf(
		z.strictObject({
			round: count,
			state: z.enum(REQUEST_STATES),
			kind: z.enum(FAILURE_KINDS),
			status: z.int().nullable(),
			code: text.nullable(),
			retryAfterMs: numberOrNull,
			message: text,
		}),
	),
	n: count,
	outputTokens: numberOrNull,
	nativeTokens: numberOrNull,
	fluidityIndex: numberOrNull,
	fluidityOfCompleted: numberOrNull,
	missedDeadlines: numberOrNull,
	totalDeadlines: numberOrNull,
	ttftMs: numberOrNull,
	firstVisibleMs: numberOrNull,
	tbtMs: gapQuantilesSchema,
	tpotMs: numberOrNull,
	normalizedLatencyMs: numberOrNull,
	endToEndMs: numberOrNull,
	outputTokensPerSecond: numberOrNull,
	/** Null with one round. */
	overRounds: z
		.strictObject({
			fluidityIndex: roundQuantilesSchema,
			ttftMs: roundQuantilesSchema,
			firstVisibleMs: roundQuantilesSchema,
			endToEndMs: roundQuantilesSchema,
			tpotMs: roundQuantilesSchema,
			outputTokensPerSecond: roundQuantilesSchema,
		})
		.nullable(),
	stalls: listOf(z.strictObject({ round: count, atMs: z.number(), waitMs: z.number(), missed: count, token: count })),
});

const healthSchema = measuredHealthSchema.extend({
	healthy: z.boolean(),
	loopDelayLimitMs: z.number(),
	scheduleLagLimitMs: z.number(),
	reasons: listOf(text),
});

const scorecardSchema = z.strictObject({
	version: z.literal(1),
	run: z.strictObject({
		id: text,
		startedAt: text,
		prompt: text,
		maxTokens: count,
		rounds: count,
		deadlines: deadlinesMsSchema,
		definition: definitionSchema.shape.count,
		accounting: z.enum(['common', 'estimate']),
	}),
	providers: listOf(providerScoreSchema),
	health: healthSchema.nullable(),
});

const fluidRateSchema = z.discriminatedUnion('type', [
	z.strictObject({
		type: z.literal('found'),
		intervalNs: count,
		tokensPerSecond: z.number(),
		n: count,
		needed: count,
	}),
	z.strictObject({ type: z.literal('any'), n: count, needed: count }),
	z.strictObject({ type: z.literal('empty') }),
]);

const serviceLevelSchema = z.strictObject({ missed: numberOrNull, total: numberOrNull, missRate: numberOrNull });

/** Failures alike in how and why; held requests, too. */
const errorGroupSchema = z
	.strictObject({
		state: z.enum(REQUEST_STATES),
		kind: z.enum(FAILURE_KINDS),
		status: z.int().nullable(),
		code: text.nullable(),
		count,
		/** Of those that were told one, ascending. */
		retryAftersMs: listOf(z.number()),
		/** Of the first of them. */
		message: text,
	})
	.readonly();
export type ErrorGroup = z.infer<typeof errorGroupSchema>;

const costSchema = z
	.strictObject({
		/** Null where none was entered, and where runs differ in it. */
		price: priceSchema.nullable(),
		/** Requests whose usage the provider told, and requests sent without such an account: those are not in the sum. */
		requests: count,
		unaccounted: count,
		promptTokens: count,
		completionTokens: count,
		reasoningTokens: count,
		/** Null where no request told it. */
		cachedTokens: count.nullable(),
		/** US dollars, at the full price for cached tokens too. Null without a price or an account. */
		total: numberOrNull,
		perRequest: numberOrNull,
	})
	.readonly();
export type Cost = z.infer<typeof costSchema>;

const accountingSchema = z
	.strictObject({
		/** What the scores count by; `mixed` where some requests had no native count. */
		used: z.enum(['common', 'estimate', 'native', 'mixed']),
		/** Requests that were counted both ways, and their visible tokens. */
		requests: count,
		commonTokens: count,
		nativeTokens: count,
		/** native ÷ common − 1. */
		disagreement: numberOrNull,
		/** Where native counts came from. */
		nativeSources: listOf(z.enum(['token-ids', 'logprobs', 'usage', 'scaled'])),
	})
	.readonly();
export type AccountingFacts = z.infer<typeof accountingSchema>;

export const METRIC_NAMES = [
	'fluidityIndex',
	'fluidityOfCompleted',
	'ttftMs',
	'firstVisibleMs',
	'tpotMs',
	'normalizedLatencyMs',
	'endToEndMs',
	'outputTokensPerSecond',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

const providerSchema = z
	.strictObject({
		name: text,
		model: text,
		endpoints: listOf(text),
		requests: z.strictObject({
			asked: count,
			/** Neither cancelled, held nor unfinished: the n of the fluidity-index. */
			counted: count,
			completed: count,
			truncated: count,
			failedAfterFirstToken: count,
			failedBeforeFirstToken: count,
			cancelled: count,
			/** Never sent, for the provider had asked to wait: only goodput counts them. */
			held: count,
			unfinished: count,
		}),
		/** Of the counted ones, those that were not completed. */
		errorRate: numberOrNull,
		metrics: z.strictObject({
			fluidityIndex: metricSchema,
			fluidityOfCompleted: metricSchema,
			ttftMs: metricSchema,
			firstVisibleMs: metricSchema,
			tpotMs: metricSchema,
			normalizedLatencyMs: metricSchema,
			endToEndMs: metricSchema,
			outputTokensPerSecond: metricSchema,
		}),
		/** Gaps after the first visible token, of the completed requests together. */
		gapsMs: gapQuantilesSchema.extend({
			zeros: count,
			/** The quantiles at 0, 0.01 … 1; empty where there is no gap. */
			cdf: listOf(z.number()),
		}),
		/** Of the completed requests, in tokens by second. */
		tokenRates: z.strictObject({
			tpotBased: numberOrNull,
			tbtBased: numberOrNull,
			fluid: fluidRateSchema,
			/** The fluid rate as the reference's search and interpolation have it. */
			reference: numberOrNull,
		}),
		/** Of the completed requests with a gap: quantiles over them of the miss rate under each target. One less is the fluidity. */
		acceptance: z.strictObject({
			n: count,
			targetsMs: listOf(z.number()),
			p99MissRate: listOf(numberOrNull),
			medianMissRate: listOf(numberOrNull),
		}),
		goodput: z.strictObject({ good: count, of: count, share: numberOrNull, perSecond: numberOrNull }),
		/** Σ missed ÷ Σ total: of all that was seen, and of the completed requests alone. */
		serviceLevel: serviceLevelSchema.extend({ ofCompleted: serviceLevelSchema }),
		intervals: providerIntervalsSchema,
		errors: listOf(errorGroupSchema),
		/** Who answered in truth, by a router's own account, and how many of the requests that count; in the order that they came. */
		upstreams: listOf(z.strictObject({ name: text, requests: count })),
		cost: costSchema,
		accounting: accountingSchema,
	})
	.readonly();
export type ProviderStudy = z.infer<typeof providerSchema>;

/** Two providers over the rounds that both have: signs are those of one − other. */
const comparisonSchema = z
	.strictObject({
		one: count,
		other: count,
		n: count,
		difference: z.number(),
		interval: intervalSchema.nullable(),
		wins: count,
		ties: count,
		losses: count,
		p: z.number(),
		/** Holm's, over all pairs. */
		correctedP: z.number(),
	})
	.readonly();
export type Comparison = z.infer<typeof comparisonSchema>;

const runSchema = z
	.strictObject({
		id: text,
		startedAt: text,
		app: text,
		environment: z.strictObject({ platform: text, arch: text, node: text, cpus: count }),
		prompt: text,
		maxTokens: count,
		rounds: count,
		/** What it was declared with. */
		deadlines: deadlinesMsSchema,
		definition: definitionSchema,
		/** It reached its end: false of one that was cut. */
		closed: z.boolean(),
		/** Of the recording's file, all its bytes; null where there is none. */
		sha256: text.nullable(),
	})
	.readonly();

/** Everything that a run, or several together, says. */
export const studySchema = z
	.strictObject({
		version: z.literal(STUDY_VERSION),
		/** By the time they started. */
		runs: listOf(runSchema),
		scorecard: scorecardSchema,
		deadlines: deadlinesMsSchema,
		definition: definitionSchema,
		/** The deadlines or the definition are not those that were set before the run. */
		exploratory: z.boolean(),
		/** What the shares and rates ask for. */
		asked: z.strictObject({
			fluidRate: fluidRateQuestionSchema,
			goodput: z.strictObject({ firstVisibleMs: z.number(), fluidityIndex: z.number() }),
		}),
		/** How intervals and p-values were drawn; null where they were not, and then there is no verdict either. */
		uncertainty: z.strictObject({ seed: z.int(), resamples: count, confidence: z.number() }).nullable(),
		providers: listOf(providerSchema),
		/** Every pair that has a round in common, in the order of the run. */
		comparisons: listOf(comparisonSchema),
		verdict: verdictSchema.nullable(),
		verdictSentence: text.nullable(),
		/** Sentences. */
		method: listOf(text),
		limits: listOf(text),
	})
	.readonly();
export type Study = z.infer<typeof studySchema>;
