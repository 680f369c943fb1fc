import type { Page } from 'playwright-core';

/** What one move of a slider took, in milliseconds from the move. */
export interface MoveTimes {
	/** The main thread, until the table was written and laid out. */
	readonly table: number;
	/** Until the last chart that follows the slider was drawn. */
	readonly charts: number;
	/** Until every interval stood; null where the slider moves none. */
	readonly intervals: number | null;
	/** Whether the page said meanwhile that intervals are missing. */
	readonly pendingSeen: boolean;
}

/**
 * Moves the slider with a name as a hand does, in the page, and waits until everything that follows it has followed.
 *
 * @param moves intervals: whether they follow this slider
 */
export function moveSlider(
	page: Page,
	moves: { readonly label: string; readonly position: number; readonly intervals: boolean },
): Promise<MoveTimes> {
	return page.evaluate(async ({ label, position, intervals }) => {
		const slider = document.querySelector<HTMLInputElement>(`input[type="range"][aria-label^="${label}"]`);
		const screen = document.querySelector<HTMLElement>('.score-screen');
		const table = document.querySelector<HTMLElement>('.score-table');
		if (slider === null || screen === null || table === null) throw new Error(`there is no slider "${label}"`);
		const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
		const at = (name: string): number => performance.getEntriesByName(name, 'mark')[0]?.startTime ?? 0;
		await nextFrame();
		const startMs = performance.now();
		const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
		set?.call(slider, String(position));
		slider.dispatchEvent(new Event('input', { bubbles: true }));
		// React writes at the end of the task's own queue; then the browser lays out, which is forced here to be seen.
		await Promise.resolve();
		if (at('scorecard-table') < startMs) await nextFrame();
		const width = table.getBoundingClientRect().width;
		const tableMs = performance.now();
		if (at('scorecard-table') < startMs || width === 0) throw new Error(`"${label}" moved no number of the table`);
		let pendingSeen = screen.dataset.pending === 'true';
		while (at('scorecard-chart') < startMs) await nextFrame();
		while (intervals && at('scorecard-intervals') < startMs) {
			await nextFrame();
			pendingSeen ||= screen.dataset.pending === 'true';
		}
		// A chart may come after the first that came.
		for (let frame = 0; frame < 3; frame++) await nextFrame();
		return {
			table: tableMs - startMs,
			charts: at('scorecard-chart') - startMs,
			intervals: intervals ? at('scorecard-intervals') - startMs : null,
			pendingSeen,
		};
	}, moves);
}

/** From the press of the screen's tab until its table was laid out, and until its first chart was drawn. */
export function openScorecard(page: Page): Promise<{ readonly table: number; readonly firstChart: number }> {
	return page.evaluate(async () => {
		const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
		const at = (name: string): number => performance.getEntriesByName(name, 'mark')[0]?.startTime ?? 0;
		for (const name of ['scorecard-table', 'scorecard-chart', 'scorecard-intervals']) performance.clearMarks(name);
		const tab = document.querySelector<HTMLElement>('[data-screen="scorecard"]');
		if (tab === null) throw new Error('there is no tab for the scorecard');
		const startMs = performance.now();
		tab.click();
		while (at('scorecard-table') < startMs) await nextFrame();
		const height = document.querySelector('.score-table')?.getBoundingClientRect().height ?? 0;
		const tableMs = performance.now();
		if (height === 0) throw new Error('the scorecard shows no table');
		while (at('scorecard-chart') < startMs) await nextFrame();
		return { table: tableMs - startMs, firstChart: at('scorecard-chart') - startMs };
	});
}
