import type { OpenContender } from '../contender.ts';
import { createContentReader } from '../content-reader.ts';
import { chatBody } from '../stream-request.ts';

/** Node's own `fetch`: the clock is read after each `read()` of the body's reader. */
export const open: OpenContender = (baseUrl, clock, arrived) => {
	const headers = { 'content-type': 'application/json' };
	return {
		async stream(request) {
			const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers, body: chatBody(request) });
			if (!response.body) throw new Error('the response has no body');
			const read = createContentReader(arrived);
			const reader = response.body.getReader();
			for (;;) {
				const part = await reader.read();
				const atNs = clock.now();
				if (part.done) return;
				read(part.value, atNs);
			}
		},
	};
};
