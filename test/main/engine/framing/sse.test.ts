import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../../src/main/engine/framing/frame.ts';
import { createSseFraming } from '../../../../src/main/engine/framing/sse.ts';
import { anyText } from '../../../support/any-text.ts';
import { byteByByte, cutAt, cuts } from '../../../support/byte-splits.ts';

const encode = (text: string) => new TextEncoder().encode(text);

type Report = { frame: Frame } | { malformed: string } | { overflow: number } | 'keep-alive';

function listen(maxFrameBytes?: number) {
	const reports: Report[] = [];
	const framing = createSseFraming(
		{
			onFrame: (frame) => reports.push({ frame }),
			onKeepAlive: () => reports.push('keep-alive'),
			onMalformed: (malformed) => reports.push({ malformed }),
			onOverflow: (overflow) => reports.push({ overflow }),
		},
		maxFrameBytes === undefined ? {} : { maxFrameBytes },
	);
	return { framing, reports };
}

function reportsOf(pieces: readonly Uint8Array[], maxFrameBytes?: number): Report[] {
	const { framing, reports } = listen(maxFrameBytes);
	for (const piece of pieces) framing.push(piece);
	framing.end();
	return reports;
}

const frame = (data: string, event: string | null = null): Report => ({
	frame: { data, event, bytes: encode(data).length },
});

describe('an SSE stream', () => {
	it('gives a frame its name and the size of its data in bytes, not in characters', () => {
		expect(reportsOf([encode('event: note\ndata: 🌊\n\n')])).toEqual([
			{ frame: { data: '🌊', event: 'note', bytes: 4 } },
		]);
	});

	it('delivers a frame with its blank line, not only when the next bytes or the end come', () => {
		for (const ending of ['\n\n', '\r\r', '\r\n\r']) {
			const { framing, reports } = listen();
			framing.push(encode(`data: a${ending}`));
			expect(reports).toEqual([frame('a')]);
		}
	});

	it('does not take the second half of a CRLF for a blank line when a read ends between the halves', () => {
		const pieces = ['data: a\r', '\ndata: b\r', '\n\r', '\n'].map(encode);
		expect(reportsOf(pieces)).toEqual([frame('a\nb')]);
	});

	it('keeps nothing of the memory it was given: the caller may use it again', () => {
		const { framing, reports } = listen();
		const memory = encode('data: ab');
		framing.push(memory);
		memory.fill(0x78);
		framing.push(encode('c\n\n'));
		expect(reports).toEqual([frame('abc')]);
	});

	it('takes one byte order mark from its beginning, and none from a later line', () => {
		const bytes = encode('\ufeffdata: a\n\n\ufeffdata: b\n\n');
		expect(reportsOf([bytes])).toEqual([frame('a'), { malformed: 'unknown-field: data: b' }]);
		expect(reportsOf(byteByByte(bytes))).toEqual(reportsOf([bytes]));
	});

	it('finds an error field that arrives in pieces, which the parser alone would drop', () => {
		const bytes = encode('error: {"message":"gone"}\n\n');
		expect(reportsOf(byteByByte(bytes))).toEqual([frame('{"message":"gone"}', 'error')]);
	});

	it('quotes no more than 80 characters of what it does not understand', () => {
		const [unknown] = reportsOf([encode(`${'x'.repeat(5000)}\n\n`)]);
		expect(unknown).toEqual({ malformed: `unknown-field: ${'x'.repeat(80)}…` });
		const [retry] = reportsOf([encode(`retry: ${'x'.repeat(5000)}\n\n`)]);
		expect(retry).toEqual({ malformed: `invalid-retry: retry: ${'x'.repeat(73)}…` });
	});

	it('reads nothing more after its end', () => {
		const { framing, reports } = listen();
		framing.end();
		framing.push(encode('data: late\n\n'));
		framing.end();
		expect(reports).toEqual([]);
	});
});

describe('a frame without end', () => {
	const limit = 100;

	it('is given up by the push that passes the limit, once, and nothing after it is read', () => {
		const { framing, reports } = listen(limit);
		framing.push(encode('data: a\n\n'));
		framing.push(encode(`data: ${'b'.repeat(94)}`));
		expect(reports).toEqual([frame('a')]);
		framing.push(encode('b'));
		expect(reports).toEqual([frame('a'), { overflow: limit }]);
		framing.push(encode('\n\ndata: c\n\n'));
		framing.push(encode('b'.repeat(1000)));
		framing.end();
		expect(reports).toEqual([frame('a'), { overflow: limit }]);
	});

	it('is given up also when it came whole in one read, or over many lines', () => {
		expect(reportsOf([encode(`data: ${'b'.repeat(95)}\n\ndata: c\n\n`)], limit)).toEqual([{ overflow: limit }]);
		expect(reportsOf([encode('data: b\n'.repeat(15))], limit)).toEqual([{ overflow: limit }]);
		expect(reportsOf([encode('nonsense'.repeat(13))], limit)).toEqual([{ overflow: limit }]);
	});

	it('may be exactly as large as the limit', () => {
		expect(reportsOf([encode(`data: ${'b'.repeat(94)}\n\n`)], limit)).toEqual([frame('b'.repeat(94))]);
	});

	it('is not what many keep-alives or many small frames are', () => {
		expect(reportsOf([encode(': ping\n'.repeat(100))], limit)).toEqual(Array(100).fill('keep-alive'));
		expect(reportsOf([encode('data: a\n\n'.repeat(100))], limit)).toEqual(Array(100).fill(frame('a')));
		expect(reportsOf([encode('id: 1\n\n'.repeat(100))], limit)).toEqual([]);
	});

	it('never keeps more than the limit and one read, whatever the size of lines and reads', () => {
		const size = fc.integer({ min: 1, max: 250 });
		fc.assert(
			fc.property(fc.array(size, { minLength: 1 }), size, (lineSizes, readSize) => {
				const line = (length: number) => `data: ${'x'.repeat(length)}`;
				const lines = Array.from({ length: limit }, (_, index) => line(lineSizes[index % lineSizes.length] ?? 1));
				const { framing, reports } = listen(limit);
				let pushed = '';
				for (let rest = lines.join('\n'); reports.length === 0; rest = rest.slice(readSize)) {
					// Line endings are not kept.
					expect(pushed.replaceAll('\n', '').length).toBeLessThanOrEqual(limit);
					framing.push(encode(rest.slice(0, readSize)));
					pushed += rest.slice(0, readSize);
				}
				expect(reports).toEqual([{ overflow: limit }]);
			}),
		);
	});
});

describe('any bytes whatever', () => {
	const line = fc.oneof(
		fc.constantFrom(
			'',
			':',
			': ping',
			'data: [DONE]',
			'data: {"a":1}',
			'data',
			'event: x',
			'error: e',
			'retry: 1',
			'id',
		),
		anyText(30),
	);
	const text = fc
		.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n', '\n\n', '')), { maxLength: 30 })
		.map((lines) => encode(lines.flat().join('')));
	const bytes = fc.oneof(text, fc.uint8Array({ maxLength: 300 }));

	it('give the same reports, however they are split', () => {
		fc.assert(
			fc.property(bytes, cuts, fc.constantFrom(20, 1000), (whole, shares, limit) => {
				const expected = reportsOf([whole], limit);
				expect(reportsOf(cutAt(whole, shares), limit)).toEqual(expected);
				expect(reportsOf(byteByByte(whole), limit)).toEqual(expected);
			}),
			{ numRuns: 500 },
		);
	});

	it('are read in time that grows with their length only: an endless line in tiny pieces, many small frames', () => {
		const piece = encode('xy');
		const { framing, reports } = listen();
		for (let index = 0; index < 524_289; index++) framing.push(piece);
		expect(reports).toEqual([{ overflow: 1_048_576 }]);
		expect(reportsOf([encode('data: a\n\n'.repeat(100_000))])).toHaveLength(100_000);
	});
});
