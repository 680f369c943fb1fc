import { type Arrival, type Batch, decodeArrivals } from './batch.ts';
import { byCount } from './by-count.ts';
import { assertNever, type Mark } from './events.ts';
import type { MeasuredHealth } from './health.ts';
import type {
	AppendedRecord,
	CountsRecord,
	RecordedRequest,
	Recording,
	RecordingRecord,
	RunRecord,
} from './recording.ts';

/** A record that cannot follow the ones before it. The message is a sentence for people. */
export class RecordOrderError extends Error {
	override readonly name = 'RecordOrderError';
}

/** Puts a run together, record by record. */
export interface RecordingBuilder {
	/**
	 * Adds the next record, or throws a {@link RecordOrderError} and stays as it was. In a live run that is a bug;
	 * in a file it is damage.
	 */
	apply(record: RecordingRecord): void;
	/** False until the run record was applied. */
	readonly started: boolean;
	/**
	 * The run as far as it was applied. Its arrivals are the builder's own arrays, never copied: they grow with later
	 * records, while marks and counts stay as they were. Throws where there is no run record yet.
	 */
	recording(): Recording;
}

type ArrivalsRecord = Extract<RecordingRecord, { record: 'arrivals' }>;
type Growing = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] } & { readonly arrivals: Arrival[] };

/**
 * One builder serves the live run and the reader of files, so both give the same {@link Recording} from the same
 * records. The order it holds records to: the run first and once; a stream's request before all else of that stream,
 * streams numbered from 0 without gaps, for a provider and a round of the run; each mark of a stream once and nothing
 * after its `ended` but its counts; arrivals after `sent`, at moments that never fall; nothing of a held stream but its
 * end; one count per arrival; nothing after the trailer.
 */
export function createRecordingBuilder(): RecordingBuilder {
	let run: RunRecord | null = null;
	let measured: MeasuredHealth | null = null;
	let closed = false;
	let applied = 0;
	const requests: Growing[] = [];

	function startedRun(): RunRecord {
		if (run === null) throw new RecordOrderError('A recording begins with its run record, and this one does not.');
		return run;
	}

	function requestOf(stream: number, what: string): Growing {
		const request = requests[stream];
		if (request === undefined) {
			throw new RecordOrderError(`${what} of stream ${stream}, which has no request before it.`);
		}
		return request;
	}

	function start(record: RunRecord): void {
		if (run !== null) throw new RecordOrderError('A second run record: a recording holds one run.');
		run = record;
	}

	function addRequest(record: RecordedRequest['request']): void {
		if (record.stream !== requests.length) {
			throw new RecordOrderError(`A request of stream ${record.stream} where stream ${requests.length} was next.`);
		}
		const { providers, rounds } = startedRun();
		if (record.provider >= providers.length) {
			throw new RecordOrderError(`A request to provider ${record.provider}, but the run has ${providers.length}.`);
		}
		if (record.round > rounds) {
			throw new RecordOrderError(`A request of round ${record.round}, but the run has ${rounds}.`);
		}
		requests.push({
			request: record,
			arrivals: [],
			commonTokens: null,
			released: null,
			sent: null,
			responded: null,
			ended: null,
		});
	}

	function addArrivals(record: ArrivalsRecord): void {
		let taken = 0;
		try {
			while (taken < record.stream.length) {
				addArrival(arrivalOf(record, taken));
				taken++;
			}
		} catch (error) {
			for (const stream of record.stream.slice(0, taken)) requests[stream]?.arrivals.pop();
			throw error;
		}
	}

	function addArrival(arrival: Arrival): void {
		const { stream, atNs } = arrival;
		const { sent, ended, commonTokens, arrivals } = requestOf(stream, 'Arrivals');
		if (ended !== null) throw new RecordOrderError(`Arrivals of stream ${stream} after its end.`);
		if (commonTokens !== null) throw new RecordOrderError(`Arrivals of stream ${stream} after its counts.`);
		if (sent === null) throw new RecordOrderError(`Arrivals of stream ${stream}, which was not sent.`);
		const last = arrivals.at(-1);
		if (last !== undefined && atNs < last.atNs) {
			throw new RecordOrderError(`An arrival of stream ${stream} at ${atNs} ns after one at ${last.atNs} ns.`);
		}
		if (atNs < sent.atNs) {
			throw new RecordOrderError(`An arrival of stream ${stream} at ${atNs} ns, which was sent at ${sent.atNs} ns.`);
		}
		arrivals.push(arrival);
	}

	function addMark(mark: Mark): void {
		const request = requestOf(mark.stream, `A mark "${mark.type}"`);
		if (request[mark.type] !== null) {
			throw new RecordOrderError(`A second mark "${mark.type}" of stream ${mark.stream}.`);
		}
		if (request.ended !== null) {
			throw new RecordOrderError(`A mark "${mark.type}" of stream ${mark.stream} after its end.`);
		}
		if (mark.type === 'ended' && mark.state === 'held' && request.released !== null) {
			throw new RecordOrderError(`Stream ${mark.stream} ended as held, and had been released.`);
		}
		setMark(request, mark);
	}

	function addCounts(record: CountsRecord): void {
		const request = requestOf(record.stream, 'Counts');
		if (request.commonTokens !== null) throw new RecordOrderError(`Second counts of stream ${record.stream}.`);
		if (record.tokens.length !== request.arrivals.length) {
			throw new RecordOrderError(
				`Stream ${record.stream} has ${request.arrivals.length} ${byCount(request.arrivals.length, 'arrival')} and ${record.tokens.length} ${byCount(record.tokens.length, 'count')}: there must be one for each.`,
			);
		}
		request.commonTokens = record.tokens;
	}

	function setMeasured(next: MeasuredHealth): void {
		if (measured !== null) throw new RecordOrderError('A second health record.');
		measured = next;
	}

	function closeAfter(records: number): void {
		if (records !== applied) {
			throw new RecordOrderError(
				`The trailer counts ${records} ${byCount(records, 'record')} before it and there ${byCount(applied, 'is', 'are')} ${applied}: lines were lost or added.`,
			);
		}
		closed = true;
	}

	function dispatch(record: RecordingRecord): void {
		if (closed) throw new RecordOrderError('A record after the trailer: nothing may follow it.');
		if (record.record !== 'run') startedRun();
		switch (record.record) {
			case 'run':
				start(record);
				break;
			case 'request':
				addRequest(record);
				break;
			case 'arrivals':
				addArrivals(record);
				break;
			case 'mark':
				addMark(record.mark);
				break;
			case 'counts':
				addCounts(record);
				break;
			case 'health':
				setMeasured(record.measured);
				break;
			case 'trailer':
				closeAfter(record.records);
				break;
			default:
				assertNever(record);
		}
	}

	return {
		apply(record) {
			dispatch(record);
			applied++;
		},
		get started() {
			return run !== null;
		},
		recording: () => ({
			run: startedRun(),
			requests: requests.map((request) => ({ ...request })),
			measured,
			closed,
		}),
	};
}

/**
 * What a batch adds to a recording: marks but ends in their order, then its arrivals as one record, then the ends.
 * So a stream's end follows its last arrival, as {@link createRecordingBuilder} wants it. An empty batch gives none.
 */
export function recordsOfBatch(batch: Batch): AppendedRecord[] {
	const records: AppendedRecord[] = [];
	for (const mark of batch.marks) if (mark.type !== 'ended') records.push({ record: 'mark', mark });
	if (batch.stream.length > 0) records.push(arrivalsRecord(decodeArrivals(batch)));
	for (const mark of batch.marks) if (mark.type === 'ended') records.push({ record: 'mark', mark });
	return records;
}

function arrivalsRecord(arrivals: readonly Arrival[]): ArrivalsRecord {
	return {
		record: 'arrivals',
		stream: arrivals.map((arrival) => arrival.stream),
		kind: arrivals.map((arrival) => arrival.kind),
		read: arrivals.map((arrival) => arrival.read),
		atNs: arrivals.map((arrival) => arrival.atNs),
		bytes: arrivals.map((arrival) => arrival.bytes),
		tokens: arrivals.map((arrival) => arrival.tokens),
		tokenSource: arrivals.map((arrival) => arrival.tokenSource),
		text: arrivals.map((arrival) => arrival.text),
	};
}

/** One arrival of a record, back from {@link arrivalsRecord}. The schema has made sure that the columns have one length. */
function arrivalOf(record: ArrivalsRecord, index: number): Arrival {
	return {
		stream: record.stream[index] as number,
		kind: record.kind[index] as Arrival['kind'],
		read: record.read[index] as number,
		atNs: record.atNs[index] as Arrival['atNs'],
		bytes: record.bytes[index] as number,
		tokens: record.tokens[index] as number | null,
		tokenSource: record.tokenSource[index] as Arrival['tokenSource'],
		text: record.text[index] as string,
	};
}

function setMark(request: Growing, mark: Mark): void {
	switch (mark.type) {
		case 'released':
			request.released = mark;
			break;
		case 'sent':
			request.sent = mark;
			break;
		case 'responded':
			request.responded = mark;
			break;
		case 'ended':
			request.ended = mark;
			break;
		default:
			assertNever(mark);
	}
}
