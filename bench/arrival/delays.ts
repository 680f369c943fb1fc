import { quantile } from '../../src/core/stats/quantile.ts';
import { ns, nsToMs } from '../../src/core/time.ts';
import type { TokenTime } from './stream-request.ts';

/** How late a contender saw the tokens of one run: arrival less emission, in milliseconds, ascending. */
export interface Delays {
	/** All but the first token of each stream. */
	readonly laterMs: readonly number[];
	/** The first token of each stream, whose read may hold the response's head and whose way through the client is new. */
	readonly firstMs: readonly number[];
	/** Tokens that were written and never seen. */
	readonly missing: number;
	/** Tokens that were seen once more, or never written. */
	readonly excess: number;
	/** Tokens that were seen before they were written: the clocks disagree. */
	readonly early: number;
}

/** Joins what was written with what was seen, for the streams numbered below `streams`; others are the warm-up's. */
export function joinDelays(written: readonly TokenTime[], seen: readonly TokenTime[], streams: number): Delays {
	const open = new Map<string, TokenTime>();
	for (const token of written) if (token.stream < streams) open.set(keyOf(token), token);
	const laterMs: number[] = [];
	const firstMs: number[] = [];
	let excess = 0;
	let early = 0;
	for (const token of seen) {
		if (token.stream >= streams) continue;
		const emission = open.get(keyOf(token));
		if (!emission) {
			excess += 1;
			continue;
		}
		open.delete(keyOf(token));
		const delayMs = nsToMs(ns(token.atNs - emission.atNs));
		if (delayMs < 0) early += 1;
		(token.token === 0 ? firstMs : laterMs).push(delayMs);
	}
	const ascending = (one: number, other: number): number => one - other;
	return { laterMs: laterMs.sort(ascending), firstMs: firstMs.sort(ascending), missing: open.size, excess, early };
}

function keyOf({ stream, token }: TokenTime): string {
	return `${stream}:${token}`;
}

/** The figures of one contender at one load: each is the median over the rounds of that figure of a round. */
export interface Figures {
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly maxMs: number;
	readonly firstP50Ms: number;
	readonly firstMaxMs: number;
	/** Over all rounds. */
	readonly tokens: number;
	readonly missing: number;
	readonly excess: number;
	readonly early: number;
}

/** @throws {Error} where a round saw no first or no later token */
export function figuresOf(rounds: readonly Delays[]): Figures {
	const medianOf = (figure: (delays: Delays) => number): number =>
		some(
			quantile(
				rounds.map(figure).sort((one, other) => one - other),
				0.5,
			),
		);
	const sumOf = (count: (delays: Delays) => number): number => rounds.reduce((sum, delays) => sum + count(delays), 0);
	return {
		p50Ms: medianOf(({ laterMs }) => some(quantile(laterMs, 0.5))),
		p99Ms: medianOf(({ laterMs }) => some(quantile(laterMs, 0.99))),
		maxMs: medianOf(({ laterMs }) => some(quantile(laterMs, 1))),
		firstP50Ms: medianOf(({ firstMs }) => some(quantile(firstMs, 0.5))),
		firstMaxMs: medianOf(({ firstMs }) => some(quantile(firstMs, 1))),
		tokens: sumOf(({ laterMs, firstMs }) => laterMs.length + firstMs.length),
		missing: sumOf(({ missing }) => missing),
		excess: sumOf(({ excess }) => excess),
		early: sumOf(({ early }) => early),
	};
}

function some(value: number | null): number {
	if (value === null) throw new Error('a round without tokens has no figures');
	return value;
}
