import { useLayoutEffect } from 'react';

/** What of the scorecard was last brought up to date. */
export type ShownMark = 'scorecard-table' | 'scorecard-chart' | 'scorecard-intervals';

/** Marks in the browser's own timeline that something was brought up to date, for whoever measures. One mark a name. */
export function markShown(name: ShownMark): void {
	performance.clearMarks(name);
	performance.mark(name);
}

/** Marks when other facts were written to the page; null are none. */
export function useShownMark(name: ShownMark, facts: object | null): void {
	useLayoutEffect(() => {
		if (facts !== null) markShown(name);
	}, [name, facts]);
}
