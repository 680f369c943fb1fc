import { expect, test } from 'vitest';
import { decodeArrivals, encodeBatch, encodeLists } from '../../src/core/batch.ts';
import { ns } from '../../src/core/time.ts';
import { arrival } from '../support/recordings.ts';

// Would catch a run that is told with the text of one request in another's.
test('lists of arrivals are packed one after the other, as if they were one', () => {
	const first = [arrival({ text: 'One', tokens: 1 }), arrival({ text: ' two 👍', atNs: ns(9) })];
	const second = [arrival({ stream: 1, kind: 'reasoning', text: 'three', tokens: null, tokenSource: 'none' })];
	const packed = encodeLists(4, [first, [], second], []);
	expect(packed).toEqual(encodeBatch(4, [...first, ...second], []));
	expect(decodeArrivals(packed)).toEqual([...first, ...second]);
});
