import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { type Arrival, encodeBatch } from '../../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import { FAILURE_KINDS, FAILURE_PHASES, type Mark, OUTPUT_KINDS, REQUEST_STATES } from '../../src/core/events.ts';
import type {
	AppendedRecord,
	RecordingRecord,
	RequestRecord,
	RunRecord,
	TrailerRecord,
} from '../../src/core/recording.ts';
import { recordsOfBatch } from '../../src/core/recording-builder.ts';
import { encodeRecord, type ReaderPlatform } from '../../src/core/recording-lines.ts';
import { ns } from '../../src/core/time.ts';

/** Node's own functions for the reader. */
export const readerPlatform: ReaderPlatform = {
	crc32,
	createSha256: () => createHash('sha256'),
	decodeUtf8: (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
};

/** The bytes of a recording without its trailer. */
export function openBytes(records: readonly RecordingRecord[]): Buffer {
	return Buffer.from(records.map((record) => encodeRecord(record, crc32)).join(''));
}

/** The trailer that fits the records, and no others. */
export function trailerOf(records: readonly RecordingRecord[]): TrailerRecord {
	const sha256 = createHash('sha256').update(openBytes(records)).digest('hex');
	return { record: 'trailer', records: records.length, sha256 };
}

/** The records with their trailer. */
export function closedRecords(records: readonly RecordingRecord[]): RecordingRecord[] {
	return [...records, trailerOf(records)];
}

/** A line around any text, with the right checksum. */
export function lineOf(json: string | Uint8Array): Buffer {
	const checksum = crc32(json).toString(16).padStart(8, '0');
	return Buffer.concat([Buffer.from(`${checksum} `), Buffer.from(json), Buffer.from('\n')]);
}

export function runRecord(overrides: Partial<RunRecord> = {}): RunRecord {
	return {
		record: 'run',
		version: 1,
		id: 'run-1',
		startedAt: '2026-01-02T03:04:05.678Z',
		epochMonotonicNs: '123456789012345678',
		app: '0.1.0',
		environment: { platform: 'linux', arch: 'x64', node: '24.0.0', cpus: 8 },
		prompt: 'Why is the sky blue?',
		maxTokens: 256,
		rounds: 1,
		deadlines: { firstNs: ns(500_000_000), eachNs: ns(50_000_000), stallNs: ns(200_000_000) },
		definition: DEFAULT_DEFINITION,
		providers: [{ name: 'quick', model: 'small', endpoint: 'http://127.0.0.1:1234/v1/chat/completions', price: null }],
		...overrides,
	};
}

export function requestRecord(stream: number, overrides: Partial<RequestRecord> = {}): RequestRecord {
	return { record: 'request', stream, provider: 0, round: 1, nonce: 'abcd', headers: {}, body: '{}', ...overrides };
}

export function arrival(overrides: Partial<Arrival> = {}): Arrival {
	const atNs = ns(1_000_000);
	return {
		stream: 0,
		kind: 'text',
		read: 0,
		atNs,
		bytes: 12,
		tokens: null,
		tokenSource: 'none',
		text: 'hi',
		...overrides,
	};
}

/** An `arrivals` record. */
export function arrivalsRecord(arrivals: readonly Arrival[]): AppendedRecord {
	const [record] = recordsOfBatch(encodeBatch(0, arrivals, []));
	if (record === undefined) throw new Error('no arrivals');
	return record;
}

export function releasedMark(stream = 0): Mark {
	return { type: 'released', stream, atNs: ns(10) };
}

export function sentMark(stream = 0): Mark {
	const timing = { lookupNs: null, connectNs: ns(5), secureNs: null } as const;
	const connection = { reused: false, cold: false, ...timing, remoteAddress: '127.0.0.1', protocol: 'http/1.1' };
	return { type: 'sent', stream, atNs: ns(20), connection };
}

export function endedMark(stream = 0): Mark {
	return {
		type: 'ended',
		stream,
		atNs: ns(9_000_000),
		state: 'completed',
		failure: null,
		finishReason: 'stop',
		finishedNs: ns(8_000_000),
		terminated: true,
		usage: { promptTokens: 5, completionTokens: 2, reasoningTokens: null, cachedTokens: 0 },
		upstream: null,
		counts: { reads: 3, multiFrameReads: 0, frames: 4, keepAlives: 0, emptyFrames: 1, malformedFrames: 0 },
	};
}

/** A small run with every kind of record and awkward text: CJK, emoji, a lone surrogate, NUL, line breaks. */
export function smallRun(): AppendedRecord[] {
	return [
		runRecord(),
		requestRecord(0, { headers: { accept: 'text/event-stream' }, body: '{"prompt":"a\\nb"}' }),
		{ record: 'mark', mark: releasedMark() },
		{ record: 'mark', mark: sentMark() },
		arrivalsRecord([
			arrival({ text: '你好 \ud83d\ude00' }),
			arrival({ text: '\ud83d', tokens: 1, tokenSource: 'usage' }),
			arrival({ text: '\ude00\0\n\r\u2028"\\' }),
		]),
		{ record: 'mark', mark: endedMark() },
		{ record: 'counts', stream: 0, tokenizer: 'o200k_base', tokens: [2, 0, 3] },
	];
}

const moment = fc.maxSafeNat().map(ns);
/** Any UTF-16 at all: lone surrogates, NUL and line breaks too. */
const text = fc.oneof(
	fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
	fc.string({ unit: 'binary', maxLength: 8 }),
	fc.constantFrom('', 'the ', '世界', '😀', '\ud83d', '\ude00', '\0', '\n', '\r\n', '\u2028', '__proto__'),
);
const headers = fc.dictionary(fc.constantFrom('server', 'date', 'x-request-id'), text, { noNullPrototype: true });
const nullable = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });

function marksOf(stream: number): fc.Arbitrary<Mark[]> {
	return fc.tuple(
		fc.record({ type: fc.constant('released' as const), stream: fc.constant(stream), atNs: moment }),
		fc.record({
			type: fc.constant('sent' as const),
			stream: fc.constant(stream),
			atNs: moment,
			connection: fc.record({
				reused: fc.boolean(),
				cold: fc.boolean(),
				lookupNs: nullable(moment),
				connectNs: nullable(moment),
				secureNs: nullable(moment),
				remoteAddress: nullable(text),
				protocol: text,
			}),
		}),
		fc.record({
			type: fc.constant('responded' as const),
			stream: fc.constant(stream),
			atNs: moment,
			firstByteNs: moment,
			status: fc.integer(),
			headers,
		}),
		fc.record({
			type: fc.constant('ended' as const),
			stream: fc.constant(stream),
			atNs: moment,
			// Of a held request there would be nothing but this.
			state: fc.constantFrom(...REQUEST_STATES.filter((state) => state !== 'held')),
			failure: nullable(
				fc.record({
					kind: fc.constantFrom(...FAILURE_KINDS),
					phase: fc.constantFrom(...FAILURE_PHASES),
					status: nullable(fc.integer()),
					code: nullable(text),
					retryAfterMs: nullable(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map(Math.abs)),
					message: text,
				}),
			),
			finishReason: nullable(text),
			finishedNs: nullable(moment),
			terminated: fc.boolean(),
			usage: nullable(
				fc.record({
					promptTokens: nullable(fc.nat()),
					completionTokens: nullable(fc.nat()),
					reasoningTokens: nullable(fc.nat()),
					cachedTokens: nullable(fc.nat()),
				}),
			),
			upstream: nullable(text),
			counts: fc.record({
				reads: fc.nat(),
				multiFrameReads: fc.nat(),
				frames: fc.nat(),
				keepAlives: fc.nat(),
				emptyFrames: fc.nat(),
				malformedFrames: fc.nat(),
			}),
		}),
	);
}

function arrivalsOf(stream: number): fc.Arbitrary<Arrival[]> {
	const counted = fc.record({ tokens: fc.nat(), tokenSource: fc.constantFrom('token-ids', 'logprobs', 'usage') });
	const uncounted = fc.constant({ tokens: null, tokenSource: 'none' as const });
	const piece = fc.record({
		kind: fc.constantFrom(...OUTPUT_KINDS),
		read: fc.nat(),
		atNs: moment,
		bytes: fc.nat(),
		text,
	});
	return fc.array(
		fc.tuple(piece, fc.oneof(counted, uncounted)).map(([rest, count]): Arrival => ({ stream, ...rest, ...count })),
		{ maxLength: 6 },
	);
}

/** One stream of an arbitrary run: what there is to record of it, and how much of it had happened. */
export interface ArbitraryStream {
	readonly arrivals: readonly Arrival[];
	readonly marks: readonly Mark[];
}

/** A run in its batches: what happened by stream, and the records (no trailer) that it gave. */
export interface ArbitraryRun {
	readonly streams: readonly ArbitraryStream[];
	readonly records: readonly AppendedRecord[];
}

type Happening = { readonly arrival: Arrival } | { readonly mark: Mark };

/** Runs as the engine makes them: streams interleaved, cut into batches anywhere, some of them not ended. */
export const arbitraryRun: fc.Arbitrary<ArbitraryRun> = fc
	.integer({ min: 0, max: 3 })
	.chain((count) =>
		fc.record({
			name: text,
			streams: fc.tuple(
				...Array.from({ length: count }, (_, stream) =>
					fc.record({ arrivals: arrivalsOf(stream), marks: marksOf(stream), headers, body: text, stop: fc.nat(20) }),
				),
			),
			picks: fc.array(fc.nat(3), { maxLength: 40 }),
			cuts: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 20 }),
		}),
	)
	.map(({ name, streams: drawn, picks, cuts }) => {
		const whole = drawn.map(inTime);
		const happenings = whole.map(({ arrivals, marks, stop }) => {
			const [released, sent, responded, ended] = marks as [Mark, Mark, Mark, Mark];
			const before: Happening[] = [{ mark: released }, { mark: sent }, { mark: responded }];
			return [...before, ...arrivals.map((one) => ({ arrival: one })), { mark: ended }].slice(0, stop);
		});
		const records: AppendedRecord[] = [
			runRecord({ providers: [{ name, model: name, endpoint: 'http://127.0.0.1', price: null }] }),
			...whole.map(({ headers: sent, body }, stream) => requestRecord(stream, { headers: sent, body })),
		];
		const merged = interleave(happenings, picks);
		for (let sequence = 0; merged.length > 0; sequence++) {
			const part = merged.splice(0, cuts[sequence] ?? 3);
			const arrivals = part.flatMap((one) => ('arrival' in one ? [one.arrival] : []));
			const marks = part.flatMap((one) => ('mark' in one ? [one.mark] : []));
			records.push(...recordsOfBatch(encodeBatch(sequence, arrivals, marks)));
		}
		const streams = happenings.map((own) => ({
			arrivals: own.flatMap((one) => ('arrival' in one ? [one.arrival] : [])),
			marks: own.flatMap((one) => ('mark' in one ? [one.mark] : [])),
		}));
		streams.forEach(({ arrivals, marks }, stream) => {
			if (marks.length < 4) return;
			records.push({ record: 'counts', stream, tokenizer: 'o200k_base', tokens: arrivals.map(({ bytes }) => bytes) });
		});
		return { streams, records };
	});

/** The same stream, its arrivals at moments that never fall, and none before it was sent. */
function inTime<Stream extends { readonly arrivals: readonly Arrival[]; readonly marks: readonly Mark[] }>(
	stream: Stream,
): Stream {
	const moments = stream.arrivals.map(({ atNs }) => atNs).sort((one, other) => one - other);
	return {
		...stream,
		arrivals: stream.arrivals.map((one, index) => ({ ...one, atNs: moments[index] as Arrival['atNs'] })),
		marks: stream.marks.map((mark) =>
			mark.type === 'sent' ? { ...mark, atNs: ns(Math.min(mark.atNs, ...moments)) } : mark,
		),
	};
}

function interleave(queues: readonly (readonly Happening[])[], picks: readonly number[]): Happening[] {
	const left = queues.map((queue) => [...queue]);
	const merged: Happening[] = [];
	for (const pick of picks) {
		const next = left[pick]?.shift();
		if (next !== undefined) merged.push(next);
	}
	return [...merged, ...left.flat()];
}

/** Bytes in pieces, cut where `lengths` say and the rest in one. */
export function inPieces(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
	const pieces: Uint8Array[] = [];
	let start = 0;
	for (const length of lengths) {
		pieces.push(bytes.subarray(start, start + length));
		start += length;
	}
	return [...pieces, bytes.subarray(start)];
}
