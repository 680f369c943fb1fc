import { readFileSync } from 'node:fs';
import { z } from 'zod';

const count = z.number();
const minimum = z.object({ target: z.number(), value: z.number() });

/** The parts of the reference's vectors that scores are checked against; see `meta` in the file for where they are from. */
const goldenSchema = z.object({
	requestCases: z.array(
		z.object({
			id: z.string(),
			interTokenTimesSeconds: z.array(z.number()),
			ttftDeadline: z.number(),
			tbtDeadline: z.number(),
			ignoreFirst: z.boolean(),
			missRate: z.number().nullable(),
			missed: count.nullable(),
			total: count.nullable(),
			fluidityIndex: z.number().nullable(),
			naiveFloorDiffers: z.boolean(),
			minTbtDeadline: minimum,
			minTbtDeadlineOther: z.array(minimum),
			requestMetrics: z.object({
				numOutputTokens: count,
				ttft: z.number(),
				tpot: z.number(),
				endToEndLatency: z.number(),
				normalizedEndToEndLatency: z.number(),
				outputThroughput: z.number(),
			}),
		}),
	),
	multiRequestCases: z.array(
		z.object({
			id: z.string(),
			requests: z.array(z.object({ interTokenTimesSeconds: z.array(z.number()) })),
			tpotTimes: z.array(z.number()),
			missRateForTargetTbt: missRates(),
			missRateForTargetTbtMedian: missRates(),
			perRequestMinTbtIgnoringFirst: z.array(z.number()),
		}),
	),
});

function missRates() {
	return z.object({ quantile: z.number(), targets: z.array(z.number()), values: z.array(z.number()) });
}

/** Vectors that were made by running the reference. */
export const golden = goldenSchema.parse(
	JSON.parse(readFileSync(new URL('../fixtures/golden-public.json', import.meta.url), 'utf8')),
);
export type GoldenRequest = (typeof golden.requestCases)[number];

/** The reference divides by an interval of 0, or happens not to need to; here it is refused either way. */
export const scorableCases = golden.requestCases.filter(({ tbtDeadline }) => tbtDeadline > 0);
