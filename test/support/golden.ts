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
			requests: z.array(
				z.object({
					interTokenTimesSeconds: z.array(z.number()),
					ttftDeadline: z.number(),
					tbtDeadline: z.number(),
				}),
			),
			tpotTimes: z.array(z.number()),
			/** Null where the reference says Infinity; `error` where it fails. */
			throughput: z.union([
				z.object({
					tpotBased: z.number().nullable(),
					tbtBased: z.number().nullable(),
					deadlineBased: z.number().nullable(),
				}),
				z.object({ error: z.string() }),
			]),
			missRateForTargetTbt: missRates(),
			missRateForTargetTbtMedian: missRates(),
			serviceLevel: z.object({ missRate: z.number(), missed: count, total: count }),
			perRequestMinTbtIgnoringFirst: z.array(z.number()),
		}),
	),
	sloCases: z.array(
		z.object({
			id: z.string(),
			requests: z.array(z.object({ interTokenTimesSeconds: z.array(z.number()), numPromptTokens: count })),
			prefillPredictor: z.object({ kind: z.literal('quadratic'), a: z.number(), b: z.number(), c: z.number() }),
			args: z.object({
				ttft_slack_slo: z.number(),
				tbt_slo: z.number(),
				deadline_miss_rate_slo: z.number(),
				deadline_miss_rate_percentile: z.number(),
				tbt_percentile: z.number(),
				ttft_slo: z.number(),
				ttft_percentile: z.number(),
				tpot_slo: z.number(),
				tpot_percentile: z.number(),
			}),
			expected: z.object({
				deadline: z.object({ isUnderSla: z.boolean(), deadlineMissRate: z.number() }),
				tbt_ttft: z.object({ isUnderSla: z.boolean(), tbt: z.number(), ttft: z.number() }),
				ttft_tpot: z.object({ isUnderSla: z.boolean(), ttft: z.number(), tpot: z.number() }),
			}),
		}),
	),
	streamCases: z.array(
		z.object({
			id: z.string(),
			tokenizer: z.object({ rule: z.literal('ceil(len/4)'), bos: z.boolean() }),
			httpStatus: count,
			requestStart: z.literal(0),
			/** Seconds, and a line without its ending; blank ones between are left out. `raise`: the connection broke. */
			lines: z.array(z.object({ t: z.number(), line: z.string(), raise: z.string().optional() })),
			expected: z.object({
				interTokenTimesSeconds: z.array(z.number()),
				numOutputTokens: count,
				errorCode: count.nullable(),
				generatedText: z.string(),
				keptByCollectResults: z.boolean(),
				countedAsErrored: z.boolean(),
			}),
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
export type GoldenStream = (typeof golden.streamCases)[number];

/** The reference divides by an interval of 0, or happens not to need to; here it is refused either way. */
export const scorableCases = golden.requestCases.filter(({ tbtDeadline }) => tbtDeadline > 0);
