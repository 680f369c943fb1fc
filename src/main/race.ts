import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Batch } from '../core/batch.ts';
import type { Definition } from '../core/definition.ts';
import type { Deadlines, Price, Recording, RecordingRecord, RequestRecord, RunRecord } from '../core/recording.ts';
import { RECORDING_VERSION } from '../core/recording.ts';
import { createRecordingBuilder, recordsOfBatch } from '../core/recording-builder.ts';
import { APP_VERSION } from './app-version.ts';
import { type DialectName, dialectOf } from './engine/dialects/registry.ts';
import { allowedHeaders, TRANSPORT_HEADERS } from './engine/headers.ts';
import { startEngine } from './engine/host.ts';
import { secretsOf } from './engine/plan.ts';
import { createRedactor, type Redactor } from './engine/redact.ts';
import type { SessionLimits } from './engine/session.ts';
import { COMMON_TOKENIZER } from './tokenizer/common.ts';
import { countCommonTokens } from './tokenizer/count.ts';

/** A provider as a race needs it. */
export interface RaceProvider {
	readonly name: string;
	readonly model: string;
	/** Up to and without the dialect's own path. */
	readonly baseUrl: string;
	readonly dialect: DialectName;
	/** Kept out of everything that is recorded, shown or returned. */
	readonly key: string | null;
	/** Sent besides the dialect's own, names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Recorded, so that a report can say what the run cost. Null where it is not known. */
	readonly price: Price | null;
}

export interface RaceOptions {
	readonly providers: readonly RaceProvider[];
	readonly prompt: string;
	readonly maxTokens: number;
	/** Every provider answers this many requests, paired by round. */
	readonly rounds: number;
	readonly deadlines: Deadlines;
	/** Recorded, as the deadlines are: scores and the verdict go by it. */
	readonly definition: Definition;
	readonly limits: SessionLimits;
}

/** Who is told of a race as it goes, in order. Both calls are synchronous and may be slow: the engine does not wait. */
export interface RaceObserver {
	/** A record that belongs into the recording's file. */
	record(record: Exclude<RecordingRecord, { record: 'trailer' }>): void;
	/** What arrived, for those who show it. */
	batch(batch: Batch): void;
}

export interface Race {
	readonly run: RunRecord;
	/** Everything so far; complete when `done` has resolved. */
	recording(): Recording;
	/** Resolves to the whole recording, common token counts and health included. */
	readonly done: Promise<Recording>;
	/** What runs ends as cancelled; `done` resolves all the same. */
	cancel(): void;
}

/**
 * Sends the same prompt to every provider at the same instant, round by round, and records what comes. Each request
 * carries a nonce of its own, of equal length, in front of the prompt, so that no cache warms another's answer.
 */
export function startRace(options: RaceOptions, observer: RaceObserver): Race {
	const builder = createRecordingBuilder();
	const epoch = process.hrtime.bigint();
	const redactor = createRedactor(options.providers.flatMap(secretsOf));
	const run = runRecord(options, epoch, redactor);
	const requests = Array.from({ length: options.rounds }, (_, round) =>
		options.providers.map((_provider, provider) => ({ provider, round: round + 1 })),
	)
		.flat()
		.map((place, stream) => ({ ...place, stream, nonce: randomBytes(8).toString('hex') }));

	function keep(record: Exclude<RecordingRecord, { record: 'trailer' }>): void {
		builder.apply(record);
		observer.record(record);
	}

	keep(run);
	for (const request of requests) keep(requestRecord(options, request, redactor));

	const engine = startEngine(
		{
			epoch,
			providers: options.providers.map(({ name: _, price: __, ...provider }) => provider),
			requests: requests.map(({ stream, provider, round, nonce }) => ({
				stream,
				provider,
				round,
				prompt: promptWith(nonce, options.prompt),
			})),
			maxTokens: options.maxTokens,
			limits: options.limits,
		},
		(batch) => {
			for (const record of recordsOfBatch(batch)) keep(record);
			observer.batch(batch);
		},
	);

	async function finish(): Promise<Recording> {
		// Kept before anything else can go wrong: without it the run would count as cut.
		keep({ record: 'health', measured: await engine.done });
		// Only now, when no stream is measured any more, may anything count tokens.
		const answered = builder.recording().requests.filter(({ arrivals }) => arrivals.length > 0);
		const counts = await countCommonTokens(
			answered.map(({ arrivals }) => ({
				kinds: arrivals.map(({ kind }) => kind),
				texts: arrivals.map(({ text }) => text),
			})),
		);
		answered.forEach(({ request }, index) => {
			const tokens = counts[index];
			if (!tokens) throw new Error(`the tokenizer returned no counts for stream ${request.stream}`);
			keep({ record: 'counts', stream: request.stream, tokenizer: COMMON_TOKENIZER, tokens });
		});
		return builder.recording();
	}

	return { run, recording: () => builder.recording(), done: finish(), cancel: () => engine.cancel() };
}

function promptWith(nonce: string, prompt: string): string {
	return `[${nonce}] ${prompt}`;
}

function runRecord(options: RaceOptions, epoch: bigint, redactor: Redactor): RunRecord {
	return {
		record: 'run',
		version: RECORDING_VERSION,
		id: randomUUID(),
		startedAt: new Date().toISOString(),
		epochMonotonicNs: epoch.toString(),
		app: APP_VERSION,
		environment: {
			platform: process.platform,
			arch: process.arch,
			node: process.versions.node,
			cpus: availableParallelism(),
		},
		prompt: redactor.redact(options.prompt),
		maxTokens: options.maxTokens,
		rounds: options.rounds,
		deadlines: options.deadlines,
		definition: options.definition,
		providers: options.providers.map(({ name, model, baseUrl, dialect, price }) => {
			const { origin, pathname } = new URL(
				dialectOf(dialect).request({ baseUrl, model, prompt: '', maxTokens: 1, key: null }).url,
			);
			return { name, model, endpoint: redactor.redact(`${origin}${pathname}`), price };
		}),
	};
}

function requestRecord(
	options: RaceOptions,
	place: { stream: number; provider: number; round: number; nonce: string },
	redactor: Redactor,
): RequestRecord {
	const provider = options.providers[place.provider];
	if (!provider) throw new Error(`no provider ${place.provider}`);
	const { model, baseUrl, dialect } = provider;
	const prompt = promptWith(place.nonce, options.prompt);
	const { headers, body } = dialectOf(dialect).request({
		baseUrl,
		model,
		prompt,
		maxTokens: options.maxTokens,
		key: null,
	});
	return {
		record: 'request',
		...place,
		headers: allowedHeaders({ ...headers, ...TRANSPORT_HEADERS }, redactor),
		body: redactor.redact(body),
	};
}
