import { Agent, request as send } from 'node:http';
import type { OpenContender } from '../contender.ts';
import { createContentReader } from '../content-reader.ts';
import { chatBody } from '../stream-request.ts';

/** Bare `node:http`: the clock is read on the first line of the 'data' listener. */
export const open: OpenContender = (baseUrl, clock, arrived) => {
	const agent = new Agent({ keepAlive: true });
	const headers = { 'content-type': 'application/json' };
	return {
		stream: (request) =>
			new Promise((resolve, reject) => {
				const outgoing = send(`${baseUrl}/chat/completions`, { agent, method: 'POST', headers }, (response) => {
					const read = createContentReader(arrived);
					response.on('data', (bytes: Uint8Array) => {
						const atNs = clock.now();
						read(bytes, atNs);
					});
					response.on('error', reject);
					response.on('end', resolve);
				});
				outgoing.on('error', reject);
				outgoing.end(chatBody(request));
			}),
	};
};
