import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendedRecord } from '../../../src/core/recording.ts';
import { createRecordingBuilder } from '../../../src/core/recording-builder.ts';
import { createRecordingFile, type RecordingFile, readRecordingFile } from '../../../src/main/recordings/file.ts';
import { fileProblem } from '../../../src/main/recordings/file-problem.ts';
import {
	arrival,
	arrivalsRecord,
	closedRecords,
	openBytes,
	requestRecord,
	runRecord,
	sentMark,
	smallRun,
} from '../../support/recordings.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'recordings-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

function created(path: string): RecordingFile {
	const result = createRecordingFile(path);
	if (!result.ok) throw new Error(result.problem.message);
	return result.file;
}

function appendAll(file: RecordingFile, records: readonly AppendedRecord[]): void {
	for (const record of records) expect(file.append(record)).toEqual({ ok: true });
}

describe('a recording being written', () => {
	// Would catch lines that wait in a buffer: a killed process would lose them.
	it('has each record in the file as soon as it was appended', () => {
		const path = join(folder, 'run.fluidity');
		const file = created(path);
		const records = smallRun();
		records.forEach((record, index) => {
			expect(file.append(record)).toEqual({ ok: true });
			expect(readFileSync(path)).toEqual(openBytes(records.slice(0, index + 1)));
		});
		file.close();
	});

	// Would catch a trailer over other bytes, and a live recording that differs from the one read again.
	it('reads again as the live recording, closed by the trailer that close gives', async () => {
		const path = join(folder, 'run.fluidity');
		const file = created(path);
		const builder = createRecordingBuilder();
		const records = smallRun();
		appendAll(file, records);
		for (const record of records) builder.apply(record);
		const closed = file.close();
		if (!closed.ok) throw new Error(closed.problem.message);
		builder.apply(closed.trailer);
		expect(readFileSync(path)).toEqual(openBytes(closedRecords(records)));
		expect(await readRecordingFile(path)).toEqual({ ok: true, recording: builder.recording(), cut: null });
	});

	it('may be read while it grows', async () => {
		const path = join(folder, 'run.fluidity');
		const file = created(path);
		appendAll(file, smallRun().slice(0, 2));
		expect(await readRecordingFile(path)).toMatchObject({ ok: true, cut: { line: 3, bytes: 0 } });
		file.close();
	});

	it.skipIf(process.platform === 'win32')('is readable and writable by its owner alone', () => {
		const path = join(folder, 'run.fluidity');
		created(path).close();
		expect(statSync(path).mode & 0o777).toBe(0o600);
	});

	it('refuses use after it was closed: that is a bug of the caller', () => {
		const file = created(join(folder, 'run.fluidity'));
		file.close();
		expect(() => file.append(runRecord())).toThrow('was closed');
		expect(() => file.close()).toThrow('was closed');
	});

	it('never overwrites a file', () => {
		const path = join(folder, 'run.fluidity');
		writeFileSync(path, 'precious');
		const result = createRecordingFile(path);
		expect(result).toMatchObject({ ok: false, problem: { code: 'exists', message: expect.stringContaining(path) } });
		expect(readFileSync(path, 'utf8')).toBe('precious');
	});

	it('says that the folder is missing, or is no folder', () => {
		const missing = createRecordingFile(join(folder, 'none', 'run.fluidity'));
		expect(missing).toMatchObject({ ok: false, problem: { code: 'folder-missing' } });
		writeFileSync(join(folder, 'plain'), '');
		const plain = createRecordingFile(join(folder, 'plain', 'run.fluidity'));
		expect(plain).toMatchObject({ ok: false, problem: { code: 'folder-missing' } });
	});

	it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('says that the folder may not be written', () => {
		const locked = join(folder, 'locked');
		mkdirSync(locked);
		chmodSync(locked, 0o500);
		const result = createRecordingFile(join(locked, 'run.fluidity'));
		expect(result).toMatchObject({ ok: false, problem: { code: 'no-permission' } });
	});
});

describe('reading a recording from a file', () => {
	const problemOf = async (path: string) => {
		const reading = await readRecordingFile(path);
		if (reading.ok) throw new Error('nothing was found wrong');
		return reading.problem;
	};

	it('says that there is none, or that it is a folder', async () => {
		expect(await problemOf(join(folder, 'none.fluidity'))).toMatchObject({ code: 'missing' });
		expect(await problemOf(folder)).toMatchObject({ code: 'is-folder' });
	});

	it('says that it is empty, of another kind, or damaged at a line, naming the file', async () => {
		const path = join(folder, 'run.fluidity');
		const wrong: [content: string | Buffer, message: string][] = [
			['', 'line 1: The file is empty'],
			['a,b,c\n1,2,3\n', 'line 1: This is not a recording'],
			[openBytes([runRecord(), runRecord()]), 'line 2: A second run record'],
		];
		for (const [content, message] of wrong) {
			writeFileSync(path, content);
			expect(await problemOf(path)).toMatchObject({
				code: 'damaged',
				message: expect.stringContaining(`${path}, ${message}`),
			});
		}
	});

	// Would catch lines lost or bent at the edges of the megabytes that a file is read in.
	it('gives what is in a file of many megabytes', async () => {
		const path = join(folder, 'run.fluidity');
		const file = created(path);
		appendAll(file, [runRecord(), requestRecord(0), { record: 'mark', mark: sentMark() }]);
		const texts = Array.from({ length: 40 }, (_, index) => `${'多字节'.repeat(20_000 + index)}😀`);
		for (const text of texts) appendAll(file, [arrivalsRecord([arrival({ text })])]);
		file.close();
		expect(statSync(path).size).toBeGreaterThan(5 << 20);
		const reading = await readRecordingFile(path);
		expect(reading.ok && reading.recording.closed).toBe(true);
		expect(reading.recording?.requests[0]?.arrivals.map(({ text }) => text)).toEqual(texts);
	});

	// A sanity check of size: a reader that is quadratic in lines or arrivals would run into the time limit.
	it('reads a quarter of a million arrivals', async () => {
		const path = join(folder, 'run.fluidity');
		const file = created(path);
		appendAll(file, [runRecord(), requestRecord(0), { record: 'mark', mark: sentMark() }]);
		const record = arrivalsRecord(Array.from({ length: 50 }, (_, read) => arrival({ read })));
		for (let batch = 0; batch < 5_000; batch++) file.append(record);
		file.close();
		const reading = await readRecordingFile(path);
		expect(reading.recording?.requests[0]?.arrivals).toHaveLength(250_000);
	});
});

describe('an error of the file system in words', () => {
	const systemError = (code: string) => Object.assign(new Error(`${code}: words`), { code, syscall: 'write' });

	it('has a code to match on', () => {
		for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG']) {
			expect(fileProblem('write', 'a', systemError(code)).code).toBe('no-room');
		}
		for (const code of ['EACCES', 'EPERM', 'EROFS']) {
			expect(fileProblem('create', 'a', systemError(code)).code).toBe('no-permission');
			expect(fileProblem('read', 'a', systemError(code)).message).toContain('may not be read');
		}
		expect(fileProblem('write', 'a', systemError('EIO'))).toEqual({
			code: 'system',
			message: 'Could not write a: Error: EIO: words',
			quote: 'Error: EIO: words',
		});
	});

	// Would catch a bug of ours shown to people as trouble with their disk.
	it('is no word at all for a bug, which is thrown on', () => {
		expect(() => fileProblem('write', 'a', new TypeError('bug'))).toThrow('bug');
	});
});
