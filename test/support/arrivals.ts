import type { Arrival } from '../../src/core/batch.ts';
import { ns } from '../../src/core/time.ts';

/** An arrival that says `text`, and otherwise what a test does not care about. */
export function arrivalOf(text: string, changes: Partial<Arrival> = {}): Arrival {
	return {
		stream: 0,
		kind: 'text',
		read: 1,
		atNs: ns(1),
		bytes: text.length,
		tokens: null,
		tokenSource: 'none',
		text,
		...changes,
	};
}
