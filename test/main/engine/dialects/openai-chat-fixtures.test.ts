import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteByByte, cutAt, cuts } from '../../../support/byte-splits.ts';
import { hear } from '../../../support/openai-stream.ts';

const FOLDER = new URL('../../../fixtures/openai-chat/', import.meta.url);

const quirks = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.sse'))
	.map((name) => {
		const expected = JSON.parse(readFileSync(new URL(name.replace('.sse', '.json'), FOLDER), 'utf8'));
		return {
			name: name.replace('.sse', ''),
			about: expected.about as string,
			events: expected.events as unknown[],
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
