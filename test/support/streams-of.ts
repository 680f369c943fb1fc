import type { HostEvent } from '../../src/core/api.ts';
import { decodeArrivals } from '../../src/core/batch.ts';

/** What each stream said, put together again: a key that is spread over frames stands in no single message. */
export function streamsOf(events: readonly HostEvent[]): string[] {
	const texts = new Map<string, string>();
	for (const event of events) {
		const batch = event.type === 'batch' ? event.batch : event.type === 'run' ? event.snapshot.batch : null;
		for (const { stream, kind, text } of batch === null ? [] : decodeArrivals(batch)) {
			const name = `${event.type === 'batch' ? 'batch' : 'run'} ${stream} ${kind}`;
			texts.set(name, (texts.get(name) ?? '') + text);
		}
	}
	return [...texts.values()];
}
