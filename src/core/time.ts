declare const nanoseconds: unique symbol;

/**
 * A moment or a length of time in whole nanoseconds. A moment counts from the run's epoch on one monotonic clock.
 * A double holds 104 days of them exactly.
 */
export type Ns = number & { readonly [nanoseconds]: true };

/** The one monotonic clock of a run. */
export interface Clock {
	/** Nanoseconds since the run's epoch. */
	now(): Ns;
}

/** Marks a whole number of nanoseconds as such. */
export function ns(value: number): Ns {
	return value as Ns;
}

/** Milliseconds to the nearest nanosecond. */
export function msToNs(milliseconds: number): Ns {
	return ns(Math.round(milliseconds * 1e6));
}

/** Nanoseconds as milliseconds, for people and for JSON. */
export function nsToMs(value: Ns): number {
	return value / 1e6;
}
