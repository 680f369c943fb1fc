import { Agent, request as send } from 'undici';
import type { OpenContender } from '../contender.ts';
import { createContentReader } from '../content-reader.ts';
import { chatBody } from '../stream-request.ts';

/** `undici.request`: the clock is read on the first line of the body's 'data' listener. */
export const open: OpenContender = (baseUrl, clock, arrived) => {
	const dispatcher = new Agent({ connections: null, pipelining: 1 });
	const headers = { 'content-type': 'application/json' };
	return {
		async stream(request) {
			const { body } = await send(`${baseUrl}/chat/completions`, {
				dispatcher,
				method: 'POST',
				headers,
				body: chatBody(request),
			});
			const read = createContentReader(arrived);
			await new Promise((resolve, reject) => {
				body.on('data', (bytes: Uint8Array) => {
					const atNs = clock.now();
					read(bytes, atNs);
				});
				body.on('error', reject);
				body.on('end', resolve);
			});
		},
	};
};
