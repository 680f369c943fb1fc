import { failedRequests, type ProviderScore, type Scorecard } from '../../core/scorecard.ts';
import { LEVEL_WITHIN } from '../../core/verdict.ts';

/** A reader's waits with one provider, in all. */
export interface Waits {
	readonly name: string;
	/** Stalls before a first token. */
	readonly starts: number;
	/** Stalls in the middle of the text. */
	readonly freezes: number;
	readonly waitMs: number;
	/** Tokens a second, where that average is faster than the reader whom it kept waiting. */
	readonly rate: number | null;
}

/** Who did not come to the end, by how. */
export interface Fallen {
	readonly noAnswer: readonly string[];
	readonly brokeOff: readonly string[];
	/** Some of their requests failed. */
	readonly partly: readonly string[];
	/** Left out of the numbers. */
	readonly stopped: readonly string[];
}

/** What one race lets us say. It is made of words by whoever shows it. */
export type RaceVerdict =
	/** The measurement cannot be trusted. */
	| { readonly type: 'unhealthy' }
	/** The run was cut before its measurement was judged. */
	| { readonly type: 'unjudged' }
	/** Everybody was stopped. */
	| { readonly type: 'nothing' }
	/** All but one were stopped, or there was but one: as the verdict has it. */
	| { readonly type: 'nobody'; readonly waits: Waits | null }
	| { readonly type: 'all-failed' }
	| {
			readonly type: 'smoothest';
			/** More than one: a tie. */
			readonly names: readonly string[];
			readonly fluidityIndex: number;
			/** Not one deadline missed by any of them. */
			readonly never: boolean;
			/** How many came to the end. */
			readonly finished: number;
			/** Of the smoothest, and of whoever made its reader wait longest: none that did not. */
			readonly waits: readonly Waits[];
	  };

/** What the scorecard says about this race, and no more: it names nobody where the measurement is in doubt. */
export function verdictOfRace(scorecard: Scorecard): RaceVerdict {
	const { providers, health } = scorecard;
	if (health === null) return { type: 'unjudged' };
	if (!health.healthy) return { type: 'unhealthy' };
	const counted = providers.filter(({ n }) => n > 0);
	if (counted.length === 0) return { type: 'nothing' };
	if (counted.length === 1) return { type: 'nobody', waits: longestWaits(counted, scorecard) };
	const finished = counted.filter((provider) => failedRequests(provider) < provider.n);
	if (finished.length === 0) return { type: 'all-failed' };
	const best = Math.max(...finished.map(({ fluidityIndex }) => fluidityIndex ?? 0));
	const onTime = finished.filter(({ missedDeadlines }) => missedDeadlines === 0);
	const level = finished.filter(({ fluidityIndex }) => best - (fluidityIndex ?? 0) < LEVEL_WITHIN);
	const never = best === 1 && onTime.length > 0;
	const smoothest = never ? onTime : level;
	const longest = longestWaits(
		finished.filter((provider) => !smoothest.includes(provider)),
		scorecard,
	);
	const own = smoothest.length === 1 ? longestWaits(smoothest, scorecard) : null;
	return {
		type: 'smoothest',
		names: smoothest.map(({ name }) => name),
		fluidityIndex: best,
		never,
		finished: finished.length,
		waits: [own, longest].filter((waits) => waits !== null),
	};
}

/** Who made the reader wait longest; null where nobody did. */
export function longestWaits(providers: readonly ProviderScore[], { run }: Scorecard): Waits | null {
	const pace = 1_000 / run.deadlines.eachMs;
	let longest: Waits | null = null;
	for (const { name, stalls, outputTokensPerSecond: rate } of providers) {
		const waitMs = stalls.reduce((sum, stall) => sum + stall.waitMs, 0);
		if (stalls.length === 0 || waitMs <= (longest?.waitMs ?? 0)) continue;
		const starts = stalls.filter(({ token }) => token === 0).length;
		const outruns = rate !== null && rate >= pace;
		longest = { name, starts, freezes: stalls.length - starts, waitMs, rate: outruns ? rate : null };
	}
	return longest;
}

/** Who did not come to the end of every round, by how. */
export function fallenOf({ providers }: Scorecard): Fallen {
	const fallen = {
		noAnswer: [] as string[],
		brokeOff: [] as string[],
		partly: [] as string[],
		stopped: [] as string[],
	};
	for (const provider of providers) {
		const { name, n, failures } = provider;
		const failed = failedRequests(provider);
		if (n === 0) fallen.stopped.push(name);
		else if (failed > 0 && failed < n) fallen.partly.push(name);
		else if (failed > 0 && failures.every(({ state }) => state === 'failed-before-first-token' || state === 'held')) {
			fallen.noAnswer.push(name);
		} else if (failed > 0) fallen.brokeOff.push(name);
	}
	return fallen;
}
