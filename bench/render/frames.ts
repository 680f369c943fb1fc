/** What a page's probe wrote down, in milliseconds of the page's clock. */
export interface Probe {
	/** When it began. */
	readonly startMs: number;
	/** Each animation frame. */
	readonly frames: readonly number[];
	/** Each task of 50 ms or more. */
	readonly longTasks: readonly { readonly startMs: number; readonly ms: number }[];
}

/** How a stretch of frames looked. */
export interface FrameFigures {
	readonly meanFps: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly maxMs: number;
	/** The longest task after the first second; 0 where none took 50 ms. */
	readonly longestTaskMs: number;
	readonly frames: number;
}

/**
 * The figures of the frames from the probe's start until `lengthMs` later.
 *
 * @throws {RangeError} where there are fewer than two frames
 */
export function figuresOf({ startMs, frames, longTasks }: Probe, lengthMs: number): FrameFigures {
	const within = frames.filter((atMs) => atMs >= startMs && atMs <= startMs + lengthMs);
	const [first] = within;
	const last = within.at(-1);
	if (first === undefined || last === undefined || within.length < 2) throw new RangeError('fewer than two frames');
	const gaps = within.slice(1).map((atMs, index) => atMs - (within[index] ?? 0));
	const sorted = gaps.toSorted((one, other) => one - other);
	const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
	const counted = longTasks.filter((task) => task.startMs >= startMs + 1_000 && task.startMs <= startMs + lengthMs);
	return {
		meanFps: gaps.length / ((last - first) / 1_000),
		p50Ms: at(0.5),
		p99Ms: at(0.99),
		maxMs: at(1),
		longestTaskMs: Math.max(0, ...counted.map(({ ms }) => ms)),
		frames: within.length,
	};
}

/** Several rounds as one: the mean of their rates, and the worst of everything else. */
export function joinFigures(rounds: readonly FrameFigures[]): FrameFigures {
	const all = <Key extends keyof FrameFigures>(key: Key): number[] => rounds.map((round) => round[key]);
	const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
	return {
		meanFps: mean(all('meanFps')),
		p50Ms: mean(all('p50Ms')),
		p99Ms: Math.max(...all('p99Ms')),
		maxMs: Math.max(...all('maxMs')),
		longestTaskMs: Math.max(...all('longestTaskMs')),
		frames: all('frames').reduce((sum, count) => sum + count, 0),
	};
}
