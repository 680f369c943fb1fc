const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** How long to wait before the nth attempt to reach the app again, in milliseconds: doubling, at most 5 s. */
export function delayBefore(attempt: number): number {
	return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
}
