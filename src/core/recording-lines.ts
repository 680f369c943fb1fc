import { RECORDING_VERSION, type Recording, type RecordingRecord, recordSchema } from './recording.ts';
import { createRecordingBuilder, RecordOrderError } from './recording-builder.ts';

/** CRC-32 (ISO 3309) of bytes, or of a text's UTF-8 bytes: `node:zlib` has it. */
export type Crc32 = (data: Uint8Array | string) => number;

/** A SHA-256 over bytes as they come: `createHash('sha256')` of `node:crypto` is one. */
export interface RunningSha256 {
	update(data: Uint8Array): unknown;
	digest(encoding: 'hex'): string;
}

/** What reading needs of its platform. */
export interface ReaderPlatform {
	readonly crc32: Crc32;
	readonly createSha256: () => RunningSha256;
	/** Throws where the bytes are not UTF-8. */
	readonly decodeUtf8: (bytes: Uint8Array) => string;
}

/** The first wrong thing in a recording. */
export interface RecordingProblem {
	/** `foreign`: a file of another kind. `line`: one that is not as it was written. */
	readonly code: 'empty' | 'foreign' | 'other-version' | 'line';
	/** Counts from 1. */
	readonly line: number;
	/** Sentences: what is wrong and, where we know it, what to do. */
	readonly message: string;
}

/** Where a recording without a trailer stops: its program was killed, or it is still being written. */
export interface RecordingCut {
	/** The line that is missing or torn, counting from 1. */
	readonly line: number;
	/** Bytes of that line that were left out; 0 where the recording stops between two lines. */
	readonly bytes: number;
}

/** What a reader found. */
export type RecordingReading =
	/** Every whole record is sound. `cut` is null exactly where the recording is closed. */
	| { readonly ok: true; readonly recording: Recording; readonly cut: RecordingCut | null }
	/** `recording` is everything before the problem, null where not even the run record was sound. */
	| { readonly ok: false; readonly problem: RecordingProblem; readonly recording: Recording | null };

/** Reads a recording from bytes that may be cut anywhere. */
export interface RecordingReader {
	/** Takes the next bytes and keeps none of the caller's buffers waiting. False once a problem was found: stop feeding. */
	push(chunk: Uint8Array): boolean;
	/** Says what was found. Call it once, after the last bytes. */
	end(): RecordingReading;
}

const NEWLINE = 0x0a;
/** Eight hexadecimal digits and a space. */
const CHECKSUM_LENGTH = 9;

/** One line of a recording: `<crc32 of the JSON's bytes, 8 lowercase hexadecimal digits> <JSON>\n`. */
export function encodeRecord(record: RecordingRecord, crc32: Crc32): string {
	const json = JSON.stringify(record);
	return `${checksumText(crc32(json))} ${json}\n`;
}

/**
 * A reader that stops at the first wrong thing and names it. Every changed byte of a closed recording is found: by its
 * line's checksum, by the trailer's hash, or as a missing trailer. Records are held to the schema and to the order of
 * {@link createRecordingBuilder}. A last line without its newline is left out and is no problem.
 */
export function createRecordingReader(platform: ReaderPlatform): RecordingReader {
	const builder = createRecordingBuilder();
	const hash = platform.createSha256();
	/** The beginning of the line that has not ended yet, in pieces: joined once, when it ends. */
	let pieces: Uint8Array[] = [];
	let line = 1;
	let closed = false;
	let problem: RecordingProblem | null = null;

	function readLine(bytes: Uint8Array): Wrong | null {
		if (closed) return AFTER_TRAILER;
		const content = bytes.subarray(0, -1);
		if (line === 1 && !beginsLikeRecording(content)) return NOT_A_RECORDING;
		const checked = checkedJson(content, platform);
		if ('message' in checked) return checked;
		const parsed = parseRecord(checked.json);
		if ('message' in parsed) return parsed;
		const { record } = parsed;
		if (record.record === 'trailer' && record.sha256 !== hash.digest('hex')) return TRAILER_MISMATCH;
		try {
			builder.apply(record);
		} catch (error) {
			if (error instanceof RecordOrderError) return wrongLine(error.message);
			throw error;
		}
		if (record.record === 'trailer') closed = true;
		else hash.update(bytes);
		return null;
	}

	return {
		push(chunk) {
			let start = 0;
			while (problem === null && start < chunk.length) {
				const newline = chunk.indexOf(NEWLINE, start);
				if (newline < 0) {
					// A copy, which `slice` of a Node buffer is not: the caller may reuse its buffer.
					pieces.push(new Uint8Array(chunk.subarray(start)));
					// A file of another kind may have no newline for gigabytes: it need not be kept to be refused.
					if (line === 1 && !beginsLikeRecording(join(pieces, CHECKSUM_LENGTH + 1))) {
						problem = { line, ...NOT_A_RECORDING };
					}
					break;
				}
				pieces.push(chunk.subarray(start, newline + 1));
				const wrong = readLine(join(pieces, Number.POSITIVE_INFINITY));
				if (wrong !== null) problem = { line, ...wrong };
				else line++;
				pieces = [];
				start = newline + 1;
			}
			return problem === null;
		},
		end() {
			const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
			if (problem === null && closed && bytes > 0) problem = { line, ...AFTER_TRAILER };
			if (problem === null && !builder.started) problem = { line, ...(bytes === 0 ? EMPTY : NO_WHOLE_RECORD) };
			if (problem !== null) {
				return { ok: false, problem, recording: builder.started ? builder.recording() : null };
			}
			return { ok: true, recording: builder.recording(), cut: closed ? null : { line, bytes } };
		},
	};
}

type Wrong = Omit<RecordingProblem, 'line'>;

const EMPTY: Wrong = { code: 'empty', message: 'The file is empty: nothing was recorded.' };
const NOT_A_RECORDING: Wrong = {
	code: 'foreign',
	message:
		'This is not a recording of Fluidity Bench: its first line is not a checksum of eight hexadecimal digits, a space and JSON.',
};
const NO_WHOLE_RECORD = wrongLine('The recording was cut within its first line: nothing of it can be read.');
const AFTER_TRAILER = wrongLine('There are bytes after the trailer: nothing may follow it.');
const TRAILER_MISMATCH = wrongLine(
	'The trailer does not fit the lines before it: its SHA-256 is of other bytes. Lines were changed, lost or added after the run.',
);

function wrongLine(message: string): Wrong {
	return { code: 'line', message };
}

type Checked<Value> = Value | Wrong;

/** The JSON of a line, its newline taken off, if the checksum fits. */
function checkedJson(content: Uint8Array, { crc32, decodeUtf8 }: ReaderPlatform): Checked<{ readonly json: unknown }> {
	const stated = String.fromCharCode(...content.subarray(0, CHECKSUM_LENGTH));
	if (!/^[0-9a-f]{8} $/.test(stated)) {
		return wrongLine('The line does not begin with a checksum: eight hexadecimal digits and a space.');
	}
	const bytes = content.subarray(CHECKSUM_LENGTH);
	const actual = checksumText(crc32(bytes));
	if (stated !== `${actual} `) {
		return wrongLine(`The checksum is ${stated}but the line has ${actual}: the line was changed or damaged.`);
	}
	try {
		return { json: JSON.parse(decodeUtf8(bytes)) };
	} catch (error) {
		return wrongLine(`The line is not JSON in UTF-8: ${error instanceof Error ? error.message : String(error)}`);
	}
}

function parseRecord(json: unknown): Checked<{ readonly record: RecordingRecord }> {
	// Before the schema: another version may have other fields, and what is wrong then is the version.
	const version = versionOfRun(json);
	if (version !== null && version !== RECORDING_VERSION) {
		return {
			code: 'other-version',
			message: `The recording has version ${version} and this program reads version ${RECORDING_VERSION}: open it with a Fluidity Bench that writes that version.`,
		};
	}
	const parsed = recordSchema.safeParse(json);
	if (parsed.success) return { record: parsed.data };
	const [issue] = parsed.error.issues;
	const path = issue === undefined || issue.path.length === 0 ? 'the record' : issue.path.join('.');
	return wrongLine(`The record is not as it should be at ${path}: ${issue?.message ?? 'unknown'}`);
}

/** The version that a run record states; null for any other line. No schema: its refusal costs more than most lines. */
function versionOfRun(json: unknown): number | null {
	if (typeof json !== 'object' || json === null || !('record' in json) || json.record !== 'run') return null;
	return 'version' in json && typeof json.version === 'number' ? json.version : null;
}

function checksumText(checksum: number): string {
	return checksum.toString(16).padStart(8, '0');
}

/** Whether bytes may be the beginning of a recording, as far as they go. */
function beginsLikeRecording(bytes: Uint8Array): boolean {
	const beginning = String.fromCharCode(...bytes.subarray(0, CHECKSUM_LENGTH + 1));
	return /^(?:[0-9a-f]{0,7}|[0-9a-f]{8}(?: \{?)?)$/.test(beginning);
}

/** The pieces in one, as far as `limit` bytes. */
function join(pieces: readonly Uint8Array[], limit: number): Uint8Array {
	const [first] = pieces;
	if (first !== undefined && (pieces.length === 1 || first.length >= limit)) return first;
	const length = Math.min(
		limit,
		pieces.reduce((sum, piece) => sum + piece.length, 0),
	);
	const joined = new Uint8Array(length);
	let filled = 0;
	for (const piece of pieces) {
		if (filled === length) break;
		const part = piece.subarray(0, length - filled);
		joined.set(part, filled);
		filled += part.length;
	}
	return joined;
}
