import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { RecordingRecord } from '../../src/core/recording.ts';
import { createRecordingBuilder } from '../../src/core/recording-builder.ts';
import { createRecordingReader, encodeRecord, type RecordingReading } from '../../src/core/recording-lines.ts';
import {
	arbitraryRun,
	arrival,
	arrivalsRecord,
	closedRecords,
	endedMark,
	inPieces,
	lineOf,
	openBytes,
	readerPlatform,
	requestRecord,
	runRecord,
	smallRun,
	trailerOf,
} from '../support/recordings.ts';

function read(...chunks: Uint8Array[]): RecordingReading {
	const reader = createRecordingReader(readerPlatform);
	for (const chunk of chunks) if (!reader.push(chunk)) break;
	return reader.end();
}

function recordingOf(records: readonly RecordingRecord[]) {
	const builder = createRecordingBuilder();
	for (const record of records) builder.apply(record);
	return builder.recording();
}

function problemOf(...chunks: Uint8Array[]) {
	const reading = read(...chunks);
	if (reading.ok) throw new Error('nothing was found wrong');
	return reading.problem;
}

describe('a line of a recording', () => {
	// Would catch a checksum without its leading zeros, over other bytes, or a line break inside a line.
	it('is the CRC-32 of the JSON in eight lowercase digits, a space, the JSON and a newline', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (prompt) => {
				const line = encodeRecord(runRecord({ prompt }), crc32);
				expect(line).toMatch(/^[0-9a-f]{8} \{[^\n]*\}\n$/);
				expect(crc32(Buffer.from(line).subarray(9, -1))).toBe(Number.parseInt(line.slice(0, 8), 16));
			}),
		);
	});

	it('can be read by a person', () => {
		expect(encodeRecord({ record: 'counts', stream: 0, tokenizer: 'o200k_base', tokens: [1] }, () => 0xabc)).toBe(
			'00000abc {"record":"counts","stream":0,"tokenizer":"o200k_base","tokens":[1]}\n',
		);
	});
});

describe('the recording reader', () => {
	// Would catch recordings of before prices were kept being refused as of another shape.
	it('reads a provider without a price as one whose price is not known', () => {
		const run = runRecord();
		const [provider] = run.providers;
		const { price: _, ...older } = provider ?? {};
		const reading = read(lineOf(JSON.stringify({ ...run, providers: [older] })));
		expect(reading.recording?.run.providers).toEqual([{ ...older, price: null }]);
	});

	// Would catch recordings of before definitions were kept being refused, or scored by another than the usual one.
	it('reads a run without a definition as one that was declared with the usual one', () => {
		const { definition: _, ...older } = runRecord();
		expect(read(lineOf(JSON.stringify(older))).recording?.run.definition).toEqual(DEFAULT_DEFINITION);
		const definition = { ...DEFAULT_DEFINITION, reasoning: 'in', ttftDeadline: { a: 1e8, b: 0.5, c: 0 } } as const;
		expect(read(openBytes([runRecord({ definition })])).recording?.run.definition).toEqual(definition);
	});

	// Would catch any value that JSON, UTF-8 or the schema changes, and any dependence on where the bytes were cut.
	it('gives what the live builder gave, wherever the bytes are cut', () => {
		fc.assert(
			fc.property(arbitraryRun, fc.boolean(), fc.array(fc.nat(300)), ({ records: open }, close, lengths) => {
				const records = close ? closedRecords(open) : open;
				const reading = read(...inPieces(openBytes(records), lengths));
				const cut = close ? null : { line: records.length + 1, bytes: 0 };
				expect(reading).toEqual({ ok: true, recording: recordingOf(records), cut });
			}),
		);
	});

	// Would catch a reader that keeps a part of the caller's buffer, which a file reader fills again and again.
	it('is not disturbed when the caller fills one buffer again', () => {
		const records = closedRecords(smallRun());
		const bytes = openBytes(records);
		const buffer = Buffer.alloc(7);
		const reader = createRecordingReader(readerPlatform);
		for (let start = 0; start < bytes.length; start += buffer.length) {
			reader.push(buffer.subarray(0, bytes.copy(buffer, 0, start)));
		}
		expect(reader.end()).toEqual({ ok: true, recording: recordingOf(records), cut: null });
	});

	// Would catch a whole record lost or half a record kept after a crash.
	it('gives exactly the whole records of a recording cut at any byte', () => {
		const records = closedRecords(smallRun());
		const bytes = openBytes(records);
		for (let length = 0; length < bytes.length; length++) {
			const kept = bytes.subarray(0, length);
			const whole = kept.filter((byte) => byte === 0x0a).length;
			const reading = read(kept);
			if (whole === 0) {
				expect(reading).toMatchObject({ ok: false, problem: { line: 1 }, recording: null });
				continue;
			}
			const torn = length - (kept.lastIndexOf(0x0a) + 1);
			const recording = recordingOf(records.slice(0, whole));
			expect(reading).toEqual({ ok: true, recording, cut: { line: whole + 1, bytes: torn } });
			expect(recording.closed).toBe(false);
		}
	});

	// Would catch a byte that no checksum covers: the checksum's own digits, the space, the newline.
	it('finds every single changed byte of a closed recording', () => {
		const bytes = openBytes(closedRecords(smallRun()));
		fc.assert(
			fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
				const changed = Uint8Array.from(bytes);
				changed[at] = (changed[at] as number) ^ change;
				const reading = read(changed);
				expect(reading.ok && reading.recording.closed).toBe(false);
				const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
				// A newline may become another byte, or a byte a newline: still in that line. The last newline makes a cut.
				expect(reading.ok ? reading.cut?.line : reading.problem.line).toBe(line);
			}),
			{ numRuns: 2000 },
		);
	});

	it('gives everything before damage', () => {
		const records = smallRun();
		const bytes = Buffer.concat([
			openBytes(records.slice(0, 4)),
			Buffer.from('garbage\n'),
			openBytes(records.slice(4)),
		]);
		const reading = read(bytes);
		expect(reading).toMatchObject({ ok: false, problem: { line: 5 }, recording: recordingOf(records.slice(0, 4)) });
	});

	it('wants no more bytes once something is wrong', () => {
		const reader = createRecordingReader(readerPlatform);
		expect(reader.push(openBytes([runRecord()]))).toBe(true);
		expect(reader.push(Buffer.from('garbage\n'))).toBe(false);
		expect(reader.push(openBytes([requestRecord(0)]))).toBe(false);
		expect(reader.end()).toMatchObject({ ok: false, problem: { line: 2 } });
	});

	// Would catch a reader that holds gigabytes of a file of another kind because it has no newline.
	it('refuses a file of another kind at its first bytes, whole or byte by byte', () => {
		for (const content of ['SQLite format 3\0', '{"version":1}', '\n', 'deadbeef  {', 'DEADBEEF {', '0123abc']) {
			const bytes = Buffer.from(content);
			const reading = content === '0123abc' ? read(bytes, Buffer.from('\n')) : read(bytes);
			expect(reading).toMatchObject({ ok: false, problem: { line: 1 } });
			expect(read(...inPieces(bytes, Array(bytes.length).fill(1)))).toMatchObject({ ok: false, problem: { line: 1 } });
		}
		expect(problemOf(Buffer.from('%PDF-1.7')).message).toContain('not a recording');
		const reader = createRecordingReader(readerPlatform);
		expect(reader.push(new Uint8Array(100))).toBe(false);
	});

	it('tells an empty file from one that was cut within its first line', () => {
		expect(problemOf().message).toContain('empty');
		expect(problemOf(openBytes([runRecord()]).subarray(0, -1)).message).toContain('cut within its first line');
	});
});

describe('what the recording reader names', () => {
	const begin = [runRecord(), requestRecord(0)];
	const problemNext = (bytes: Uint8Array) => problemOf(openBytes(begin), bytes);
	const end: RecordingRecord = { record: 'mark', mark: endedMark() };

	it('is a checksum that does not fit', () => {
		const { line, message } = problemNext(Buffer.from('00000000 {"record":"health"}\n'));
		expect(line).toBe(3);
		expect(message).toMatch(/The checksum is 00000000 but the line has [0-9a-f]{8}:/);
	});

	it('is a line without a checksum, in capitals too', () => {
		expect(problemNext(Buffer.from('\n')).message).toContain('does not begin with a checksum');
		const lower = openBytes([end]).toString();
		const upper = lower.slice(0, 8).toUpperCase() + lower.slice(8);
		expect(problemNext(Buffer.from(upper)).message).toContain('does not begin with a checksum');
	});

	it('is a line that is not JSON, or not UTF-8', () => {
		expect(problemNext(lineOf('{"record":')).message).toContain('not JSON in UTF-8');
		expect(problemNext(lineOf(Uint8Array.of(0x22, 0xff, 0x22))).message).toContain('not JSON in UTF-8');
		expect(problemNext(lineOf('\ufeff{}')).message).toContain('not JSON in UTF-8');
	});

	it('is the place in a record that the schema does not allow', () => {
		const counts = (tokens: string) => lineOf(`{"record":"counts","stream":0,"tokenizer":"t","tokens":${tokens}}`);
		expect(problemNext(counts('[1,-1]')).message).toContain('at tokens.1: ');
		expect(problemNext(lineOf('{"record":"other"}')).message).toContain('at record: ');
		expect(problemNext(lineOf('[]')).message).toContain('at the record: ');
		const short = JSON.stringify({ ...arrivalsRecord([arrival()]), text: [] });
		expect(problemNext(lineOf(short)).message).toContain('the columns of an arrivals record must have one length');
	});

	it('is the choice of a definition that there is not', () => {
		const declared = (choice: object) =>
			problemOf(lineOf(JSON.stringify({ ...runRecord(), definition: { ...DEFAULT_DEFINITION, ...choice } })));
		expect(declared({ count: 'words' })).toMatchObject({
			line: 1,
			message: expect.stringContaining('at definition.count: Invalid option: expected one of "deadlines"|"tokens"'),
		});
		expect(declared({ unit: undefined }).message).toContain('at definition.unit: ');
		expect(declared({ ttftDeadline: { a: -1, b: 0, c: 0 } }).message).toContain('at definition.ttftDeadline');
		expect(declared({ pace: 1 }).message).toContain('at definition: Unrecognized key: "pace"');
	});

	it('is another version, before anything else that a newer run record may hold', () => {
		const { message } = problemOf(lineOf('{"record":"run","version":2,"novelty":true}'));
		expect(message).toContain('version 2 and this program reads version 1');
		expect(message).toContain('open it with');
		expect(problemOf(lineOf('{"record":"run","version":"1"}')).message).toContain('at version: ');
	});

	it('is a record out of order', () => {
		expect(problemOf(openBytes([requestRecord(0)]))).toMatchObject({ line: 1 });
		expect(problemNext(openBytes([arrivalsRecord([arrival({ stream: 4 })])])).message).toContain(
			'stream 4, which has no request',
		);
		expect(problemNext(openBytes([arrivalsRecord([arrival()])])).message).toContain('stream 0, which was not sent');
		expect(problemNext(openBytes([end, arrivalsRecord([arrival()])]))).toMatchObject({
			line: 4,
			message: expect.stringContaining('after its end'),
		});
	});

	it('is anything after the trailer, whole or torn', () => {
		const bytes = openBytes(closedRecords(begin));
		for (const extra of [openBytes([end]), openBytes([trailerOf(begin)]), Buffer.from('x'), Buffer.from('\n')]) {
			expect(problemOf(bytes, extra)).toMatchObject({ line: 4, message: expect.stringContaining('after the trailer') });
		}
	});

	// Would catch a trailer that is believed: lines taken out, exchanged or made anew must not read as closed.
	it('is a trailer that does not fit the lines before it', () => {
		const records = smallRun();
		const right = trailerOf(records);
		const forged: RecordingRecord[][] = [
			[...records.slice(0, -1), right],
			[...records.slice(0, -1), { ...right, records: records.length - 1 }],
			[...records.with(0, runRecord({ app: '0.2.0' })), right],
			[...records, { ...right, sha256: '0'.repeat(64) }],
		];
		for (const lines of forged) {
			const reading = read(openBytes(lines));
			expect(reading).toMatchObject({ ok: false, problem: { line: lines.length } });
			expect(reading.recording?.closed).toBe(false);
			if (!reading.ok) expect(reading.problem.message).toContain('SHA-256');
		}
		const miscounted = openBytes([...records, { ...right, records: right.records + 1 }]);
		expect(problemOf(miscounted).message).toContain('counts 8 records before it and there are 7');
	});
});
