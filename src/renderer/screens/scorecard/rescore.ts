import type { Definition } from '../../../core/definition.ts';
import { advance, createDeadlineState, fluidityIndex } from '../../../core/fluidity/deadlines.ts';
import { prefillTime } from '../../../core/fluidity/prefill.ts';
import type { Deadlines } from '../../../core/recording.ts';
import { mean } from '../../../core/stats/mean.ts';
import { GOOD_FLUIDITY } from '../../../core/study/provider.ts';
import type { CountedRow, CountedRun } from './counting.ts';

/** The choices that say when a token is due, and how it counts when it is late. */
export type Judging = Pick<Definition, 'count' | 'firstToken' | 'ttftDeadline'>;

/** What a provider scores under given deadlines: the numbers of the scorecard that a slider moves. */
export interface ReScore {
	/** Requests that count. */
	readonly n: number;
	/** What each of them counts in the mean, in the order of the rounds: failed ones 0. */
	readonly votes: Float64Array<ArrayBuffer>;
	readonly fluidityIndex: number | null;
	/** Of the completed requests with a deadline. */
	readonly indexes: Float64Array<ArrayBuffer>;
	/** Completed requests with a deadline. */
	readonly nOfCompleted: number;
	readonly fluidityOfCompleted: number | null;
	/** Over what was seen; null where nothing was. */
	readonly missed: number | null;
	readonly total: number | null;
	readonly stalls: number;
	/** All stalls together. */
	readonly stalledNs: number;
	/** Completed requests whose first visible token was in time and that missed at most a tenth, among {@link goodputOf}. */
	readonly goodput: number | null;
	/** Requests that count, and those that were held. */
	readonly goodputOf: number;
	/** Good requests by second of the run. Null where it took no time. */
	readonly goodputPerSecond: number | null;
}

/**
 * Scores every request under other deadlines, in place: a million tokens take a few milliseconds. The numbers are those
 * of `scoreRecording` to the last bit.
 *
 * @throws {DeadlineError} where the interval is not above 0
 */
export function rescore(counted: CountedRun, deadlines: Deadlines, judging: Judging): ReScore[] {
	const tallies = Array.from({ length: counted.providers }, createTally);
	for (const row of counted.rows) {
		const tally = tallies[row.provider];
		if (tally === undefined) continue;
		if (row.held) tally.held += 1;
		if (row.standing === 'left-out') continue;
		if (row.standing === 'nothing') {
			tally.votes.push(0);
			continue;
		}
		const { missed, total, stalls, stalledNs } = scoreRow(counted, row, deadlines, judging);
		tally.seen += 1;
		tally.missed += missed;
		tally.total += total;
		tally.stalls += stalls;
		tally.stalledNs += stalledNs;
		const index = row.standing === 'whole' ? fluidityIndex({ missed, total }) : null;
		tally.votes.push(index ?? 0);
		if (index === null) continue;
		tally.completed.push(index);
		if (index >= GOOD_FLUIDITY && row.firstVisibleNs !== null && row.firstVisibleNs <= deadlines.firstNs)
			tally.good += 1;
	}
	return tallies.map((tally) => written(tally, counted.durationNs));
}

/** What a request's late tokens say. */
export type OnLateToken = (token: number, waitNs: number, missed: number) => void;

/** Scores one request; `onLate` gets its late tokens, counted from 0. */
export function scoreRow(
	{ intervalsNs }: CountedRun,
	row: CountedRow,
	deadlines: Deadlines,
	judging: Judging,
	onLate?: OnLateToken,
): { readonly missed: number; readonly total: number; readonly stalls: number; readonly stalledNs: number } {
	const { from, to } = row;
	const firstNs = firstDeadline(row, deadlines, judging);
	const state = createDeadlineState(firstNs === null);
	let late = 0;
	let stalls = 0;
	let stalledNs = 0;
	const pair = { first: firstNs ?? 0, each: deadlines.eachNs };
	advance(state, pair, intervalsNs, from, to, (index, waitNs, missed) => {
		late += 1;
		if (waitNs >= deadlines.stallNs) {
			stalls += 1;
			stalledNs += waitNs;
		}
		onLate?.(index - from, waitNs, missed);
	});
	if (judging.count === 'deadlines') return { missed: state.missed, total: state.total, stalls, stalledNs };
	return { missed: late, total: Math.max(0, to - from - (firstNs === null ? 1 : 0)), stalls, stalledNs };
}

/** When the first token is due; null where it has no deadline, or one that grows with a prompt of unknown length. */
function firstDeadline(
	{ promptTokens }: CountedRow,
	{ firstNs }: Deadlines,
	{ firstToken, ttftDeadline }: Judging,
): number | null {
	if (firstToken === 'out') return null;
	if (ttftDeadline === 'fixed') return firstNs;
	return promptTokens === null ? null : Math.round(prefillTime(ttftDeadline, promptTokens));
}

interface Tally {
	readonly votes: number[];
	readonly completed: number[];
	seen: number;
	missed: number;
	total: number;
	stalls: number;
	stalledNs: number;
	good: number;
	held: number;
}

function createTally(): Tally {
	return { votes: [], completed: [], seen: 0, missed: 0, total: 0, stalls: 0, stalledNs: 0, good: 0, held: 0 };
}

function written(tally: Tally, durationNs: number): ReScore {
	const { votes, completed, seen, missed, total, stalls, stalledNs, good, held } = tally;
	const index = mean(votes);
	const goodputOf = votes.length + held;
	return {
		n: votes.length,
		votes: new Float64Array(votes),
		fluidityIndex: index,
		indexes: new Float64Array(completed),
		nOfCompleted: completed.length,
		// The mean of reals is exact and takes its time: where every request was completed it is the same one.
		fluidityOfCompleted: completed.length === votes.length ? index : mean(completed),
		missed: seen === 0 ? null : missed,
		total: seen === 0 ? null : total,
		stalls,
		stalledNs,
		goodput: goodputOf === 0 ? null : good / goodputOf,
		goodputOf,
		goodputPerSecond: durationNs > 0 ? (good * 1e9) / durationNs : null,
	};
}
