import type { Ns } from './time.ts';

/** What a piece of output is. The reader reads text; the others are shown and counted apart. */
export const OUTPUT_KINDS = ['text', 'reasoning', 'tool', 'refusal'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** Where an exact token count came from: `none` means the provider gave no count for this piece. */
export const TOKEN_SOURCES = ['none', 'token-ids', 'logprobs', 'usage'] as const;
export type TokenSource = (typeof TOKEN_SOURCES)[number];

/** What the provider says it counted, for the whole request. Null where it did not say. */
export interface Usage {
	readonly promptTokens: number | null;
	/** Output tokens, reasoning included. */
	readonly completionTokens: number | null;
	readonly reasoningTokens: number | null;
	/** Prompt tokens that came from the provider's cache. */
	readonly cachedTokens: number | null;
}

/** One thing that a frame of a stream says, in the vocabulary that every dialect translates to. */
export type StreamEvent =
	| {
			readonly type: 'output';
			readonly kind: OutputKind;
			/** Never empty. */
			readonly text: string;
			/** Exact tokens in this piece, or null where only the tokenizer can tell. */
			readonly tokens: number | null;
			readonly tokenSource: TokenSource;
	  }
	| { readonly type: 'usage'; readonly usage: Usage }
	/** Who answers in truth, where the provider is a router that says so: once in a stream. */
	| { readonly type: 'upstream'; readonly name: string }
	| { readonly type: 'finish'; readonly reason: string }
	| { readonly type: 'error'; readonly status: number | null; readonly code: string | null; readonly message: string }
	/** The protocol's own last word (`[DONE]`). */
	| { readonly type: 'done' }
	/** A frame that carries no output: a role, an empty delta, filter results. */
	| { readonly type: 'empty' }
	/** A frame that could not be understood. */
	| { readonly type: 'malformed'; readonly detail: string };

export const FAILURE_KINDS = ['http', 'network', 'protocol', 'timeout', 'truncated', 'aborted', 'held'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export const FAILURE_PHASES = ['connect', 'headers', 'stream'] as const;
/** How far the request had come: opening the connection, waiting for the response's head, reading its body. */
export type FailurePhase = (typeof FAILURE_PHASES)[number];

/** Expected trouble, as a value. */
export interface Failure {
	readonly kind: FailureKind;
	readonly phase: FailurePhase;
	/** HTTP status, or one that an error frame named. */
	readonly status: number | null;
	/** The machine-readable code: of the system (`ECONNREFUSED`), of the provider, or ours (`idle-timeout`). */
	readonly code: string | null;
	/** How long the provider asked us to wait, in milliseconds; of a held request, what was left of that. */
	readonly retryAfterMs: number | null;
	/** For people, free of secrets: what happened and, where we know it, what to do. */
	readonly message: string;
}

export const REQUEST_STATES = [
	'completed',
	'truncated',
	'failed-after-first-token',
	'failed-before-first-token',
	'cancelled',
	/** It fell due while its provider had asked us to wait, and was never sent. */
	'held',
] as const;
/** How a request ended. See docs/measuring.md for which numbers each takes part in. */
export type RequestState = (typeof REQUEST_STATES)[number];

/** How a request's connection came about, and how long each step took: null where that step was not needed. */
export interface ConnectionFacts {
	/** It had carried an earlier request of this run. */
	readonly reused: boolean;
	/** It could not be had before the release: its set-up is inside the first token's wait. */
	readonly cold: boolean;
	/** DNS. */
	readonly lookupNs: Ns | null;
	/** TCP. */
	readonly connectNs: Ns | null;
	/** TLS. */
	readonly secureNs: Ns | null;
	readonly remoteAddress: string | null;
	/** Name of an ALPN protocol or `http/1.1`. */
	readonly protocol: string;
}

/** What was seen on a stream besides its output. */
export interface StreamCounts {
	readonly reads: number;
	/** Reads that delivered more than one frame. */
	readonly multiFrameReads: number;
	readonly frames: number;
	readonly keepAlives: number;
	readonly emptyFrames: number;
	readonly malformedFrames: number;
}

/** A rare, whole fact about one request. Arrivals are not marks: they travel as columns. */
export type Mark =
	/** The scheduler let the request go. */
	| { readonly type: 'released'; readonly stream: number; readonly atNs: Ns }
	/** The first byte of the request was written: t₀. */
	| { readonly type: 'sent'; readonly stream: number; readonly atNs: Ns; readonly connection: ConnectionFacts }
	/** The read that completed the response's head. */
	| {
			readonly type: 'responded';
			readonly stream: number;
			readonly atNs: Ns;
			/** The read that held the response's first byte. */
			readonly firstByteNs: Ns;
			readonly status: number;
			/** Only names on the allow-list. */
			readonly headers: Readonly<Record<string, string>>;
	  }
	| {
			readonly type: 'ended';
			readonly stream: number;
			/** The end of the stream, or the moment it was given up. */
			readonly atNs: Ns;
			readonly state: RequestState;
			readonly failure: Failure | null;
			readonly finishReason: string | null;
			/** The read that carried the finish reason: the end of generation. */
			readonly finishedNs: Ns | null;
			/** The protocol's own last word was seen. */
			readonly terminated: boolean;
			readonly usage: Usage | null;
			/** Who answered in truth, by a router's own account: the first that it named. Null where it named none. */
			readonly upstream: string | null;
			readonly counts: StreamCounts;
	  };

/** Fails to compile where a union has a case that was not handled. */
export function assertNever(value: never): never {
	throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
