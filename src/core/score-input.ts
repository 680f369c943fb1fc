import { z } from 'zod';
import { fluidityIndex, missRate, scoreIntervals } from './fluidity/deadlines.ts';
import {
	DEFAULT_TARGET_MISS_RATE,
	exactMinimumInterval,
	REFERENCE_UNREACHABLE,
	referenceMinimumInterval,
} from './fluidity/minimum-interval.ts';
import { requestMetrics } from './fluidity/request-metrics.ts';

/** The reference searches no interval beyond this. It also keeps every sum of times finite. */
const LONGEST_SECONDS = REFERENCE_UNREACHABLE;

const seconds = z
	.number({ error: 'must be a finite number of seconds' })
	.nonnegative('must not be below 0 seconds')
	.max(LONGEST_SECONDS, 'must not be above 1e10 seconds');

/** What an input must be, said where it is something else altogether. A key too many is named by itself. */
function shape(message: string) {
	return { error: ({ code }: { readonly code: string }) => (code === 'invalid_type' ? message : undefined) };
}

const REQUEST = '{"interTokenTimesSeconds": [0.3, 0.04], "ttftDeadlineSeconds": 0.4, "tbtDeadlineSeconds": 0.05}';

const scoredRequestSchema = z
	.strictObject(
		{
			interTokenTimesSeconds: z.array(seconds, { error: 'must be a list of seconds, such as [0.3, 0.04]' }),
			ttftDeadlineSeconds: seconds,
			tbtDeadlineSeconds: seconds.refine((value) => value !== 0, {
				message:
					'an interval of 0 has no meaning: a late token would miss deadlines without end; give a length above 0',
				abort: true,
			}),
			ignoreFirst: z.boolean({ error: 'must be true or false' }).default(false),
		},
		shape(`must be a request, such as ${REQUEST}`),
	)
	.refine(
		({ interTokenTimesSeconds, tbtDeadlineSeconds }) =>
			interTokenTimesSeconds.reduce((sum, interval) => sum + interval, 0) / tbtDeadlineSeconds <=
			Number.MAX_SAFE_INTEGER,
		{
			path: ['tbtDeadlineSeconds'],
			message: 'is too short: more deadlines pass during this request than can be counted exactly',
		},
	);

/** What `fluidity score` reads: measured times, and the deadlines to hold them to. */
const scoreInputSchema = z.strictObject(
	{ requests: z.array(scoredRequestSchema, { error: `must be a list of requests, such as [${REQUEST}]` }) },
	shape(`must be {"requests": [${REQUEST}]}`),
);
export type ScoreInput = z.infer<typeof scoreInputSchema>;

/** The parsed input, or what is wrong with it: a sentence each, with the place. */
export type ScoreInputResult =
	| { readonly ok: true; readonly input: ScoreInput }
	| { readonly ok: false; readonly problems: readonly string[] };

/** One request's numbers, at full precision. Null where there is no such number. */
export interface ScoredRequest {
	readonly missed: number;
	readonly total: number;
	/** Null where no token had a deadline. */
	readonly missRate: number | null;
	readonly fluidityIndex: number | null;
	readonly minTbtDeadlineSeconds: {
		/** What the reference's search answers, its 1e10 for "unreachable" included. */
		readonly reference: number;
		/** Null where no interval is long enough or no token had a deadline; 0 where every interval, however short, will do. */
		readonly exact: number | null;
	};
	readonly ttftSeconds: number | null;
	readonly tpotSeconds: number | null;
}

/**
 * Checks unknown data, such as a parsed JSON file. A problem reads like
 * `requests[3].tbtDeadlineSeconds: an interval of 0 has no meaning: …`.
 */
export function parseScoreInput(data: unknown): ScoreInputResult {
	const result = scoreInputSchema.safeParse(data);
	if (result.success) return { ok: true, input: result.data };
	return { ok: false, problems: problemsOf(result.error) };
}

/** What a schema objects to, a sentence each, with its place. */
export function problemsOf({ issues }: z.ZodError): string[] {
	return issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
}

function placeOf(path: readonly PropertyKey[]): string {
	if (path.length === 0) return 'input';
	return path
		.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
		.join('')
		.replace(/^\./, '');
}

/** Scores each request by its own deadlines, with the reference's arithmetic. */
export function scoreInput(
	{ requests }: ScoreInput,
	targetMissRate = DEFAULT_TARGET_MISS_RATE,
): { readonly requests: readonly ScoredRequest[] } {
	return { requests: requests.map((request) => scoreOne(request, targetMissRate)) };
}

function scoreOne(request: ScoreInput['requests'][number], target: number): ScoredRequest {
	const {
		interTokenTimesSeconds: intervals,
		ttftDeadlineSeconds: first,
		tbtDeadlineSeconds: each,
		ignoreFirst,
	} = request;
	const count = scoreIntervals(intervals, { first, each }, ignoreFirst);
	const metrics = requestMetrics(intervals);
	return {
		...count,
		missRate: missRate(count),
		fluidityIndex: fluidityIndex(count),
		minTbtDeadlineSeconds: {
			reference: referenceMinimumInterval(intervals, first, target, ignoreFirst),
			exact: exactSeconds(intervals, first, target, ignoreFirst),
		},
		ttftSeconds: metrics.ttft,
		tpotSeconds: metrics.tpot,
	};
}

function exactSeconds(
	intervals: readonly number[],
	first: number,
	target: number,
	ignoreFirst: boolean,
): number | null {
	const minimum = exactMinimumInterval(intervals, first, target, ignoreFirst, 'real');
	switch (minimum.type) {
		case 'found':
			return minimum.interval;
		case 'any':
			return 0;
		case 'unreachable':
		case 'empty':
			return null;
	}
}
