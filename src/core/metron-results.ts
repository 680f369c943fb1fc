import { z } from 'zod';
import {
	type MissRateCurve,
	missRateCurve,
	missRatesByTarget,
	REFERENCE_TARGETS_SECONDS,
} from './fluidity/acceptance-curve.ts';
import { type ServiceLevel, serviceLevel } from './fluidity/service-level.ts';
import {
	DEFAULT_SHARE,
	type FluidRateQuestion,
	fluidRate,
	referenceFluidRate,
	type TokenRates,
	tokenRates,
} from './fluidity/token-rates.ts';
import { parseScoreInput, problemsOf, type ScoredRequest, type ScoreInput, scoreInput } from './score-input.ts';

/** What a folder of results is scored by, in seconds. */
export interface MetronDeadlines {
	readonly ttftSeconds: number;
	readonly tbtSeconds: number;
}

/** Metron's own, where neither its command line nor its configuration said otherwise. */
export const METRON_DEADLINES: MetronDeadlines = { ttftSeconds: 0.1, tbtSeconds: 0.05 };

/** Data that was understood, or what is wrong with it: a sentence each, with the place. */
export type Parsed<Value> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly problems: readonly string[] };

/** Only what is scored is read; the file holds much else, most of it made from these two. */
const requestLevelSchema = z.object({ ttft: z.array(z.unknown()), tbt: z.array(z.array(z.unknown())) });

const configSchema = z.object({
	ttft_deadline: z.number().nonnegative().optional(),
	tbt_deadline: z.number().positive().optional(),
});

/**
 * The requests of a `request_level_metrics.json` as Metron (a02c97e) and Etalon (d5f18de) write it: `ttft` has a number for
 * each request, `tbt` an array of the gaps after its first token, all in seconds.
 *
 * A request without a gap and with a TTFT of exactly 0 had no token: that is how a failed one is written.
 */
export function parseMetronResults(data: unknown, deadlines: MetronDeadlines): Parsed<ScoreInput> {
	const result = requestLevelSchema.safeParse(data);
	if (!result.success) return { ok: false, problems: problemsOf(result.error) };
	const { ttft, tbt } = result.data;
	if (ttft.length !== tbt.length) {
		return { ok: false, problems: [`ttft is of ${ttft.length} requests and tbt of ${tbt.length}`] };
	}
	const parsed = parseScoreInput({
		requests: ttft.map((first, index) => {
			const gaps = tbt[index] ?? [];
			return {
				interTokenTimesSeconds: first === 0 && gaps.length === 0 ? [] : [first, ...gaps],
				ttftDeadlineSeconds: deadlines.ttftSeconds,
				tbtDeadlineSeconds: deadlines.tbtSeconds,
			};
		}),
	});
	return parsed.ok ? { ok: true, value: parsed.input } : parsed;
}

/** The deadlines in a run's `config.json`; one that it does not name is left out. */
export function parseMetronConfig(data: unknown): Parsed<Partial<MetronDeadlines>> {
	const result = configSchema.safeParse(data);
	if (!result.success) return { ok: false, problems: problemsOf(result.error) };
	const { ttft_deadline: ttftSeconds, tbt_deadline: tbtSeconds } = result.data;
	return {
		ok: true,
		value: {
			...(ttftSeconds === undefined ? {} : { ttftSeconds }),
			...(tbtSeconds === undefined ? {} : { tbtSeconds }),
		},
	};
}

/** Everything that the reference says of a run, and its requests one by one. Null where there is no such number. */
export interface ScoredMetronResults {
	readonly requests: readonly ScoredRequest[];
	/** Tokens by second, under the reference's names. */
	readonly throughput: TokenRates & {
		/** As the reference's search and interpolation have it. */
		readonly deadlineBased: number | null;
		/** To the nanosecond and without interpolation. */
		readonly exact: { readonly deadlineBased: number | null };
	};
	/** Over the requests, for each target in seconds. */
	readonly missRateForTargetTbt: MissRateCurve;
	readonly service: ServiceLevel;
}

/** Scores a run as the reference does, bit for bit, with the exact fluid rate beside its own. */
export function scoreMetronResults(input: ScoreInput, question: FluidRateQuestion): ScoredMetronResults {
	const requests = input.requests.map(({ interTokenTimesSeconds }) => interTokenTimesSeconds);
	const exact = fluidRate(requests.map(toNanoseconds), question);
	return {
		requests: scoreInput(input, question.targetMissRate).requests,
		throughput: {
			...tokenRates(requests, 1),
			deadlineBased: referenceFluidRate(requests, question),
			exact: { deadlineBased: exact.type === 'found' ? exact.tokensPerSecond : null },
		},
		missRateForTargetTbt: missRateCurve(missRatesByTarget(requests, REFERENCE_TARGETS_SECONDS), DEFAULT_SHARE),
		service: serviceLevel(
			input.requests.map(({ interTokenTimesSeconds, ttftDeadlineSeconds, tbtDeadlineSeconds }) => ({
				intervals: interTokenTimesSeconds,
				deadlines: { first: ttftDeadlineSeconds, each: tbtDeadlineSeconds },
			})),
		),
	};
}

function toNanoseconds(seconds: readonly number[]): Float64Array {
	return Float64Array.from(seconds, (value) => Math.round(value * 1e9));
}
