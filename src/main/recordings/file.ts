import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { AppendedRecord, TrailerRecord } from '../../core/recording.ts';
import {
	createRecordingReader,
	encodeRecord,
	type ReaderPlatform,
	type RecordingReading,
} from '../../core/recording-lines.ts';
import { fileProblem, type RecordingFileProblem } from './file-problem.ts';

/** The name's ending of recordings. */
export const RECORDING_EXTENSION = '.fluidity';

type Failed = { readonly ok: false; readonly problem: RecordingFileProblem };

/** A recording's file that is being written. */
export interface RecordingFile {
	readonly path: string;
	/**
	 * Writes one record as a whole line at once, so that the end of this process, however sudden, keeps every record
	 * before. After a failure nothing more is written and each call repeats the problem: what is in the file reads as a
	 * cut recording. Throws after `close`.
	 */
	append(record: AppendedRecord): { readonly ok: true } | Failed;
	/**
	 * Writes the trailer, makes the file safe on its disk and lets go of it. Gives the trailer, so that the live
	 * recording can be closed by the same record. After a failed `append` it only lets go of the file and repeats that
	 * problem. Throws where it was called before.
	 */
	close(): { readonly ok: true; readonly trailer: TrailerRecord } | Failed;
}

/**
 * Makes a new file, readable and writable by its owner alone. It never overwrites: an existing file is the problem
 * `exists`. The folder must be there.
 */
export function createRecordingFile(path: string): { readonly ok: true; readonly file: RecordingFile } | Failed {
	let descriptor: number;
	try {
		descriptor = openSync(path, 'wx', 0o600);
	} catch (error) {
		return { ok: false, problem: fileProblem('create', path, error) };
	}
	const hash = createHash('sha256');
	let records = 0;
	let problem: RecordingFileProblem | null = null;
	let open = true;

	function requireOpen(): void {
		if (!open) throw new Error(`${path} was closed`);
	}

	/** Remembers the first problem: after it the last line may be torn, and a line after a torn one would be damage. */
	function attempt(write: () => void): void {
		if (problem !== null) return;
		try {
			write();
		} catch (error) {
			problem = fileProblem('write', path, error);
		}
	}

	return {
		ok: true,
		file: {
			path,
			append(record) {
				requireOpen();
				const line = Buffer.from(encodeRecord(record, crc32));
				attempt(() => {
					writeWhole(descriptor, line);
					hash.update(line);
					records++;
				});
				return problem === null ? { ok: true } : { ok: false, problem };
			},
			close() {
				requireOpen();
				open = false;
				const trailer: TrailerRecord = { record: 'trailer', records, sha256: hash.digest('hex') };
				attempt(() => {
					writeWhole(descriptor, Buffer.from(encodeRecord(trailer, crc32)));
					fsyncSync(descriptor);
				});
				try {
					closeSync(descriptor);
				} catch (error) {
					problem ??= fileProblem('write', path, error);
				}
				return problem === null ? { ok: true, trailer } : { ok: false, problem };
			},
		},
	};
}

/** One `write` as a rule. A full disk may take only a part: the next call then says why. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
	let written = 0;
	while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

/** A recording as read from its file: a problem has a code besides, and names the file and the line. */
export type RecordingFileReading =
	| Extract<RecordingReading, { ok: true }>
	| (Failed & { readonly recording: Extract<RecordingReading, { ok: false }>['recording'] });

const READ_LENGTH = 1 << 20;

/**
 * Reads a recording, whole or cut, a megabyte at a time. Whatever is wrong comes back as a problem with everything
 * sound before it: no file, a folder, an empty file, a file of another kind, damage at a line.
 */
export async function readRecordingFile(path: string): Promise<RecordingFileReading> {
	try {
		const handle = await open(path, 'r');
		try {
			return await readFrom(handle, path);
		} finally {
			await handle.close();
		}
	} catch (error) {
		return { ok: false, problem: fileProblem('read', path, error), recording: null };
	}
}

async function readFrom(handle: FileHandle, path: string): Promise<RecordingFileReading> {
	const reader = createRecordingReader(readerPlatform());
	const buffer = new Uint8Array(READ_LENGTH);
	for (;;) {
		const { bytesRead } = await handle.read(buffer);
		if (bytesRead === 0 || !reader.push(buffer.subarray(0, bytesRead))) break;
	}
	return asFileReading(path, reader.end());
}

/** Reads a recording that is in memory already; `name` is what messages call it. Otherwise as {@link readRecordingFile}. */
export function readRecordingBytes(name: string, bytes: Uint8Array): RecordingFileReading {
	const reader = createRecordingReader(readerPlatform());
	reader.push(bytes);
	return asFileReading(name, reader.end());
}

/** Whether bytes begin as a recording does, with a checksum. JSON does not. */
export function looksLikeRecording(bytes: Uint8Array): boolean {
	return /^[0-9a-f]{8} \{/.test(Buffer.from(bytes.subarray(0, 10)).toString('latin1'));
}

function readerPlatform(): ReaderPlatform {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	return {
		crc32,
		createSha256: () => createHash('sha256'),
		decodeUtf8: (bytes) => decoder.decode(bytes),
	};
}

function asFileReading(name: string, reading: RecordingReading): RecordingFileReading {
	if (reading.ok) return reading;
	const { problem: wrong, recording } = reading;
	const message = `${name}, line ${wrong.line}: ${wrong.message}`;
	return { ok: false, problem: { code: 'damaged', message, wrong }, recording };
}
