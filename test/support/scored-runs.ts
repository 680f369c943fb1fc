import { DEFAULT_DEFINITION, type Definition } from '../../src/core/definition.ts';
import type { Failure, OutputKind, RequestState, TokenSource, Usage } from '../../src/core/events.ts';
import type { MeasuredHealth } from '../../src/core/health.ts';
import type { Deadlines, RecordedRequest, Recording } from '../../src/core/recording.ts';
import { msToNs, type Ns, ns } from '../../src/core/time.ts';

/** Where the requests below start unless told otherwise, so that no test passes by taking the epoch for t₀. */
const SENT_MS = 1000;

/** One arrival: when, from t₀ in milliseconds; how many common tokens; what it is. */
export interface Piece {
	readonly ms: number;
	readonly tokens?: number;
	readonly kind?: OutputKind;
	readonly text?: string;
	readonly native?: number;
	readonly tokenSource?: TokenSource;
}

export interface RequestOptions {
	readonly stream?: number;
	readonly provider?: number;
	readonly round?: number;
	/** Null: the recording was cut before the request ended. */
	readonly state?: RequestState | null;
	readonly failure?: Failure | null;
	readonly usage?: Usage | null;
	readonly upstream?: string;
	/** False: the counts are missing. */
	readonly counted?: boolean;
	/** False: nothing was ever written. */
	readonly sent?: boolean;
	/** How long before it was sent a request on a cold connection was released, in milliseconds. */
	readonly coldMs?: number;
}

/** First token after 100 ms, then one each 25 ms; a stall from 200 ms. */
export const deadlines: Deadlines = { firstNs: msToNs(100), eachNs: msToNs(25), stallNs: msToNs(200) };

export function usage(completionTokens: number | null, reasoningTokens: number | null = null): Usage {
	return { promptTokens: 10, completionTokens, reasoningTokens, cachedTokens: null };
}

export function failure(overrides: Partial<Failure> = {}): Failure {
	return {
		kind: 'http',
		phase: 'headers',
		status: 429,
		code: 'rate_limited',
		retryAfterMs: 1500,
		message: 'Too many requests.',
		...overrides,
	};
}

/** A request as recorded, from its pieces. */
export function recordedRequest(pieces: readonly Piece[], options: RequestOptions = {}): RecordedRequest {
	const { stream = 0, state = 'completed', coldMs, counted = true, sent = true } = options;
	const at = (ms: number): Ns => ns(msToNs(SENT_MS) + msToNs(ms));
	return {
		request: {
			record: 'request',
			stream,
			provider: options.provider ?? 0,
			round: options.round ?? 1,
			nonce: 'abcd',
			headers: {},
			body: '{}',
		},
		arrivals: pieces.map(({ ms, kind = 'text', text = 'word', native, tokenSource = 'token-ids' }, read) => ({
			stream,
			kind,
			read,
			atNs: at(ms),
			bytes: 20,
			tokens: native ?? null,
			tokenSource: native === undefined ? 'none' : tokenSource,
			text,
		})),
		commonTokens: counted ? pieces.map(({ tokens = 1 }) => tokens) : null,
		released: { type: 'released', stream, atNs: at(-(coldMs ?? 1)) },
		sent: sent
			? {
					type: 'sent',
					stream,
					atNs: at(0),
					connection: {
						reused: false,
						cold: coldMs !== undefined,
						lookupNs: null,
						connectNs: null,
						secureNs: null,
						remoteAddress: null,
						protocol: 'http/1.1',
					},
				}
			: null,
		responded: null,
		ended:
			state === null
				? null
				: {
						type: 'ended',
						stream,
						atNs: at((pieces.at(-1)?.ms ?? 0) + 5),
						state,
						failure: options.failure ?? null,
						finishReason: state === 'completed' ? 'stop' : null,
						finishedNs: null,
						terminated: state === 'completed',
						usage: options.usage ?? null,
						upstream: options.upstream ?? null,
						counts: { reads: 1, multiFrameReads: 0, frames: 1, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 },
					},
	};
}

/** Text that arrives at these moments, a token each. */
export function tokensAt(...milliseconds: readonly number[]): Piece[] {
	return milliseconds.map((ms) => ({ ms }));
}

/** A run of these requests, with as many providers as they name. */
export function recordingOf(
	requests: readonly RecordedRequest[],
	overrides: {
		readonly measured?: MeasuredHealth;
		readonly deadlines?: Deadlines;
		readonly definition?: Definition;
	} = {},
): Recording {
	const providers = Math.max(0, ...requests.map(({ request }) => request.provider)) + 1;
	return {
		run: {
			record: 'run',
			version: 1,
			id: 'run-1',
			startedAt: '2026-01-02T03:04:05.678Z',
			epochMonotonicNs: '1',
			app: '0.1.0',
			environment: { platform: 'linux', arch: 'x64', node: '24.0.0', cpus: 8 },
			prompt: 'Why is the sky blue?',
			maxTokens: 256,
			rounds: Math.max(1, ...requests.map(({ request }) => request.round)),
			deadlines: overrides.deadlines ?? deadlines,
			definition: overrides.definition ?? DEFAULT_DEFINITION,
			providers: Array.from({ length: providers }, (_, index) => ({
				name: `provider ${index}`,
				model: 'small',
				endpoint: 'http://127.0.0.1:1/v1',
				price: null,
			})),
		},
		requests,
		measured: overrides.measured ?? null,
		closed: true,
	};
}
