import { z } from 'zod';

const count = z.int().nonnegative();
const places = z.array(count).readonly();

const againstSchema = z.strictObject({
	provider: count,
	n: count,
	difference: z.number(),
	interval: z.strictObject({ low: z.number(), high: z.number() }).readonly().nullable(),
	resamples: count,
	variance: z.number().nullable(),
	wins: count,
	ties: count,
	losses: count,
	p: z.number(),
	correctedP: z.number(),
});
const againstAll = z.array(againstSchema).readonly();

/** A verdict as JSON: `Verdict` of verdict.ts, which says what each field means. */
export const verdictSchema = z.union([
	z.strictObject({ type: z.literal('winner'), provider: count, over: againstAll, notCompared: places }),
	z.strictObject({
		type: z.literal('tie'),
		provider: count,
		level: againstAll,
		behind: againstAll,
		notCompared: places,
		n: count,
		more: count.nullable(),
	}),
	z.strictObject({
		type: z.literal('one-race'),
		ranking: z.array(z.strictObject({ provider: count, fluidityIndex: z.number() })).readonly(),
	}),
	z.strictObject({
		type: z.literal('refusal'),
		reason: z.literal('unhealthy'),
		healthReasons: z.array(z.string()).readonly(),
	}),
	z.strictObject({ type: z.literal('refusal'), reason: z.literal('too-few'), n: count, least: count }),
	z.strictObject({
		type: z.literal('refusal'),
		reason: z.literal('accountings-differ'),
		accountings: z.array(z.string()).readonly(),
	}),
	z.strictObject({ type: z.literal('refusal'), reason: z.literal('exploratory') }),
	z.strictObject({ type: z.literal('refusal'), reason: z.literal('all-failed') }),
	z.strictObject({ type: z.literal('refusal'), reason: z.literal('nobody-to-compare') }),
]);
