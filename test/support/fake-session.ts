import { expect } from 'vitest';
import type { Arrival } from '../../src/core/batch.ts';
import type { ConnectionFacts, Mark } from '../../src/core/events.ts';
import { ns } from '../../src/core/time.ts';
import { dialectOf } from '../../src/main/engine/dialects/registry.ts';
import { createRedactor } from '../../src/main/engine/redact.ts';
import { createSession, type SessionLimits } from '../../src/main/engine/session.ts';
import type { ReadyRequest, ResponseHandler } from '../../src/main/engine/transport.ts';
import { createVirtualTime } from './virtual-time.ts';

export const LIMITS: SessionLimits = { connectMs: 1_000, idleMs: 5_000, totalMs: 60_000, maxFrameBytes: 4_096 };

const CONNECTION: ConnectionFacts = {
	reused: false,
	cold: false,
	lookupNs: null,
	connectNs: ns(1),
	secureNs: null,
	remoteAddress: '127.0.0.1',
	protocol: 'http/1.1',
};

const EVENT_STREAM = { 'content-type': 'text/event-stream' };

/** A chunk of a Chat Completions stream as it goes over the wire. */
export function chunk(delta: object, finishReason: string | null = null): string {
	return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
}
export const text = (content: string): string => chunk({ content });
export const FINISH = chunk({}, 'stop');
export const DONE = 'data: [DONE]\n\n';

/** A session on a virtual clock whose network is the test: `sent`, `head`, `body`, `end` and `error` are what it does. */
export function startFakeSession({
	keys = [],
	limits = {},
}: {
	readonly keys?: readonly string[];
	readonly limits?: Partial<SessionLimits>;
} = {}) {
	const time = createVirtualTime();
	const marks: Mark[] = [];
	const arrivals: Arrival[] = [];
	/** What was told, in order: the types of marks, and `arrival`, and `told` for the end. */
	const order: string[] = [];
	let handler: ResponseHandler | null = null;
	let aborts = 0;
	let read = 0;
	const ready: ReadyRequest = {
		release(given) {
			handler = given;
			return {
				abort() {
					aborts += 1;
				},
			};
		},
	};
	const session = createSession(
		{ stream: 3, host: 'provider.test', ready },
		{
			dialect: dialectOf('openai-chat'),
			clock: time.clock,
			timers: time.timers,
			limits: { ...LIMITS, ...limits },
			redactor: createRedactor(keys),
			arrival(arrival) {
				arrivals.push(arrival);
				order.push('arrival');
			},
			mark(mark) {
				marks.push(mark);
				order.push(mark.type);
			},
			ended() {
				order.push('told');
			},
		},
	);
	session.release(time.clock.now());

	/** As the transport promises: nothing is reported once the exchange was given up. */
	function report(task: (handler: ResponseHandler) => void): void {
		if (handler !== null && aborts === 0) task(handler);
	}

	const network = {
		sent(): void {
			report((to) => to.onSent(time.clock.now(), CONNECTION));
		},
		head(status = 200, headers: Readonly<Record<string, string>> = EVENT_STREAM): void {
			report((to) => to.onHead(time.clock.now(), time.clock.now(), status, headers));
		},
		/** One socket read, which HTTP may hand over in several parts. */
		body(...parts: readonly (string | Uint8Array)[]): void {
			read += 1;
			const atNs = time.clock.now();
			for (const part of parts) {
				report((to) => to.onBody(read, atNs, typeof part === 'string' ? Buffer.from(part) : part));
			}
		},
		end(): void {
			report((to) => to.onEnd(time.clock.now()));
		},
		error(code: string, message = 'broken'): void {
			report((to) => to.onError(time.clock.now(), Object.assign(new Error(message), { code })));
		},
	};

	return {
		...network,
		time,
		marks,
		arrivals,
		order,
		cancel: () => session.cancel(),
		aborts: () => aborts,
		/** Sent and answered with the head of an event stream. */
		streaming(): void {
			network.sent();
			network.head();
		},
		/** The end, which must have been told exactly once and last. Throws otherwise. */
		ended(): Extract<Mark, { type: 'ended' }> {
			const ends = marks.filter((mark) => mark.type === 'ended');
			const [end] = ends;
			if (end === undefined || ends.length > 1 || order.slice(-2).join() !== 'ended,told') {
				throw new Error(`ended ${ends.length} times: ${order.join()}`);
			}
			return end;
		},
	};
}
export type FakeSession = ReturnType<typeof startFakeSession>;

/** A session ends once, leaves no timer behind, and says nothing afterwards, whatever still comes. */
export function expectNothingFollows(session: FakeSession): void {
	session.ended();
	expect(session.time.pending()).toBe(0);
	const said = session.order.length;
	session.body(text('late'));
	session.end();
	session.error('ECONNRESET');
	session.cancel();
	session.time.advance(1_000_000);
	expect(session.order).toHaveLength(said);
}
