import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from '../../src/core/batch.ts';
import type { RecordingRecord } from '../../src/core/recording.ts';
import { createRecordingBuilder, RecordOrderError, recordsOfBatch } from '../../src/core/recording-builder.ts';
import { ns } from '../../src/core/time.ts';
import { heldMark } from '../../src/main/engine/holds.ts';
import {
	arbitraryRun,
	arrival,
	arrivalsRecord,
	endedMark,
	releasedMark,
	requestRecord,
	runRecord,
	sentMark,
	smallRun,
} from '../support/recordings.ts';
import { failure } from '../support/scored-runs.ts';

function built(records: readonly RecordingRecord[]) {
	const builder = createRecordingBuilder();
	for (const record of records) builder.apply(record);
	return builder;
}

const asked: readonly RecordingRecord[] = [runRecord(), requestRecord(0)];
const begun: readonly RecordingRecord[] = [...asked, { record: 'mark', mark: sentMark() }];
const counts = (tokens: number[], stream = 0): RecordingRecord => ({
	record: 'counts',
	stream,
	tokenizer: 'o200k_base',
	tokens,
});
const health: RecordingRecord = {
	record: 'health',
	measured: {
		loopDelayP99Ms: 0.2,
		scheduleLagP99Ms: null,
		skewMs: 0.1,
		reads: 3,
		multiFrameReads: 0,
		coldConnections: 0,
		contentEncodings: [],
		proxied: false,
		httpVersions: ['1.1'],
		cachedPromptTokens: 0,
		sequenceGaps: 0,
	},
};

describe('the recording builder', () => {
	// Would catch an arrival lost, doubled or given to another stream when batches mix streams.
	it('gives each stream what happened to it, however streams and batches mix', () => {
		fc.assert(
			fc.property(arbitraryRun, ({ streams, records }) => {
				const { requests, closed } = built(records).recording();
				expect(closed).toBe(false);
				expect(requests.map(({ arrivals }) => arrivals)).toEqual(streams.map(({ arrivals }) => arrivals));
				for (const [stream, { marks, arrivals }] of streams.entries()) {
					const request = requests[stream];
					expect(request?.request.stream).toBe(stream);
					const seen = [request?.released, request?.sent, request?.responded, request?.ended];
					expect(seen.filter((mark) => mark !== null)).toEqual(marks);
					expect(request?.commonTokens?.length ?? null).toBe(marks.length === 4 ? arrivals.length : null);
				}
			}),
		);
	});

	// Would catch copying all arrivals for each look at a live run, and marks that change under the reader's hands.
	it('shares its arrivals and keeps the marks of an earlier look', () => {
		const builder = built([...begun, arrivalsRecord([arrival()])]);
		const before = builder.recording();
		builder.apply(arrivalsRecord([arrival({ text: 'more' })]));
		builder.apply({ record: 'mark', mark: endedMark() });
		const after = builder.recording();
		expect(after.requests[0]?.arrivals).toBe(before.requests[0]?.arrivals);
		expect(after.requests[0]?.arrivals).toHaveLength(2);
		expect(before.requests[0]?.ended).toBeNull();
		expect(after.requests[0]?.ended).toEqual(endedMark());
	});

	it('holds the measured health', () => {
		expect(built([...begun, health]).recording().measured).toMatchObject({ loopDelayP99Ms: 0.2, reads: 3 });
	});

	it('says whether the run record was applied, and has no recording before', () => {
		const builder = createRecordingBuilder();
		expect(builder.started).toBe(false);
		expect(() => builder.recording()).toThrow('begins with its run record');
		builder.apply(runRecord());
		expect(builder.started).toBe(true);
	});

	const ended: readonly RecordingRecord[] = [...begun, { record: 'mark', mark: endedMark() }];
	const wrong: [what: string, records: readonly RecordingRecord[], record: RecordingRecord, message: string][] = [
		['no run record first', [], requestRecord(0), 'begins with its run record'],
		['a trailer alone', [], { record: 'trailer', records: 0, sha256: '' }, 'begins with its run record'],
		['two runs', begun, runRecord(), 'A second run record'],
		['a gap between streams', begun, requestRecord(2), 'stream 2 where stream 1 was next'],
		['a stream twice', begun, requestRecord(0), 'stream 0 where stream 1 was next'],
		['a round too many', begun, requestRecord(1, { round: 2 }), 'round 2, but the run has 1'],
		['an unknown provider', begun, requestRecord(1, { provider: 1 }), 'provider 1, but the run has 1'],
		['arrivals without a request', begun, arrivalsRecord([arrival({ stream: 1 })]), 'stream 1, which has no request'],
		[
			'a mark without a request',
			begun,
			{ record: 'mark', mark: releasedMark(3) },
			'"released" of stream 3, which has no',
		],
		['counts without a request', begun, counts([], 1), 'stream 1, which has no request'],
		['arrivals of what was not sent', asked, arrivalsRecord([arrival()]), 'stream 0, which was not sent'],
		[
			'an arrival before the sending',
			begun,
			arrivalsRecord([arrival({ atNs: ns(19) })]),
			'at 19 ns, which was sent at 20 ns',
		],
		[
			'a moment that falls from one record to the next',
			[...begun, arrivalsRecord([arrival({ atNs: ns(50) })])],
			arrivalsRecord([arrival({ atNs: ns(49) })]),
			'at 49 ns after one at 50 ns',
		],
		[
			'a moment that falls within a record',
			begun,
			arrivalsRecord([arrival({ atNs: ns(50) }), arrival({ atNs: ns(49) })]),
			'at 49 ns after one at 50 ns',
		],
		[
			'a held end of what was released',
			[...asked, { record: 'mark', mark: releasedMark() }],
			{ record: 'mark', mark: heldMark(0, ns(30), failure({ kind: 'held' })) },
			'Stream 0 ended as held, and had been released',
		],
		['arrivals after the end', ended, arrivalsRecord([arrival()]), 'Arrivals of stream 0 after its end'],
		['a mark after the end', ended, { record: 'mark', mark: releasedMark() }, '"released" of stream 0 after its end'],
		['a second end', ended, { record: 'mark', mark: endedMark() }, 'A second mark "ended" of stream 0'],
		['too few counts', [...begun, arrivalsRecord([arrival()])], counts([]), '1 arrival and 0 counts'],
		['too many counts', begun, counts([1]), '0 arrivals and 1 count:'],
		['counts twice', [...ended, counts([])], counts([]), 'Second counts of stream 0'],
		['arrivals after counts', [...begun, counts([])], arrivalsRecord([arrival()]), 'after its counts'],
		['health twice', [...begun, health], health, 'A second health record'],
		[
			'a wrong count',
			begun,
			{ record: 'trailer', records: 4, sha256: '' },
			'counts 4 records before it and there are 3',
		],
		[
			'a record after the trailer',
			[...begun, { record: 'trailer', records: 3, sha256: '' }],
			health,
			'after the trailer',
		],
	];
	// Would catch a rule that is not held to, and a refused record that leaves a part of itself behind.
	it.each(wrong)('refuses %s and stays as it was', (_, records, record, message) => {
		const builder = built(records);
		const before = builder.started ? structuredClone(builder.recording()) : null;
		expect(() => builder.apply(record)).toThrow(RecordOrderError);
		expect(() => builder.apply(record)).toThrow(message);
		if (before !== null) expect(builder.recording()).toEqual(before);
	});

	// Would catch the sound half of a refused record being kept.
	it('takes nothing of an arrivals record of which one arrival is wrong', () => {
		const builder = built(begun);
		expect(() => builder.apply(arrivalsRecord([arrival(), arrival({ stream: 7 })]))).toThrow('stream 7');
		expect(builder.recording().requests[0]?.arrivals).toEqual([]);
	});

	// Would catch growth that copies: a quarter of a million arrivals would then take minutes.
	it('takes many small records of one stream', () => {
		const builder = built(begun);
		const record = arrivalsRecord([arrival(), arrival()]);
		for (let index = 0; index < 125_000; index++) {
			builder.apply(record);
			builder.recording();
		}
		expect(builder.recording().requests[0]?.arrivals).toHaveLength(250_000);
	});
});

describe('the records of a batch', () => {
	// Would catch an end that is written before the arrivals of the same batch: the reader would refuse the file.
	it('are marks, then arrivals, then ends', () => {
		const released = releasedMark(1);
		const batch = encodeBatch(0, [arrival(), arrival({ atNs: ns(2) })], [endedMark(), released]);
		const records = recordsOfBatch(batch);
		expect(records.map((record) => (record.record === 'mark' ? record.mark.type : record.record))).toEqual([
			'released',
			'arrivals',
			'ended',
		]);
	});

	it('are none for an empty batch, and hold no arrivals record without arrivals', () => {
		expect(recordsOfBatch(encodeBatch(0, [], []))).toEqual([]);
		expect(recordsOfBatch(encodeBatch(0, [], [releasedMark()]))).toEqual([{ record: 'mark', mark: releasedMark() }]);
	});

	it('keep the pieces of a character apart that was split between two arrivals', () => {
		const texts = smallRun().flatMap((record) => (record.record === 'arrivals' ? record.text : []));
		expect(texts).toEqual(['你好 😀', '\ud83d', '\ude00\0\n\r\u2028"\\']);
	});
});
