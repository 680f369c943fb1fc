import { type Mark, OUTPUT_KINDS, type OutputKind, TOKEN_SOURCES, type TokenSource } from './events.ts';
import { type Ns, ns } from './time.ts';

/** One piece of output as it arrived. */
export interface Arrival {
	readonly stream: number;
	readonly kind: OutputKind;
	/** Counts the socket reads of the run: pieces that share it arrived in one read, at one moment. */
	readonly read: number;
	/** The moment of the socket read. */
	readonly atNs: Ns;
	/** Size of the frame's payload, in bytes. */
	readonly bytes: number;
	/** Exact tokens, or null where the provider gave no count. */
	readonly tokens: number | null;
	readonly tokenSource: TokenSource;
	readonly text: string;
}

/**
 * Many arrivals as columns of one length, their texts joined, and the marks that fell into the same span.
 * Within a stream everything is in order, and its `ended` mark never precedes one of its arrivals.
 */
export interface Batch {
	/** Counts batches from 0; a gap means that something was lost. */
	readonly sequence: number;
	readonly stream: Uint32Array<ArrayBuffer>;
	/** Index into OUTPUT_KINDS. */
	readonly kind: Uint8Array<ArrayBuffer>;
	readonly read: Uint32Array<ArrayBuffer>;
	readonly atNs: Float64Array<ArrayBuffer>;
	readonly bytes: Uint32Array<ArrayBuffer>;
	/** −1 where the provider gave no count. */
	readonly tokens: Int32Array<ArrayBuffer>;
	/** Index into TOKEN_SOURCES. */
	readonly tokenSource: Uint8Array<ArrayBuffer>;
	/** Where each arrival's text ends in `text`, in UTF-16 units. */
	readonly textEnd: Uint32Array<ArrayBuffer>;
	readonly text: string;
	readonly marks: readonly Mark[];
}

/** Packs arrivals and marks into one message. */
export function encodeBatch(sequence: number, arrivals: readonly Arrival[], marks: readonly Mark[]): Batch {
	return encodeLists(sequence, [arrivals], marks);
}

/** As {@link encodeBatch}, of lists of arrivals one after the other: a run has one for each request, and need not join them. */
export function encodeLists(sequence: number, lists: readonly (readonly Arrival[])[], marks: readonly Mark[]): Batch {
	const count = lists.reduce((sum, arrivals) => sum + arrivals.length, 0);
	const batch: Batch = {
		sequence,
		stream: new Uint32Array(count),
		kind: new Uint8Array(count),
		read: new Uint32Array(count),
		atNs: new Float64Array(count),
		bytes: new Uint32Array(count),
		tokens: new Int32Array(count),
		tokenSource: new Uint8Array(count),
		textEnd: new Uint32Array(count),
		text: lists.map((arrivals) => arrivals.map(({ text }) => text).join('')).join(''),
		marks,
	};
	let index = 0;
	let textEnd = 0;
	for (const arrivals of lists) {
		for (const arrival of arrivals) {
			textEnd += arrival.text.length;
			batch.stream[index] = arrival.stream;
			batch.kind[index] = OUTPUT_KINDS.indexOf(arrival.kind);
			batch.read[index] = arrival.read;
			batch.atNs[index] = arrival.atNs;
			batch.bytes[index] = arrival.bytes;
			batch.tokens[index] = arrival.tokens ?? -1;
			batch.tokenSource[index] = TOKEN_SOURCES.indexOf(arrival.tokenSource);
			batch.textEnd[index] = textEnd;
			index++;
		}
	}
	return batch;
}

/** The arrivals of a batch, in order. The inverse of {@link encodeBatch}. */
export function decodeArrivals(batch: Batch): Arrival[] {
	const arrivals: Arrival[] = [];
	let textStart = 0;
	for (let index = 0; index < batch.stream.length; index++) {
		const textEnd = batch.textEnd[index] as number;
		const tokens = batch.tokens[index] as number;
		arrivals.push({
			stream: batch.stream[index] as number,
			kind: OUTPUT_KINDS[batch.kind[index] as number] as OutputKind,
			read: batch.read[index] as number,
			atNs: ns(batch.atNs[index] as number),
			bytes: batch.bytes[index] as number,
			tokens: tokens < 0 ? null : tokens,
			tokenSource: TOKEN_SOURCES[batch.tokenSource[index] as number] as TokenSource,
			text: batch.text.slice(textStart, textEnd),
		});
		textStart = textEnd;
	}
	return arrivals;
}

/** The buffers of a batch, for a `postMessage` between threads that may move them. */
export function batchBuffers(batch: Batch): ArrayBuffer[] {
	return [
		batch.stream.buffer,
		batch.kind.buffer,
		batch.read.buffer,
		batch.atNs.buffer,
		batch.bytes.buffer,
		batch.tokens.buffer,
		batch.tokenSource.buffer,
		batch.textEnd.buffer,
	];
}
