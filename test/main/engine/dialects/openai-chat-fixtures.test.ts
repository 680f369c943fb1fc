import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { msToNs } from '../../../../src/core/time.ts';
import { byteByByte, cutAt, cuts } from '../../../support/byte-splits.ts';
import { startFakeSession } from '../../../support/fake-session.ts';
import { type Heard, hear, heardAfter } from '../../../support/openai-stream.ts';

const FOLDER = new URL('../../../fixtures/openai-chat/', import.meta.url);

const quirks = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.sse'))
	.map((name) => {
		const expected = JSON.parse(readFileSync(new URL(name.replace('.sse', '.json'), FOLDER), 'utf8'));
		return {
			name: name.replace('.sse', ''),
			about: expected.about as string,
			events: expected.events as Heard[],
			bytes: new Uint8Array(readFileSync(new URL(name, FOLDER))),
		};
	});

describe('what a stream says', () => {
	it('is checked for more quirks than a handful: an empty folder would pass everything below', () => {
		expect(quirks.length).toBeGreaterThan(30);
	});

	it.each(quirks)('$name: $about', ({ bytes, events }) => {
		expect(hear([bytes])).toEqual(events);
	});

	it.each(quirks)('$name: is the same however the bytes are split', ({ bytes, events }) => {
		expect(hear(byteByByte(bytes))).toEqual(events);
		fc.assert(
			fc.property(cuts, (shares) => {
				expect(hear(cutAt(bytes, shares))).toEqual(events);
			}),
			{ numRuns: 50 },
		);
	});
});

/** Feeds a session a read for each piece, the first after one step of time; gives what arrived, with its read and moment. */
function arrivalsOf(pieces: readonly Uint8Array[], stepMs: number) {
	const hours = { idleMs: 3_600_000, totalMs: 3_600_000, maxFrameBytes: 1 << 20 };
	const { streaming, body, end, time, arrivals } = startFakeSession({ limits: hours });
	streaming();
	for (const piece of pieces) {
		time.advance(stepMs);
		body(piece);
	}
	time.advance(stepMs);
	end();
	return arrivals.map(({ kind, text, read, atNs }) => ({ kind, text, read, atNs }));
}

describe('when a stream said it', () => {
	// Would catch a frame stamped by its first byte, by the read before, or by the moment that it was decoded.
	it.each(quirks)('$name: each arrival has the moment of the read that completed its frame', ({ bytes, events }) => {
		const error = events.findIndex(({ type }) => type === 'error');
		const heard = events.slice(0, error < 0 ? events.length : error);
		const outputs = heard.flatMap((event) => (event.type === 'output' ? [event] : []));
		// How much of the bytes it takes to hear each of them: found without sessions, reads or times.
		const completedBy = heardAfter(bytes).slice(0, outputs.length);
		expect(completedBy).toHaveLength(outputs.length);

		function check(pieces: readonly Uint8Array[], stepMs: number): void {
			let length = 0;
			const ends = pieces.map((piece) => {
				length += piece.length;
				return length;
			});
			const expected = outputs.map(({ kind, text }, index) => {
				const read = ends.findIndex((end) => end >= (completedBy[index] as number)) + 1;
				return { kind, text, read, atNs: msToNs(read * stepMs) };
			});
			expect(arrivalsOf(pieces, stepMs)).toEqual(expected);
		}

		check([bytes], 7);
		check(byteByByte(bytes), 0.25);
		fc.assert(
			// No read is empty.
			fc.property(cuts, (shares) =>
				check(
					cutAt(bytes, shares).filter(({ length }) => length > 0),
					7,
				),
			),
			{ numRuns: 50 },
		);
	});
});
