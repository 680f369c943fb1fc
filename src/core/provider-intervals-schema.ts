import { z } from 'zod';

const count = z.int().nonnegative();
const numberOrNull = z.number().nullable();
const boundsSchema = z.strictObject({ low: numberOrNull, high: numberOrNull }).readonly();

/** 95 %; null on a side that n requests cannot bound, and on both of too few and where none was asked for. */
const sampledSchema = z.strictObject({ n: count, low: numberOrNull, high: numberOrNull }).readonly();
export type SampledInterval = z.infer<typeof sampledSchema>;

/**
 * How sure the numbers of a provider are that are no means or quantiles over its requests. Shares of requests by Wilson;
 * the fluid rate and the curves by order statistics over the requests; gaps by Woodruff, a request being one sample; the
 * others by the bootstrap, a request being one sample. The reference's fluid rate has none of its own.
 */
export const providerIntervalsSchema = z
	.strictObject({
		errorRate: sampledSchema,
		goodputShare: sampledSchema,
		/** Of as many requests in as much time. */
		goodputPerSecond: sampledSchema,
		missRate: sampledSchema,
		missRateOfCompleted: sampledSchema,
		tpotBased: sampledSchema,
		tbtBased: sampledSchema,
		fluid: sampledSchema,
		gapsMs: z.strictObject({
			n: count,
			p50: boundsSchema,
			p90: boundsSchema,
			p99: boundsSchema,
			cdf: z.array(boundsSchema).readonly(),
		}),
		/** For each target of the acceptance curve by itself; n is its own. */
		p99MissRate: z.array(boundsSchema).readonly(),
		medianMissRate: z.array(boundsSchema).readonly(),
		costPerRequest: sampledSchema,
		disagreement: sampledSchema,
	})
	.readonly();
