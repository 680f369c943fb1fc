import { z } from 'zod';
import type { Arrival } from './batch.ts';
import { DEFAULT_DEFINITION, definitionSchema } from './definition.ts';
import { FAILURE_KINDS, FAILURE_PHASES, type Mark, OUTPUT_KINDS, REQUEST_STATES, TOKEN_SOURCES } from './events.ts';
import { measuredHealthSchema } from './health.ts';
import { type Ns, ns } from './time.ts';

/** The recording's version: a reader refuses any other. */
export const RECORDING_VERSION = 1;

const count = z.int().nonnegative();
const moment = z
	.int()
	.nonnegative()
	.transform((value): Ns => ns(value));
const text = z.string();

const usageSchema = z.strictObject({
	promptTokens: count.nullable(),
	completionTokens: count.nullable(),
	reasoningTokens: count.nullable(),
	cachedTokens: count.nullable(),
});

const failureSchema = z.strictObject({
	kind: z.enum(FAILURE_KINDS),
	phase: z.enum(FAILURE_PHASES),
	status: z.int().nullable(),
	code: text.nullable(),
	retryAfterMs: z.number().nonnegative().nullable(),
	message: text,
});

const markSchema = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('released'), stream: count, atNs: moment }),
	z.strictObject({
		type: z.literal('sent'),
		stream: count,
		atNs: moment,
		connection: z.strictObject({
			reused: z.boolean(),
			cold: z.boolean(),
			lookupNs: moment.nullable(),
			connectNs: moment.nullable(),
			secureNs: moment.nullable(),
			remoteAddress: text.nullable(),
			protocol: text,
		}),
	}),
	z.strictObject({
		type: z.literal('responded'),
		stream: count,
		atNs: moment,
		firstByteNs: moment,
		status: z.int(),
		headers: z.record(text, text),
	}),
	z.strictObject({
		type: z.literal('ended'),
		stream: count,
		atNs: moment,
		state: z.enum(REQUEST_STATES),
		failure: failureSchema.nullable(),
		finishReason: text.nullable(),
		finishedNs: moment.nullable(),
		terminated: z.boolean(),
		usage: usageSchema.nullable(),
		/** Older recordings have none. */
		upstream: text.nullable().default(null),
		counts: z.strictObject({
			reads: count,
			multiFrameReads: count,
			frames: count,
			keepAlives: count,
			emptyFrames: count,
			malformedFrames: count,
		}),
	}),
]);

/** The deadlines that a run is scored by, set before it starts. */
const deadlinesSchema = z.strictObject({
	/** When the first visible token is due after the request was sent. */
	firstNs: moment,
	/** When each next token is due after the last deadline. Never 0. */
	eachNs: moment.refine((value) => value > 0, 'an interval of 0 has no meaning; use at least 1 ns'),
	/** A wait of at least this is called a stall. */
	stallNs: moment,
});
export type Deadlines = z.infer<typeof deadlinesSchema>;

const dollars = z.number().nonnegative();

/** What a provider asks for its tokens, in US dollars for a million. */
export const priceSchema = z.strictObject({ inputPerMillion: dollars, outputPerMillion: dollars });
export type Price = Readonly<z.infer<typeof priceSchema>>;

/** Opens a recording: what the run set out to do, and where and when it ran. */
const runSchema = z.strictObject({
	record: z.literal('run'),
	version: z.literal(RECORDING_VERSION),
	id: text,
	/** The wall clock, read once, ISO 8601: for labels only. */
	startedAt: text,
	/** The monotonic clock's own reading at the epoch, as decimal digits: comparable within one boot of one machine. */
	epochMonotonicNs: z.string().regex(/^\d+$/),
	app: text,
	environment: z.strictObject({ platform: text, arch: text, node: text, cpus: count }),
	prompt: text,
	maxTokens: count,
	rounds: count,
	deadlines: deadlinesSchema,
	/** The choices behind its scores, made before it starts. Older recordings do not say: they were made with the usual ones. */
	definition: definitionSchema.default(DEFAULT_DEFINITION),
	providers: z.array(
		z.strictObject({
			name: text,
			model: text,
			/** Where the requests go: scheme, host, port and path, nothing else. */
			endpoint: text,
			/** US dollars for a million tokens, as they were entered; null where they were not, and in older recordings. */
			price: priceSchema.nullable().default(null),
		}),
	),
});

/** One request as it was to be sent, before its release. It holds no key. */
const requestSchema = z.strictObject({
	record: z.literal('request'),
	stream: count,
	/** Index into the run's providers. */
	provider: count,
	/** Counts from 1. */
	round: z.int().positive(),
	nonce: text,
	/** Only names on the allow-list. */
	headers: z.record(text, text),
	body: text,
});

/** There may be millions of a column's values: they are looked at without a schema for each, which costs ten times that. */
function column<Value>(fits: (value: unknown) => value is Value, expected: string) {
	return z.custom<Value[]>(Array.isArray, 'Invalid input: expected array').superRefine((values, context) => {
		const wrong = values.findIndex((value) => !fits(value));
		if (wrong >= 0) context.addIssue({ code: 'custom', path: [wrong], message: `Invalid input: expected ${expected}` });
	});
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isMoment = (value: unknown): value is Ns => isCount(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isCountOrNull = (value: unknown): value is number | null => value === null || isCount(value);
const COUNT = 'a whole number of 0 or more';

function oneOf<Name extends string>(names: readonly Name[]) {
	const known: ReadonlySet<unknown> = new Set(names);
	return column((value: unknown): value is Name => known.has(value), `one of ${names.join(', ')}`);
}

/** A batch's arrivals as columns of one length. */
const arrivalsSchema = z
	.strictObject({
		record: z.literal('arrivals'),
		stream: column(isCount, COUNT),
		kind: oneOf(OUTPUT_KINDS),
		read: column(isCount, COUNT),
		atNs: column(isMoment, COUNT),
		bytes: column(isCount, COUNT),
		tokens: column(isCountOrNull, `${COUNT}, or null`),
		tokenSource: oneOf(TOKEN_SOURCES),
		text: column(isText, 'text'),
	})
	.refine(
		({ stream, kind, read, atNs, bytes, tokens, tokenSource, text: texts }) =>
			[kind, read, atNs, bytes, tokens, tokenSource, texts].every((column) => column.length === stream.length),
		'the columns of an arrivals record must have one length',
	);

/** The common accounting of one request, made after the run. */
const countsSchema = z.strictObject({
	record: z.literal('counts'),
	stream: count,
	tokenizer: text,
	/** Tokens per arrival of that stream, in order. */
	tokens: column(isCount, COUNT),
});

const healthSchema = z.strictObject({ record: z.literal('health'), measured: measuredHealthSchema });

/** Closes a recording: how many records precede it, and the SHA-256 of all bytes before its line. */
const trailerSchema = z.strictObject({
	record: z.literal('trailer'),
	records: count,
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Every record a recording may hold. */
export const recordSchema = z.discriminatedUnion('record', [
	runSchema,
	requestSchema,
	arrivalsSchema,
	z.strictObject({ record: z.literal('mark'), mark: markSchema }),
	countsSchema,
	healthSchema,
	trailerSchema,
]);
export type RecordingRecord = z.infer<typeof recordSchema>;
export type RunRecord = z.infer<typeof runSchema>;
export type RequestRecord = z.infer<typeof requestSchema>;
export type CountsRecord = z.infer<typeof countsSchema>;
export type TrailerRecord = z.infer<typeof trailerSchema>;
/** What a run adds to its recording: everything but the trailer, which whoever writes the file makes. */
export type AppendedRecord = Exclude<RecordingRecord, TrailerRecord>;

type MarkOf<Type extends Mark['type']> = Extract<Mark, { type: Type }>;

/** One request with everything that was recorded of it. */
export interface RecordedRequest {
	readonly request: RequestRecord;
	readonly arrivals: readonly Arrival[];
	/** Tokens per arrival under the common accounting; null until the run has ended. */
	readonly commonTokens: readonly number[] | null;
	readonly released: MarkOf<'released'> | null;
	readonly sent: MarkOf<'sent'> | null;
	readonly responded: MarkOf<'responded'> | null;
	/** Null while it runs, and in a recording that was cut. */
	readonly ended: MarkOf<'ended'> | null;
}

/** A run as recorded, whole or cut: everything shown is computed from this. */
export interface Recording {
	readonly run: RunRecord;
	/** By stream number. */
	readonly requests: readonly RecordedRequest[];
	readonly measured: z.infer<typeof measuredHealthSchema> | null;
	/** The trailer was seen. */
	readonly closed: boolean;
}
