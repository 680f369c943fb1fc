import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';
import { msToNs, ns } from '../../src/core/time.ts';
import { createClock } from '../../src/main/engine/clock.ts';
import { contentOf, type StreamRequest, TOKENS_PER_SECOND, type TokenTime } from './stream-request.ts';

// The process that streams: OpenAI-compatible, one frame per write, the clock read just before each.

/** What the server tells its parent. */
export type FromServer =
	| { readonly type: 'listening'; readonly port: number }
	/** Everything written since the last one, in order. */
	| { readonly type: 'written'; readonly tokens: readonly TokenTime[] };

/** The parent asks for what was written, once nothing is being measured. */
export interface ToServer {
	readonly type: 'collect';
}

/** Time between a request and its first token, before the stream's own phase. */
const FIRST_TOKEN_MS = 30;
/** How far a token strays from its beat, to either side. */
const JITTER_MS = 2;
/** New requests are looked for at least this often. */
const LONGEST_NAP_MS = 1;

interface Stream {
	readonly request: StreamRequest;
	readonly response: ServerResponse;
	readonly dueNs: Float64Array;
	next: number;
}

const chatSchema = z.object({ messages: z.tuple([z.object({ content: z.string() })]) });
const requestSchema: z.ZodType<StreamRequest> = z.object({ stream: z.int(), tokens: z.int(), seed: z.int() });

if (process.send === undefined) throw new Error('this server is started by the benchmark');
const clock = createClock(BigInt(process.argv[2] ?? ''));
const streams = new Set<Stream>();
const bell = new Int32Array(new SharedArrayBuffer(4));
let written: TokenTime[] = [];
let stepping = false;

function tell(message: FromServer): void {
	process.send?.(message);
}

function frame(delta: object, finishReason: string | null): string {
	const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
	const chunk = {
		id: 'chatcmpl-arrival',
		object: 'chat.completion.chunk',
		created: 1_700_000_000,
		model: 'bench',
		choices,
	};
	return `data: ${JSON.stringify(chunk)}\n\n`;
}
const LAST_FRAMES = `${frame({}, 'stop')}data: [DONE]\n\n`;

/** Streams start anywhere within a beat and tokens stray from it, so writes are spread as those of many providers are. */
function schedule({ tokens, seed, stream }: StreamRequest): Float64Array {
	const generator = xoroshiro128plus(seed * 1_000 + stream);
	const draw = (): number => uniformFloat64(generator);
	const beatMs = 1_000 / TOKENS_PER_SECOND;
	const startMs = FIRST_TOKEN_MS + draw() * beatMs;
	const startNs = clock.now();
	return Float64Array.from(
		{ length: tokens },
		(_, token) => startNs + msToNs(startMs + token * beatMs + (2 * draw() - 1) * JITTER_MS),
	);
}

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
	let body = '';
	for await (const part of incoming.setEncoding('utf8')) body += part;
	const [{ content }] = chatSchema.parse(JSON.parse(body)).messages;
	const request = requestSchema.parse(JSON.parse(content));
	response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
	response.flushHeaders();
	const stream: Stream = { request, response, dueNs: schedule(request), next: 0 };
	streams.add(stream);
	response.once('close', () => streams.delete(stream));
	if (!stepping) {
		stepping = true;
		setImmediate(step);
	}
}

/**
 * Writes at most one token, then gives the event loop a turn, since Node joins the writes of one turn into one packet.
 * Timers would bring the writes together at whole milliseconds, so this sleeps in place instead, briefly.
 */
function step(): void {
	const stream = earliest();
	if (!stream) {
		stepping = false;
		return;
	}
	const dueNs = stream.dueNs[stream.next] as number;
	const leftMs = (dueNs - clock.now()) / 1e6;
	if (leftMs > 0) Atomics.wait(bell, 0, 0, Math.min(leftMs, LONGEST_NAP_MS));
	if (clock.now() >= dueNs) write(stream);
	setImmediate(step);
}

function earliest(): Stream | null {
	let found: Stream | null = null;
	let foundNs = Number.POSITIVE_INFINITY;
	for (const stream of streams) {
		const dueNs = stream.dueNs[stream.next] as number;
		if (dueNs >= foundNs) continue;
		found = stream;
		foundNs = dueNs;
	}
	return found;
}

function write(stream: Stream): void {
	const { request, response } = stream;
	const token = stream.next;
	const text = frame({ content: contentOf(request.stream, token) }, null);
	const atNs = clock.now();
	response.write(text);
	written.push({ stream: request.stream, token, atNs: ns(atNs) });
	stream.next += 1;
	if (stream.next < request.tokens) return;
	streams.delete(stream);
	// In a turn of its own, so that it does not join the packet of the last token.
	setImmediate(() => response.end(LAST_FRAMES));
}

process.on('disconnect', () => process.exit(0));
process.on('message', (_message: ToServer) => {
	tell({ type: 'written', tokens: written });
	written = [];
});

const server = createServer({ noDelay: true }, (incoming, response) => {
	// A request that this server does not understand is a mistake in the benchmark: it ends with this process.
	void answer(incoming, response);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	if (address === null || typeof address !== 'object') throw new Error('the server has no port');
	tell({ type: 'listening', port: address.port });
});
