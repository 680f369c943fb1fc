import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import type { Ns } from '../../src/core/time.ts';
import type { Arrived } from './contender.ts';

const chunkSchema = z.object({
	choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }) })),
});

/** What every bare client does with a read once it has been stamped: decode, frame, parse and take the content out. */
export function createContentReader(arrived: Arrived): (bytes: Uint8Array, atNs: Ns) => void {
	const decoder = new TextDecoder();
	let readNs: Ns;
	const parser = createParser({
		onEvent({ data }) {
			if (data === '[DONE]') return;
			const content = chunkSchema.parse(JSON.parse(data)).choices[0]?.delta.content;
			if (content !== undefined) arrived(content, readNs);
		},
	});
	return (bytes, atNs) => {
		readNs = atNs;
		parser.feed(decoder.decode(bytes, { stream: true }));
	};
}
