import { type CountedRequest, voteOf } from './counted-requests.ts';
import type { DefinedScore } from './definition.ts';
import { quantile } from './stats/quantile.ts';

/** Over a provider's requests, one value each; null where none has the number. */
export interface RoundQuantiles {
	readonly p50: number | null;
	readonly p90: number | null;
	readonly p99: number | null;
	readonly min: number | null;
	readonly max: number | null;
}

/** How far a provider's rounds lie apart: what its means hide. */
export interface OverRounds {
	/** Over all requests that count, as its mean: a failed one is 0. */
	readonly fluidityIndex: RoundQuantiles;
	/** These over the completed ones that have them. */
	readonly ttftMs: RoundQuantiles;
	readonly firstVisibleMs: RoundQuantiles;
	readonly endToEndMs: RoundQuantiles;
	readonly tpotMs: RoundQuantiles;
	readonly outputTokensPerSecond: RoundQuantiles;
}

/** The quantiles of one provider's requests, in any order. */
export function overRounds(requests: readonly CountedRequest[]): OverRounds {
	const whole = requests.filter(({ standing }) => standing === 'whole').map(({ score }) => score);
	const over = (of: (score: DefinedScore) => number | null): RoundQuantiles => quantiles(whole.map(of));
	const overMs = (ofNs: (score: DefinedScore) => number | null): RoundQuantiles =>
		over((score) => {
			const value = ofNs(score);
			return value === null ? null : value / 1e6;
		});
	return {
		fluidityIndex: quantiles(requests.map(voteOf)),
		ttftMs: overMs((score) => score.ttftNs),
		firstVisibleMs: overMs((score) => score.firstVisibleNs),
		endToEndMs: overMs((score) => score.endToEndNs),
		tpotMs: overMs((score) => score.tpotNs),
		outputTokensPerSecond: over((score) => score.outputTokensPerSecond),
	};
}

function quantiles(values: readonly (number | null)[]): RoundQuantiles {
	const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
	const at = (q: number): number | null => quantile(sorted, q);
	return { p50: at(0.5), p90: at(0.9), p99: at(0.99), min: at(0), max: at(1) };
}
