/** How long the first token may take, and each next one after the last deadline: both in the intervals' own unit. */
export interface DeadlinePair {
	/** From the start of the request. 0 is allowed: then only a first token that takes no time is met. */
	readonly first: number;
	/** Above 0. */
	readonly each: number;
}

/** What was scored so far, in whole deadlines. */
export interface DeadlineCount {
	readonly missed: number;
	/** Deadlines met and missed. A late token's own arrival restarts the beat and is no deadline of its own. */
	readonly total: number;
}

/** The walk over one request's tokens: {@link advance} changes it in place, so that scoring allocates nothing. */
export interface DeadlineState {
	readonly ignoreFirst: boolean;
	/** The first token has been seen. */
	started: boolean;
	/** What the next token may take beyond its interval. Never negative. */
	slack: number;
	missed: number;
	total: number;
}

/**
 * Called for each late token: its index in `intervals`, its wait (arrival − deadline, in the intervals' unit) and the
 * deadlines it missed, at least 1. The state is up to date only once `advance` has returned.
 */
export type OnLate = (index: number, wait: number, missed: number) => void;

/** Deadlines that nothing can be scored by. */
export class DeadlineError extends Error {
	override readonly name = 'DeadlineError';
	readonly code: 'interval-not-positive' | 'first-deadline-negative';

	constructor(code: DeadlineError['code'], message: string) {
		super(message);
		this.code = code;
	}
}

/**
 * The start of a walk. With `ignoreFirst` the first token has no deadline and leaves no slack, as in the reference's
 * throughput metrics.
 */
export function createDeadlineState(ignoreFirst = false): DeadlineState {
	return { ignoreFirst, started: false, slack: 0, missed: 0, total: 0 };
}

/**
 * Scores the tokens `from` (inclusive) to `to` (exclusive), which follow those that `state` has already seen: the whole
 * request at once, or slice by slice as tokens arrive, with the same result. `intervals[0]` of a request is its first
 * token's wait, the others are the gap before each token; they must be finite and not negative.
 *
 * A token is due one interval after the last deadline; arriving exactly then is on time, and what an early token leaves
 * over carries to the next. A late one misses every deadline that has passed, and the beat restarts at its arrival.
 * Source: Algorithm 1 of arXiv 2407.07000, with the reference's order of operations: given its seconds the counts are
 * the reference's bit for bit, given whole nanoseconds they are exact.
 *
 * @throws {DeadlineError} where a deadline is not a finite number, `each` is not above 0, or `first` is below 0
 * @throws {RangeError} where the slice is not within `intervals`
 */
export function advance(
	state: DeadlineState,
	deadlines: DeadlinePair,
	intervals: ArrayLike<number>,
	from: number,
	to: number,
	onLate?: OnLate,
): void {
	assertDeadlines(deadlines);
	if (from < 0 || to > intervals.length) {
		throw new RangeError(`tokens ${from} to ${to} are not within ${intervals.length} intervals`);
	}
	if (from >= to) return;
	if (state.started) {
		advanceLater(state, deadlines.each, intervals, from, to, onLate);
		return;
	}
	advanceFirst(state, deadlines, intervals[from] as number, from, onLate);
	advanceLater(state, deadlines.each, intervals, from + 1, to, onLate);
}

function advanceFirst(
	state: DeadlineState,
	{ first, each }: DeadlinePair,
	interval: number,
	index: number,
	onLate?: OnLate,
): void {
	state.started = true;
	if (state.ignoreFirst) return;
	if (interval <= first) {
		state.slack = first - interval;
		state.total += 1;
		return;
	}
	const wait = interval - first;
	const passed = 1 + floorDivide(wait, each);
	onLate?.(index, wait, passed);
	state.missed += passed;
	state.total += passed;
}

function advanceLater(
	state: DeadlineState,
	each: number,
	intervals: ArrayLike<number>,
	from: number,
	to: number,
	onLate?: OnLate,
): void {
	let { slack } = state;
	let missed = 0;
	let late = 0;
	let index = from;
	for (;;) {
		// Tokens on time are most of them, and a loop of their own with nothing else in it runs four times as fast: this
		// re-scores a whole run while a slider moves.
		let interval = 0;
		while (index < to) {
			interval = intervals[index] as number;
			if (interval > each + slack) break;
			slack += each - interval;
			index += 1;
		}
		if (index >= to) break;
		// With exact numbers this is 1 + floor((interval − slack − each) / each). The reference divides in this form, and
		// in floating point the two can differ by one deadline.
		const passed = floorDivide(interval - slack, each);
		onLate?.(index, interval - slack - each, passed);
		missed += passed;
		late += 1;
		slack = 0;
		index += 1;
	}
	state.slack = slack;
	state.missed += missed;
	state.total += to - from - late + missed;
}

/**
 * Scores one whole request. Both counts are 0 where nothing has a deadline: no token, or only an ignored first one.
 *
 * @throws {DeadlineError} as {@link advance}
 */
export function scoreIntervals(
	intervals: ArrayLike<number>,
	deadlines: DeadlinePair,
	ignoreFirst = false,
): DeadlineCount {
	const state = createDeadlineState(ignoreFirst);
	advance(state, deadlines, intervals, 0, intervals.length);
	return { missed: state.missed, total: state.total };
}

/** The share of deadlines missed, 0 to 1. Null where there was none: nothing is known, which is not the same as perfect. */
export function missRate({ missed, total }: DeadlineCount): number | null {
	return total === 0 ? null : missed / total;
}

/** The fluidity-index of one request: 1 − missed/total deadlines. Null where there was no deadline. */
export function fluidityIndex(count: DeadlineCount): number | null {
	const rate = missRate(count);
	return rate === null ? null : 1 - rate;
}

function assertDeadlines({ first, each }: DeadlinePair): void {
	if (!(each > 0 && Number.isFinite(each))) {
		throw new DeadlineError('interval-not-positive', `the interval must be a number above 0, not ${each}`);
	}
	if (!(first >= 0 && Number.isFinite(first))) {
		throw new DeadlineError('first-deadline-negative', `the first deadline must be a number from 0 up, not ${first}`);
	}
}

/**
 * The floor of a quotient as Python's `//` defines it for floats, for a dividend from 0 up and a divisor above 0: what
 * is left after whole divisors is taken away first, so 1.0 // 0.1 is 9 (0.1 is a little more than a tenth), where
 * `Math.floor(1.0 / 0.1)` is 10. Source: Python language reference, 6.7, "Binary arithmetic operations".
 */
function floorDivide(dividend: number, divisor: number): number {
	const plain = dividend / divisor;
	const below = Math.floor(plain);
	// A remainder costs ten times a quotient. Away from whole numbers the rounding of the quotient cannot have crossed one,
	// and all ways of dividing agree: a billion is rounded by no more than a ten-millionth.
	const part = plain - below;
	if (part > 1e-6 && part < 1 - 1e-6 && plain < 1e9) return below;
	const quotient = (dividend - (dividend % divisor)) / divisor;
	const floor = Math.floor(quotient);
	// The quotient is a whole number but for rounding, which may have pushed it just under.
	return quotient - floor > 0.5 ? floor + 1 : floor;
}
