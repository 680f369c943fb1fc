import { accountingOf, type RequestScore, scoreRequest } from '../../src/core/request-score.ts';
import { msToNs } from '../../src/core/time.ts';
import { tokensPerArrival } from '../../src/core/tokens.ts';
import { startFakeSession } from './fake-session.ts';
import type { GoldenStream } from './golden.ts';
import { deadlines, recordedRequest } from './scored-runs.ts';

/** What our engine makes of a stream of the vectors. */
export interface Replayed {
	/** As it counts with the vectors' tokenizer: the whole text at once. */
	readonly score: RequestScore;
	readonly text: string;
	/** The text as it came, with nanoseconds from the start. */
	readonly chunks: readonly { readonly atNs: number; readonly text: string }[];
}

/** Plays a stream's lines to a session, each as a frame of its own at its own time. */
export function replay({ httpStatus, lines }: GoldenStream): Replayed {
	const session = startFakeSession();
	session.sent();
	session.head(httpStatus, { 'content-type': httpStatus === 200 ? 'text/event-stream' : 'application/json' });
	let nowMs = 0;
	for (const { t, line, raise } of lines) {
		// Microseconds are what the vectors' times are made of.
		const ms = Math.round(t * 1e6) / 1e3;
		session.time.advance(ms - nowMs);
		nowMs = ms;
		if (raise === undefined) session.body(`${line}\n\n`);
		else session.error('ECONNRESET', raise);
	}
	session.end();
	const { arrivals } = session;
	const texts = arrivals.map((arrival) => (arrival.kind === 'text' ? arrival.text : ''));
	const text = texts.join('');
	const request = {
		...recordedRequest([], { sent: false }),
		arrivals,
		commonTokens: tokensPerArrival(texts, byteLengths(text)),
		sent: session.marks.find((mark) => mark.type === 'sent') ?? null,
		ended: session.ended(),
	};
	return {
		score: scoreRequest(request, deadlines, accountingOf(request)),
		text,
		chunks: arrivals.filter(({ kind }) => kind === 'text').map(({ atNs, text: piece }) => ({ atNs, text: piece })),
	};
}

/** The vectors' tokenizer: four characters, all of them ASCII, are a token. */
function byteLengths(text: string): number[] {
	return Array.from({ length: countTokens(text) }, (_, index) => Math.min(4, text.length - 4 * index));
}

function countTokens(text: string): number {
	return Math.ceil(text.length / 4);
}

/**
 * What the reference's accounting makes of chunks: each is counted by what it adds to the tokens of a window, which holds
 * it and the five before it. A tokenizer with a begin token counts that with the first chunk. A chunk is one gap at
 * least, also where it adds no token or takes some away.
 */
export function countedAsReference(
	chunks: Replayed['chunks'],
	{ bos }: GoldenStream['tokenizer'],
): { readonly intervalsNs: readonly number[]; readonly tokens: number } {
	const intervalsNs: number[] = [];
	const window: string[] = [];
	let tokens = 0;
	let before = 0;
	let lastNs = 0;
	for (const { atNs, text } of chunks) {
		window.push(text);
		const added = countTokens(window.join('')) + Number(bos) - before;
		if (window.length > 5) window.shift();
		before = countTokens(window.join('')) + Number(bos);
		tokens += added;
		intervalsNs.push(atNs - lastNs, ...new Array<number>(Math.max(0, added - 1)).fill(0));
		lastNs = atNs;
	}
	return { intervalsNs, tokens };
}

/** Seconds of the vectors, which are differences of microseconds, in whole nanoseconds. */
export function toNs(seconds: readonly number[]): number[] {
	return seconds.map((value) => msToNs(value * 1e3));
}
