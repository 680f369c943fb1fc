/** From and to, in milliseconds or tokens: each draw falls evenly between them. */
export type Span = readonly [from: number, to: number];

/** Something that happens between two tokens. `cut` and `error` end the stream, the rest only disturb it. */
export type Disturbance =
	/** The socket is destroyed: no finish, no terminator. */
	| 'cut'
	/** A `data:` frame with a top-level `error`, then a proper end without `[DONE]`. */
	| 'error'
	/** A `data:` frame whose JSON breaks off. */
	| 'bad-json'
	/** A comment, as servers and proxies send to keep a connection open. */
	| 'comment'
	/** A well-formed chunk whose delta says nothing. */
	| 'empty-delta'
	/** The next piece of text comes as `data:{…}`, without the customary space: legal, and easy to get wrong. */
	| 'unspaced';

/** How a stream is timed and disturbed. */
export interface Pace {
	/** From the request to the first token. */
	readonly firstMs: Span;
	/** One step from a token to the next, drawn anew for each. */
	readonly eachMs: Span;
	/**
	 * How many steps lie before each token, over and over; the first entry is skipped before the very first token.
	 * Tokens with no step between them share a frame.
	 */
	readonly rhythm: readonly number[];
	/** Now and then the stream stands still, on top of the step. */
	readonly freeze: { readonly ms: Span; readonly firstAfterTokens: Span; readonly everyTokens: Span } | null;
	/** The first so many tokens are thinking, sent as `reasoning_content` at a pace of their own. */
	readonly reasoning: { readonly tokens: number; readonly eachMs: Span } | null;
	/** What happens after so many tokens, or after half of them where fewer than twice as many were asked for. */
	readonly disturbances: readonly { readonly afterTokens: number; readonly what: Disturbance }[];
}

/** What a persona does with a valid request. */
export type Answer =
	| { readonly type: 'stream'; readonly pace: Pace }
	| {
			readonly type: 'refuse';
			readonly afterMs: Span;
			readonly status: number;
			readonly retryAfterSeconds: number | null;
			readonly errorType: string;
			readonly code: string;
			/** `{key}` stands for the bearer value that came with the request. */
			readonly message: string;
	  }
	| { readonly type: 'silence' };

export const PERSONA_IDS = [
	'steady',
	'bursty',
	'stalling',
	'slow-first',
	'chunked',
	'speculative',
	'reasoning',
	'rate-limited',
	'cut',
	'error',
	'malformed',
	'silent',
	'key-echo',
] as const;
export type PersonaId = (typeof PERSONA_IDS)[number];

/** One embedded provider: what it is called and how it behaves. */
export interface Persona {
	readonly id: PersonaId;
	/** An invented company. */
	readonly name: string;
	readonly model: string;
	readonly answer: Answer;
}

const MODEL = 'sim-70b';

const EVEN: Pace = {
	firstMs: [250, 270],
	eachMs: [28, 32],
	rhythm: [1],
	freeze: null,
	reasoning: null,
	disturbances: [],
};

function streaming(differences: Partial<Pace>): Answer {
	return { type: 'stream', pace: { ...EVEN, ...differences } };
}

/** Every embedded provider, as a table of parameters. */
export const PERSONAS: readonly Persona[] = [
	{
		id: 'steady',
		name: 'Northwind AI',
		model: MODEL,
		answer: streaming({}),
	},
	{
		id: 'bursty',
		name: 'Burstly Cloud',
		model: MODEL,
		answer: streaming({ firstMs: [460, 480], eachMs: [14, 16], rhythm: [20, 1, 1, 1, 1, 1, 1, 1, 1, 1] }),
	},
	{
		id: 'stalling',
		name: 'Palisade',
		model: MODEL,
		answer: streaming({
			firstMs: [300, 320],
			eachMs: [26, 30],
			freeze: { ms: [650, 1200], firstAfterTokens: [9, 13], everyTokens: [32, 54] },
		}),
	},
	{
		id: 'slow-first',
		name: 'Tarrymore',
		model: MODEL,
		answer: streaming({ firstMs: [2000, 2600] }),
	},
	{
		id: 'chunked',
		name: 'Octavine Models',
		model: MODEL,
		answer: streaming({ rhythm: [8, 0, 0, 0, 0, 0, 0, 0] }),
	},
	{
		id: 'speculative',
		name: 'Guessworth',
		model: MODEL,
		answer: streaming({ rhythm: [1, 0, 0, 3] }),
	},
	{
		id: 'reasoning',
		name: 'Ponderhall',
		model: MODEL,
		answer: streaming({ firstMs: [1100, 1300], reasoning: { tokens: 60, eachMs: [12, 16] } }),
	},
	{
		id: 'rate-limited',
		name: 'Turnstead',
		model: MODEL,
		answer: {
			type: 'refuse',
			afterMs: [35, 45],
			status: 429,
			retryAfterSeconds: 2,
			errorType: 'requests',
			code: 'rate_limit_exceeded',
			message: 'Rate limit reached: 0 of 60 requests left in this minute. Please try again in 2s.',
		},
	},
	{
		id: 'cut',
		name: 'Shearwell',
		model: MODEL,
		answer: streaming({ disturbances: [{ afterTokens: 40, what: 'cut' }] }),
	},
	{
		id: 'error',
		name: 'Faltermere',
		model: MODEL,
		answer: streaming({ disturbances: [{ afterTokens: 40, what: 'error' }] }),
	},
	{
		id: 'malformed',
		name: 'Garblewick',
		model: MODEL,
		answer: streaming({
			disturbances: [
				{ afterTokens: 4, what: 'comment' },
				{ afterTokens: 8, what: 'bad-json' },
				{ afterTokens: 12, what: 'unspaced' },
				{ afterTokens: 16, what: 'empty-delta' },
				{ afterTokens: 20, what: 'bad-json' },
				{ afterTokens: 24, what: 'comment' },
			],
		}),
	},
	{
		id: 'silent',
		name: 'Hushmoor',
		model: MODEL,
		answer: { type: 'silence' },
	},
	{
		id: 'key-echo',
		name: 'Parrotgate',
		model: MODEL,
		answer: {
			type: 'refuse',
			afterMs: [35, 45],
			status: 401,
			retryAfterSeconds: null,
			errorType: 'invalid_request_error',
			code: 'invalid_api_key',
			message: 'Incorrect API key provided: {key}. Check the key and try again.',
		},
	},
];

/** The persona of that id, or undefined where there is none. */
export function findPersona(id: string): Persona | undefined {
	return PERSONAS.find((persona) => persona.id === id);
}
