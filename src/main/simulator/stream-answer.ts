import type { ServerResponse } from 'node:http';
import { tokenByteLengths } from '../tokenizer/o200k.ts';
import { runAbsoluteSchedule } from './absolute-schedule.ts';
import type { ChatRequest } from './chat-request.ts';
import type { EmittedKind } from './emissions.ts';
import type { StreamPlan } from './schedule.ts';
import { type FilledFrame, fillFrames } from './token-text.ts';
import { DONE, encodeErrorFrame, encodeFinish, encodeFrame, encodeUsage, type StreamLabels } from './wire.ts';

/** One write to the socket, ready to go. */
interface PlannedWrite {
	readonly atMs: number;
	readonly kind: EmittedKind;
	readonly tokens: number;
	readonly data: string;
}

/** What a stream reports while it runs. */
export interface StreamReport {
	/** A frame was written; the stamp was taken just before. */
	written(atNs: bigint, kind: EmittedKind, tokens: number): void;
	/** The last of the stream, once and for good. `disconnected`: the client left first. */
	ended(how: 'completed' | 'error' | 'cut' | 'disconnected'): void;
}

/** Sends a planned stream: one frame per write, each at its moment after `startNs`, until its end or the client's. */
export function streamAnswer(
	response: ServerResponse,
	startNs: bigint,
	plan: StreamPlan,
	request: ChatRequest,
	labels: Omit<StreamLabels, 'includeUsage'>,
	report: StreamReport,
): void {
	const writes = planWrites(plan, request, { ...labels, includeUsage: request.includeUsage });
	// The end has a turn of its own, so that the last frame has left when the socket is destroyed.
	const moments = [...writes.map((write) => write.atMs), plan.ending.atMs];
	let isEnded = false;
	const end = (how: Parameters<StreamReport['ended']>[0]) => {
		if (isEnded) return;
		isEnded = true;
		report.ended(how);
	};
	const stop = runAbsoluteSchedule(startNs, moments, (index) => {
		const write = writes[index];
		if (write === undefined) {
			end(plan.ending.type === 'complete' ? 'completed' : plan.ending.type);
			if (plan.ending.type === 'cut') response.destroy();
			else response.end();
			return;
		}
		if (index === 0) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
		const atNs = process.hrtime.bigint();
		response.write(write.data);
		report.written(atNs, write.kind, write.tokens);
	});
	response.on('close', () => {
		stop();
		end('disconnected');
	});
}

function planWrites(plan: StreamPlan, request: ChatRequest, labels: StreamLabels): PlannedWrite[] {
	const frames = fillFrames(plan.frames);
	const { atMs, type } = plan.ending;
	const writes: PlannedWrite[] = frames.map((frame) => ({
		atMs: frame.atMs,
		kind: frame.kind,
		tokens: frame.tokens,
		data: encodeFrame(labels, frame.kind, frame.text),
	}));
	if (type === 'error') writes.push({ atMs, kind: 'error', tokens: 0, data: encodeErrorFrame() });
	if (type !== 'complete') return writes;
	const reason = request.maximumTokens === null ? 'stop' : 'length';
	writes.push({ atMs, kind: 'finish', tokens: 0, data: encodeFinish(labels, reason) });
	if (request.includeUsage) {
		const usage = {
			promptTokens: tokenByteLengths(request.input).length,
			completionTokens: countTokens(plan.frames),
			reasoningTokens: countTokens(plan.frames.filter((frame) => frame.kind === 'reasoning')),
		};
		writes.push({ atMs, kind: 'usage', tokens: 0, data: encodeUsage(labels, usage) });
	}
	writes.push({ atMs, kind: 'done', tokens: 0, data: DONE });
	return writes;
}

function countTokens(frames: readonly Pick<FilledFrame, 'tokens'>[]): number {
	return frames.reduce((sum, frame) => sum + frame.tokens, 0);
}
