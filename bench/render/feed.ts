import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';
import { planStream } from '../../src/main/simulator/schedule.ts';
import { streamAnswer } from '../../src/main/simulator/stream-answer.ts';
import { paceOf } from './paces.ts';

// Providers for the render benchmark in a process of their own: `/{pace}/{number}/v1` speaks OpenAI's chat stream.

const bodySchema = z.object({
	max_tokens: z.int().optional(),
	max_completion_tokens: z.int().optional(),
	stream_options: z.object({ include_usage: z.boolean() }).optional(),
});

const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
	void answer(request, response);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const openedNs = process.hrtime.bigint();
	const [, paceName = '', number = ''] = (request.url ?? '').split('/');
	const pace = paceOf(paceName);
	if (pace === undefined) {
		response.writeHead(404).end();
		return;
	}
	const asked = bodySchema.parse(JSON.parse(await text(request)));
	const tokens = asked.max_tokens ?? asked.max_completion_tokens ?? 1;
	const generator = xoroshiro128plus(Number(number) + 1);
	const plan = planStream(pace, () => uniformFloat64(generator), tokens);
	const includeUsage = asked.stream_options?.include_usage ?? false;
	streamAnswer(
		response,
		openedNs,
		plan,
		{ prompt: '', input: '', maximumTokens: tokens, includeUsage },
		{ id: `chatcmpl-${paceName}-${number}`, model: 'bench', created: Math.floor(Date.now() / 1000) },
		{ written() {}, ended() {} },
	);
}

server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	if (address !== null && typeof address === 'object') process.send?.({ port: address.port });
});
// It ends with whoever started it.
process.on('disconnect', () => process.exit());
