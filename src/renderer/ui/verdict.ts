import type { ProviderScore, Scorecard } from '../../core/scorecard.ts';

/** What one race lets us say. It is made of words by whoever shows it. */
export type Verdict =
	/** The measurement cannot be trusted. */
	| { readonly type: 'unhealthy'; readonly reasons: readonly string[] }
	/** The run was cut before its measurement was judged. */
	| { readonly type: 'unjudged' }
	/** Nobody finished anything that counts. */
	| { readonly type: 'nothing' }
	| { readonly type: 'all-failed' }
	| {
			readonly type: 'smoothest';
			/** More than one: a tie. */
			readonly names: readonly string[];
			readonly fluidityIndex: number;
			readonly everyone: boolean;
			/** Who made the reader wait longest, and whether others were as slow; null where nobody had to wait. */
			readonly waited: { readonly name: string; readonly times: number; readonly waitMs: number } | null;
			readonly failed: readonly string[];
	  };

/** Indexes closer than what is shown of them are the same. */
const TIE = 0.005;

/** What the scorecard says about this race, and no more: it names no winner where the measurement is in doubt. */
export function verdictOf({ providers, health }: Scorecard): Verdict {
	if (health === null) return { type: 'unjudged' };
	if (!health.healthy) return { type: 'unhealthy', reasons: health.reasons };
	const counted = providers.filter(({ fluidityIndex }) => fluidityIndex !== null);
	if (counted.length === 0) return { type: 'nothing' };
	const read = counted.filter(({ fluidityOfCompleted }) => fluidityOfCompleted !== null);
	if (read.length === 0) return { type: 'all-failed' };
	const best = Math.max(...counted.map(({ fluidityIndex }) => fluidityIndex ?? 0));
	const smoothest = counted.filter(({ fluidityIndex }) => best - (fluidityIndex ?? 0) < TIE);
	return {
		type: 'smoothest',
		names: smoothest.map(({ name }) => name),
		fluidityIndex: best,
		everyone: smoothest.length === providers.length,
		waited: longestWait(counted),
		failed: counted.filter(({ failures, n }) => n > 0 && failures.length === n).map(({ name }) => name),
	};
}

function longestWait(providers: readonly ProviderScore[]): Extract<Verdict, { type: 'smoothest' }>['waited'] {
	let longest: { name: string; times: number; waitMs: number } | null = null;
	for (const { name, stalls } of providers) {
		const waitMs = stalls.reduce((sum, stall) => sum + stall.waitMs, 0);
		if (stalls.length > 0 && waitMs > (longest?.waitMs ?? 0)) longest = { name, times: stalls.length, waitMs };
	}
	return longest;
}
