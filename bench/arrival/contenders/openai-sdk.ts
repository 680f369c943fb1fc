import OpenAI from 'openai';
import type { OpenContender } from '../contender.ts';
import { promptOf } from '../stream-request.ts';

/** The official SDK: the clock is read for each chunk of its `for await`. It parses before it hands a chunk out. */
export const open: OpenContender = (baseUrl, clock, arrived) => {
	const client = new OpenAI({ apiKey: 'none', baseURL: baseUrl, maxRetries: 0 });
	return {
		async stream(request) {
			const chunks = await client.chat.completions.create({
				model: 'bench',
				messages: [{ role: 'user', content: promptOf(request) }],
				stream: true,
				stream_options: { include_usage: true },
				max_tokens: request.tokens,
			});
			for await (const chunk of chunks) {
				const atNs = clock.now();
				const content = chunk.choices[0]?.delta.content;
				if (typeof content === 'string') arrived(content, atNs);
			}
		},
	};
};
