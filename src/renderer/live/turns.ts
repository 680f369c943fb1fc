/** Chooses whose numbers are renewed in a frame, so that no frame has to renew everyone's. */
export interface Turns {
	/**
	 * The columns to renew in this frame, at most two: those that something happened to, then those that were renewed the
	 * longest ago and at least `everyMs` ago. They count as renewed now.
	 */
	take(nowMs: number, columns: number, everyMs: number): readonly number[];
	/** Something happened to a column that should not wait for its turn. */
	hurry(column: number): void;
	/** Everyone was renewed outside of their turn. */
	renewedAll(nowMs: number, columns: number): void;
}

/** Two in each frame renew sixteen columns seven times a second. */
const MOST_IN_A_FRAME = 2;

/** Begins with nobody renewed. */
export function createTurns(): Turns {
	const renewedAtMs: number[] = [];
	const hurried = new Set<number>();
	const since = (column: number): number => renewedAtMs[column] ?? Number.NEGATIVE_INFINITY;

	return {
		take(nowMs, columns, everyMs) {
			const waiting = Array.from({ length: columns }, (_, column) => column)
				.filter((column) => !hurried.has(column) && nowMs - since(column) >= everyMs)
				.sort((one, other) => since(one) - since(other));
			const taken = [...hurried, ...waiting].slice(0, MOST_IN_A_FRAME);
			for (const column of taken) {
				hurried.delete(column);
				renewedAtMs[column] = nowMs;
			}
			return taken;
		},
		hurry: (column) => void hurried.add(column),
		renewedAll(nowMs, columns) {
			hurried.clear();
			// A little apart, so that their next turns do not fall together.
			for (let column = 0; column < columns; column++) renewedAtMs[column] = nowMs + column;
		},
	};
}
