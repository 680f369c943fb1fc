import type { Arrival } from '../../core/batch.ts';
import type { Failure, FailurePhase, Mark, RequestState, StreamCounts, StreamEvent, Usage } from '../../core/events.ts';
import { assertNever } from '../../core/events.ts';
import { type Clock, type Ns, ns, nsToMs } from '../../core/time.ts';
import type { Dialect } from './dialects/dialect.ts';
import { failure, transportFailure } from './failures.ts';
import { excerpt } from './framing/excerpt.ts';
import { createSseFraming } from './framing/sse.ts';
import { allowedHeaders } from './headers.ts';
import type { Timers } from './outbox.ts';
import type { Redactor } from './redact.ts';
import type { Exchange, ReadyRequest, ResponseHandler } from './transport.ts';

/** How long each part of a request may take, in milliseconds, and how large a frame may be, in bytes. */
export interface SessionLimits {
	readonly connectMs: number;
	/** Without any output; keep-alives and empty frames do not count as progress. */
	readonly idleMs: number;
	readonly totalMs: number;
	readonly maxFrameBytes: number;
}

/** One request, ready to be sent. */
export interface SessionRequest {
	readonly stream: number;
	/** Where it goes, with the port, for messages. */
	readonly host: string;
	readonly ready: ReadyRequest;
}

export interface SessionServices {
	readonly dialect: Dialect;
	readonly clock: Clock;
	readonly timers: Timers;
	readonly limits: SessionLimits;
	readonly redactor: Redactor;
	arrival(arrival: Arrival): void;
	mark(mark: Mark): void;
	/** Told once, after the `ended` mark. */
	ended(): void;
}

/** One request to its end. */
export interface Session {
	/** Lets the request go, once; `releasedNs` is the round's release. */
	release(releasedNs: Ns): void;
	/** Ends it as cancelled, its socket closed; without effect once it has ended. */
	cancel(): void;
}

/** How long a stream may take to end after its finish reason, usage and the terminator included, or after the latter. */
const END_GRACE_MS = 5_000;
/** As much of an error body as is worth reading. */
const MOST_ERROR_BYTES = 64 * 1024;

/**
 * Makes everything that a request will need, so that its release is no more than the write. Ends in exactly one state of
 * docs/measuring.md.
 */
export function createSession(request: SessionRequest, services: SessionServices): Session {
	const { clock, timers, limits, dialect, redactor } = services;
	const { stream, host } = request;

	let phase: FailurePhase = 'connect';
	let settled = false;
	let status = 0;
	let headers: Readonly<Record<string, string>> = {};
	/** The body as text, where it is an error and no stream. */
	let errorBody: { decoder: InstanceType<typeof TextDecoder>; text: string; bytes: number } | null = null;

	let sawOutput = false;
	let finishReason: string | null = null;
	let finishedNs: Ns | null = null;
	let terminated = false;
	let usage: Usage | null = null;
	let upstream: string | null = null;
	let malformedDetail = '';
	const counts = { reads: 0, multiFrameReads: 0, frames: 0, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 };

	let read = -1;
	let readNs = clock.now();
	let framesInRead = 0;
	let progressNs = readNs;
	let exchange: Exchange | null = null;

	const pieces = redactor.createPieces<Arrival>((arrival) => services.arrival(arrival));
	/** Masked first: a key that the cut goes through would not be recognised any more. */
	const quote = (text: string, limit: number): string => excerpt(redactor.redact(text), limit);
	const decoder = dialect.createDecoder(quote);
	const framing = createSseFraming(
		{
			onFrame(frame) {
				countFrame();
				for (const event of decoder.decode(frame)) handle(event, frame.bytes);
			},
			onKeepAlive() {
				counts.keepAlives += 1;
			},
			onMalformed: malformed,
			onOverflow(limit) {
				giveUp(failure('protocol', phase, `A frame was larger than ${limit} bytes.`, { code: 'frame-too-large' }));
			},
		},
		{ maxFrameBytes: limits.maxFrameBytes, quote },
	);

	const cancelTimers: (() => void)[] = [];
	const after = (delayMs: number, task: () => void): void => {
		cancelTimers.push(timers.after(delayMs, task));
	};
	const handler: ResponseHandler = {
		onSent(atNs, connection) {
			phase = 'headers';
			progressNs = atNs;
			watchProgress(limits.idleMs);
			services.mark({ type: 'sent', stream, atNs, connection });
		},
		onHead(atNs, firstByteNs, responseStatus, responseHeaders) {
			phase = 'stream';
			status = responseStatus;
			headers = responseHeaders;
			services.mark({
				type: 'responded',
				stream,
				atNs,
				firstByteNs,
				status,
				headers: allowedHeaders(headers, redactor),
			});
			if (isEventStream()) return;
			errorBody = { decoder: new TextDecoder(), text: '', bytes: 0 };
			// There may be minutes of it, and none can be read.
			if (isSuccess() && isCompressed()) giveUp(refusal());
		},
		onBody(number, atNs, bytes) {
			if (settled) return;
			if (number !== read) {
				read = number;
				readNs = atNs;
				framesInRead = 0;
				counts.reads += 1;
			}
			if (!errorBody) {
				framing.push(bytes);
				return;
			}
			errorBody.bytes += bytes.length;
			errorBody.text += errorBody.decoder.decode(bytes, { stream: true });
			if (errorBody.bytes > MOST_ERROR_BYTES) giveUp(refusal());
		},
		onEnd(atNs) {
			if (settled) return;
			if (errorBody) {
				settle(atNs, refusal());
				return;
			}
			framing.end();
			if (!settled) settle(atNs, unfinished());
		},
		onError(atNs, error) {
			if (settled) return;
			if (errorBody) settle(atNs, refusal());
			else settle(atNs, finishReason === null ? transportFailure(error, phase, host) : null);
		},
	};

	function isSuccess(): boolean {
		return status >= 200 && status < 300;
	}

	function isCompressed(): boolean {
		return !/^(?:identity)?$/i.test(headers['content-encoding'] ?? '');
	}

	function isEventStream(): boolean {
		return isSuccess() && !isCompressed() && !/\bjson\b|text\/html/i.test(headers['content-type'] ?? '');
	}

	function countFrame(): void {
		counts.frames += 1;
		framesInRead += 1;
		if (framesInRead === 2) counts.multiFrameReads += 1;
	}

	function malformed(detail: string): void {
		counts.malformedFrames += 1;
		malformedDetail ||= detail;
	}

	function handle(event: StreamEvent, bytes: number): void {
		if (settled) return;
		switch (event.type) {
			case 'output': {
				const { kind, text, tokens, tokenSource } = event;
				sawOutput = true;
				progressNs = readNs;
				pieces.push({ stream, kind, read, atNs: readNs, bytes, tokens, tokenSource, text });
				return;
			}
			case 'usage':
				usage = event.usage;
				return;
			case 'upstream':
				upstream = event.name;
				return;
			case 'finish':
				// Some servers repeat it with the usage; generation ended at the first.
				if (finishReason !== null) return;
				finishReason = event.reason;
				finishedNs = readNs;
				after(END_GRACE_MS, stopWaiting);
				return;
			case 'done':
				if (!terminated) after(END_GRACE_MS, stopWaiting);
				terminated = true;
				return;
			case 'error':
				giveUp(failure('protocol', phase, event.message, { status: event.status, code: event.code ?? 'error-frame' }));
				return;
			case 'empty':
				counts.emptyFrames += 1;
				return;
			case 'malformed':
				malformed(event.detail);
				return;
			default:
				assertNever(event);
		}
	}

	/** Why a response that is no event stream was no answer. */
	function refusal(): Failure {
		const body = isCompressed() ? '' : (errorBody?.text ?? '');
		const { code, message, retryAfterMs } = dialect.readError(status, headers, body, quote);
		if (status >= 300 && status < 400) {
			const target = headers.location ?? 'elsewhere';
			return failure('http', phase, `Redirects are not followed. Use the base URL that it leads to: ${target}`, {
				status,
			});
		}
		if (status >= 300) return failure('http', phase, message, { status, code, retryAfterMs });
		if (isCompressed()) {
			const text = `The stream was compressed (${headers['content-encoding']}) although identity was asked for: its timing cannot be measured.`;
			return failure('protocol', phase, text, { status, code: 'content-encoding' });
		}
		const type = headers['content-type'] ?? 'no content type';
		const text =
			`The answer was no event stream but ${type}: this endpoint does not stream. ${code ? message : ''}`.trim();
		return failure('protocol', phase, text, { status, code: code ?? 'not-a-stream', retryAfterMs });
	}

	/** Why a stream that ended was not complete, or null where it was. */
	function unfinished(): Failure | null {
		if (finishReason !== null) return null;
		if (!sawOutput && counts.malformedFrames > 0) {
			const text = `None of what arrived could be understood: ${malformedDetail}`;
			return failure('protocol', phase, text, { code: 'malformed' });
		}
		return failure('truncated', phase, 'The stream ended without a finish reason.', { code: 'no-finish-reason' });
	}

	function watchProgress(delayMs: number): void {
		after(delayMs, () => {
			const leftMs = limits.idleMs - nsToMs(ns(clock.now() - progressNs));
			if (leftMs > 0) watchProgress(leftMs);
			else timeOut('idle-timeout', limits.idleMs, `${host} sent nothing new`);
		});
	}

	function timeOut(code: string, limitMs: number, what: string): void {
		if (finishReason !== null || terminated) stopWaiting();
		else if (errorBody) giveUp(refusal());
		else giveUp(failure('timeout', phase, `${what} (limit ${limitMs / 1000} s).`, { code }));
	}

	/** The stream has said its last, but its connection stays open. */
	function stopWaiting(): void {
		giveUp(unfinished());
	}

	function giveUp(reason: Failure | null): void {
		if (settled) return;
		exchange?.abort();
		settle(clock.now(), reason);
	}

	function settle(atNs: Ns, reason: Failure | null): void {
		settled = true;
		for (const cancelTimer of cancelTimers) cancelTimer();
		pieces.flush();
		services.mark({
			type: 'ended',
			stream,
			atNs,
			state: endState(reason, sawOutput),
			failure: reason && redacted(reason, redactor),
			finishReason,
			finishedNs,
			terminated,
			usage,
			upstream,
			counts: { ...counts } satisfies StreamCounts,
		});
		services.ended();
	}

	return {
		release(releasedNs) {
			exchange = request.ready.release(handler);
			services.mark({ type: 'released', stream, atNs: releasedNs });
			after(limits.connectMs, () => {
				if (phase === 'connect') timeOut('connect-timeout', limits.connectMs, `${host} accepted no connection`);
			});
			after(limits.totalMs, () => timeOut('total-timeout', limits.totalMs, 'The request took longer than allowed'));
		},
		cancel() {
			giveUp(failure('aborted', phase, 'Cancelled.'));
		},
	};
}

function endState(reason: Failure | null, sawOutput: boolean): RequestState {
	if (reason === null) return 'completed';
	if (reason.kind === 'aborted') return 'cancelled';
	if (!sawOutput) return 'failed-before-first-token';
	return reason.kind === 'truncated' ? 'truncated' : 'failed-after-first-token';
}

function redacted(reason: Failure, redactor: Redactor): Failure {
	return {
		...reason,
		code: reason.code === null ? null : redactor.redactCut(reason.code),
		message: redactor.redactCut(reason.message),
	};
}
