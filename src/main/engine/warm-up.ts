import { createServer } from 'node:http';
import type { Clock } from '../../core/time.ts';
import { dialectOf } from './dialects/registry.ts';
import type { Timers } from './outbox.ts';
import { createRedactor } from './redact.ts';
import { createSession, type SessionLimits } from './session.ts';
import type { Transport } from './transport.ts';

const REQUESTS = 4;
const FRAMES = 120;
const LIMITS: SessionLimits = { connectMs: 2_000, idleMs: 2_000, totalMs: 2_000, maxFrameBytes: 65_536 };

/**
 * Sends a few short streams through the whole engine, against a server of its own on loopback, and throws the results
 * away: compiling the HTTP parser and the hot code paths costs the first request of a cold engine 20 ms and more, which
 * would be measured as the provider's.
 */
export async function warmUp(transport: Transport, clock: Clock, timers: Timers): Promise<void> {
	const frame = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: ' beat' } }] })}\n\n`;
	const last = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;
	const server = createServer((request, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		request.resume();
		let sent = 0;
		const next = (): void => {
			sent += 1;
			if (sent > FRAMES) response.end(last);
			else response.write(frame, () => setImmediate(next));
		};
		request.once('end', next);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the warm-up server has no port');
	const baseUrl = `http://127.0.0.1:${address.port}/v1`;
	const lane = transport.openLane(new URL(baseUrl).origin, LIMITS.connectMs);
	const dialect = dialectOf('openai-chat');
	const { url, headers, body } = dialect.request({ baseUrl, model: 'none', prompt: '', maxTokens: FRAMES, key: null });
	try {
		await lane.prepare(1);
		for (let stream = 0; stream < REQUESTS; stream++) {
			await new Promise<void>((ended) => {
				const ready = lane.ready(new URL(url), headers, body);
				const session = createSession(
					{ stream, host: new URL(url).host, ready },
					{
						dialect,
						clock,
						timers,
						limits: LIMITS,
						redactor: createRedactor([]),
						arrival() {},
						mark() {},
						ended,
					},
				);
				session.release(clock.now());
			});
		}
	} finally {
		await lane.close();
		server.closeAllConnections();
		await new Promise((closed) => server.close(closed));
	}
}
