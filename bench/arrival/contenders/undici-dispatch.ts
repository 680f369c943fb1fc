import { Agent } from 'undici';
import type { OpenContender } from '../contender.ts';
import { createContentReader } from '../content-reader.ts';
import { chatBody } from '../stream-request.ts';

/** `dispatch`, undici's lowest door: the clock is read on the first line of `onResponseData`. */
export const open: OpenContender = (baseUrl, clock, arrived) => {
	const agent = new Agent({ connections: null, pipelining: 1 });
	const { origin, pathname } = new URL(`${baseUrl}/chat/completions`);
	const headers = { 'content-type': 'application/json' };
	return {
		stream: (request) =>
			new Promise((resolve, reject) => {
				const read = createContentReader(arrived);
				agent.dispatch(
					{ origin, path: pathname, method: 'POST', headers, body: chatBody(request) },
					{
						onRequestStart() {},
						onResponseStart() {},
						onResponseData(_controller, bytes) {
							const atNs = clock.now();
							read(bytes, atNs);
						},
						onResponseEnd: () => resolve(),
						onResponseError: (_controller, error) => reject(error),
					},
				);
			}),
	};
};
