import type { Interval } from '../../src/core/stats/bootstrap.ts';
import { reachVerdict, type VerdictInput } from '../../src/core/verdict.ts';
import { drawIndex, type Random, type StreamKind, seededRandom } from './streams.ts';

/** Two providers that race over n rounds, many times. */
export interface Scenario {
	readonly one: StreamKind;
	/** The same kind: the providers are equal. */
	readonly other: StreamKind;
	readonly n: number;
	/** Of the mean index: one − other. */
	readonly trueDifference: number;
}

/** What became of the experiments of a scenario, as shares of them. */
export interface Cell {
	readonly one: string;
	readonly other: string;
	readonly oftenPerfect: boolean;
	readonly n: number;
	readonly trueDifference: number;
	readonly experiments: number;
	/** The interval of the mean difference holds the true one. */
	readonly covers: number;
	/** Mean width of the interval. */
	readonly width: number;
	/** A winner was named. */
	readonly named: number;
	/** The first provider was named the winner. */
	readonly namedOne: number;
}

/** Runs a scenario's experiments through the very function that a run's verdict comes from. The seed decides everything. */
export function runExperiments(scenario: Scenario, experiments: number, seed: number): Cell {
	const { one, other, n, trueDifference } = scenario;
	const random = seededRandom(seed);
	let covers = 0;
	let width = 0;
	let named = 0;
	let namedOne = 0;
	for (let experiment = 0; experiment < experiments; experiment++) {
		const providers = [provider(one, n, random), provider(other, n, random)];
		const verdict = reachVerdict({ providers, health: HEALTHY, exploratory: false, seed: seed + experiment });
		const interval = intervalOf(verdict);
		covers += interval.low <= trueDifference && trueDifference <= interval.high ? 1 : 0;
		width += interval.high - interval.low;
		named += verdict.type === 'winner' ? 1 : 0;
		namedOne += verdict.type === 'winner' && verdict.provider === 0 ? 1 : 0;
	}
	return {
		one: one.name,
		other: other.name,
		oftenPerfect: one.oftenPerfect,
		n,
		trueDifference,
		experiments,
		covers: covers / experiments,
		width: width / experiments,
		named: named / experiments,
		namedOne: namedOne / experiments,
	};
}

const HEALTHY = { healthy: true, reasons: [] };

function provider(kind: StreamKind, n: number, random: Random): VerdictInput['providers'][number] {
	const rounds = Array.from({ length: n }, () => ({
		state: 'completed' as const,
		fluidityIndex: drawIndex(kind, random),
	}));
	return { rounds, accounting: 'common' };
}

/** Of one − other, whoever came out best. */
function intervalOf(verdict: ReturnType<typeof reachVerdict>): Interval {
	const against = verdict.type === 'winner' ? verdict.over[0] : verdict.type === 'tie' ? verdict.level[0] : undefined;
	if (against?.interval == null) throw new Error(`no interval in ${JSON.stringify(verdict)}`);
	const { low, high } = against.interval;
	return against.provider === 1 ? { low, high } : { low: -high, high: -low };
}
