import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Pace, PersonaId, Span } from './personas.ts';

/** A number between 0 (included) and 1 (excluded), another at each call. */
export type Random = () => number;

/** What a frame of the output says; those after `reasoning` are disturbances, and of them `unspaced` carries text. */
export const PLANNED_KINDS = ['role', 'text', 'reasoning', 'unspaced', 'bad-json', 'comment', 'empty-delta'] as const;
export type PlannedKind = (typeof PLANNED_KINDS)[number];

/** One frame to be written. */
export interface PlannedFrame {
	/** Milliseconds since the request. Never less than the frame before. */
	readonly atMs: number;
	readonly kind: PlannedKind;
	/** 0 for a frame that carries no output. */
	readonly tokens: number;
}

/** All frames up to the end of the output, and how and when the stream ends then. */
export interface StreamPlan {
	readonly frames: readonly PlannedFrame[];
	readonly ending: { readonly atMs: number; readonly type: 'complete' | 'cut' | 'error' };
}

interface Token {
	readonly atMs: number;
	readonly kind: 'text' | 'reasoning';
}

/** When the response's head and the role-only chunk leave: on admission, as most vendors do, long before a token. */
const ROLE_MS = 5;

/** The randomness of one request: the same for the same seed, persona and number of the request within that persona. */
export function requestRandom(seed: number, persona: PersonaId, request: number): Random {
	const generator = xoroshiro128plus(fnv1a(`${seed}/${persona}/${request}`));
	return () => uniformFloat64(generator);
}

/** A draw from a span, both ends possible only up to rounding. */
export function draw(random: Random, [from, to]: Span): number {
	return from + random() * (to - from);
}

/**
 * Plans one stream of `tokens` output tokens (at least 1), thinking included. Pure: the same randomness gives the same
 * plan, and a longer plan begins with a shorter one as long as no disturbance is moved by the length.
 */
export function planStream(pace: Pace, random: Random, tokens: number): StreamPlan {
	const emitted = timeTokens(pace, random, tokens);
	const frames: PlannedFrame[] = [{ atMs: ROLE_MS, kind: 'role', tokens: 0 }];
	const disturbances = pace.disturbances
		.map(({ afterTokens, what }) => ({ after: Math.min(afterTokens, Math.floor(tokens / 2)), what }))
		.sort((a, b) => a.after - b.after);
	let atMs = ROLE_MS;
	let sent = 0;
	for (const group of groupIntoFrames(emitted)) {
		let kind: PlannedKind = group.kind;
		for (let next = disturbances[0]; next !== undefined && next.after <= sent; next = disturbances[0]) {
			disturbances.shift();
			// Halfway to the next token, so that it is seldom read together with one.
			const betweenMs = (atMs + group.atMs) / 2;
			if (next.what === 'cut' || next.what === 'error') {
				return { frames, ending: { atMs: betweenMs, type: next.what } };
			}
			if (next.what === 'unspaced') kind = 'unspaced';
			else frames.push({ atMs: betweenMs, kind: next.what, tokens: 0 });
		}
		frames.push({ atMs: group.atMs, kind, tokens: group.tokens });
		atMs = group.atMs;
		sent += group.tokens;
	}
	return { frames, ending: { atMs, type: 'complete' } };
}

function timeTokens(pace: Pace, random: Random, tokens: number): Token[] {
	const thinking = pace.reasoning?.tokens ?? 0;
	let untilFreeze = pace.freeze === null ? Number.POSITIVE_INFINITY : draw(random, pace.freeze.firstAfterTokens);
	let atMs = draw(random, pace.firstMs);
	const emitted: Token[] = [];
	for (let index = 0; index < tokens; index++) {
		const isThinking = index < thinking;
		if (index > 0) {
			const eachMs = isThinking ? (pace.reasoning?.eachMs ?? pace.eachMs) : pace.eachMs;
			const steps = isThinking ? 1 : (pace.rhythm[(index - thinking) % pace.rhythm.length] ?? 1);
			atMs += steps * draw(random, eachMs);
		}
		if (pace.freeze !== null && index >= untilFreeze) {
			atMs += draw(random, pace.freeze.ms);
			untilFreeze = index + draw(random, pace.freeze.everyTokens);
		}
		emitted.push({ atMs, kind: isThinking ? 'reasoning' : 'text' });
	}
	return emitted;
}

/** Tokens of one kind that come at one moment share a frame. */
function groupIntoFrames(emitted: readonly Token[]): (Token & { readonly tokens: number })[] {
	const groups: (Token & { tokens: number })[] = [];
	for (const token of emitted) {
		const last = groups.at(-1);
		if (last !== undefined && last.atMs === token.atMs && last.kind === token.kind) last.tokens += 1;
		else groups.push({ ...token, tokens: 1 });
	}
	return groups;
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): spreads labels over the generator's seeds. */
function fnv1a(label: string): number {
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(label)) hash = Math.imul(hash ^ byte, 0x01000193);
	return hash;
}
