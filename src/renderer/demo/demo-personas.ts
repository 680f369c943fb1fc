import type { Failure, OutputKind } from '../../core/events.ts';

/** How a stream of the demonstration is timed, in milliseconds. */
export interface DemoPersona {
	readonly id: string;
	readonly name: string;
	readonly firstMs: number;
	/** Gap before the token of that number, without its chance. */
	readonly gapMs: (token: number, chance: number) => number;
	readonly thinkingTokens?: number;
	/** How the stream ends early, after so many tokens; before the first of them if 0. */
	readonly breaks?: { readonly afterTokens: number; readonly failure: Failure };
}

function failure(kind: Failure['kind'], phase: Failure['phase'], facts: Partial<Failure>): Failure {
	return { kind, phase, status: null, code: null, retryAfterMs: null, message: '', ...facts };
}

const even = (_token: number, chance: number): number => 24 + chance * 14;

/** Who races in the demonstration. */
export const DEMO_PERSONAS: readonly DemoPersona[] = [
	{
		id: 'steady',
		name: 'Northwind AI',
		firstMs: 260,
		gapMs: even,
	},
	{
		id: 'bursty',
		name: 'Burstly Cloud',
		firstMs: 470,
		gapMs: (token, chance) => (token % 14 === 0 ? 380 + chance * 100 : 12 + chance * 8),
	},
	{
		id: 'stalling',
		name: 'Palisade',
		firstMs: 310,
		gapMs: (token, chance) => (token % 60 === 31 ? 1150 : token % 60 === 58 ? 740 : 26 + chance * 16),
	},
	{
		id: 'slow-first',
		name: 'Tarrymore',
		firstMs: 2_100,
		gapMs: even,
	},
	{
		id: 'chunked',
		name: 'Octavine Models',
		firstMs: 300,
		gapMs: (token) => (token % 8 === 0 ? 240 : 0),
	},
	{
		id: 'reasoning',
		name: 'Ponderhall',
		firstMs: 1_200,
		gapMs: even,
		thinkingTokens: 60,
	},
	{
		id: 'rate-limited',
		name: 'Turnstead',
		firstMs: 40,
		gapMs: even,
		breaks: {
			afterTokens: 0,
			failure: failure('http', 'headers', {
				status: 429,
				code: 'rate_limit_exceeded',
				retryAfterMs: 12_000,
				message: 'Rate limit reached: 0 of 60 requests left in this minute. Please try again in 12s.',
			}),
		},
	},
	{
		id: 'cut',
		name: 'Shearwell',
		firstMs: 280,
		gapMs: even,
		breaks: {
			afterTokens: 40,
			failure: failure('truncated', 'stream', {
				code: 'no-finish-reason',
				message: 'The stream ended without a finish reason.',
			}),
		},
	},
	{
		id: 'refused',
		name: 'Nobody Home',
		firstMs: 12,
		gapMs: even,
		breaks: {
			afterTokens: 0,
			failure: failure('network', 'connect', { code: 'ECONNREFUSED', message: '127.0.0.1:9 refused the connection.' }),
		},
	},
];

/** One piece of a planned stream. */
export interface DemoEmission {
	readonly atMs: number;
	readonly kind: OutputKind;
	readonly text: string;
}

const PROSE = `A metronome plays no music. It says when the next beat is due, and leaves the playing to you. Reading keeps time in much the same way: your eye is ready for the next word at a pace of its own, and every word has a moment at which it is due. One that comes early costs nothing and buys a little slack for the words behind it. One that comes late leaves you looking at the end of an unfinished line.

Averages hide that wait. Two services may both promise forty tokens a second, and one of them will still freeze in the middle of a sentence while you watch the cursor. No average remembers the pause: divide the words by the seconds and it is spread so thin over the whole page that it seems never to have happened, although you sat through it.

`;
const THOUGHTS =
	'The question is about pace, so begin with a metronome. Keep the numbers small and few. Let a river answer for the averages. ';
const WORDS = PROSE.match(/\s*\S+/g) ?? [];
const THOUGHT_WORDS = THOUGHTS.match(/\s*\S+/g) ?? [];

/** Plans a stream from its seed: the same seed, the same stream. `rate` replaces the persona's even pace. */
export function planDemoStream(
	persona: DemoPersona,
	seed: number,
	tokens: number,
	rate: number | null,
): DemoEmission[] {
	const chance = chances(seed);
	const thinking = persona.thinkingTokens ?? 0;
	const most = Math.min(tokens, persona.breaks?.afterTokens ?? tokens) + thinking;
	const emissions: DemoEmission[] = [];
	let atMs = persona.firstMs + chance() * 10;
	for (let token = 0; token < most; token++) {
		if (token > 0) {
			const gapMs = persona.gapMs(token, chance());
			atMs += rate === null || gapMs > 200 ? gapMs : (1_000 / rate) * (0.6 + 0.8 * chance());
		}
		const thinks = token < thinking;
		const words = thinks ? THOUGHT_WORDS : WORDS;
		const word = words[(thinks ? token : token - thinking) % words.length] ?? '';
		const begins = (thinks ? token : token - thinking) % words.length === 0;
		const first = token === 0 || token === thinking;
		emissions.push({
			atMs,
			kind: thinks ? 'reasoning' : 'text',
			text: first ? word.trimStart() : begins ? `\n\n${word.trimStart()}` : word,
		});
	}
	return emissions;
}

function chances(seed: number): () => number {
	let state = (seed * 2_654_435_761) % 2_147_483_647 || 1;
	return () => {
		state = (state * 16_807) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}
