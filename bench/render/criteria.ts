import type { Criterion } from '../command/criterion.ts';
import type { FrameFigures } from './frames.ts';

/** Everything that was measured. */
export interface RenderMeasurements {
	/** The page that receives the same and shows nothing. */
	readonly empty: FrameFigures;
	readonly app: FrameFigures;
	/** Bytes on the JavaScript heap, in array buffers and in the document, after a collection, for each token. */
	readonly bytesPerToken: number;
	/** Scrolling through columns of many tokens; null where that was left out. */
	readonly scrolling: FrameFigures | null;
}

const LEAST_SHARE = 0.95;
const MOST_P99_MS = 34;
const MOST_TASK_MS = 100;
const LEAST_SCROLLING_SHARE = 0.5;

/** What the renderer is held to. */
export function judge({ empty, app, scrolling }: RenderMeasurements): Criterion[] {
	const share = app.meanFps / empty.meanFps;
	return [
		{
			text: `mean rate at least ${LEAST_SHARE * 100} % of an empty page's: ${(share * 100).toFixed(1)} % (${app.meanFps.toFixed(1)} of ${empty.meanFps.toFixed(1)} frames/s)`,
			holds: share >= LEAST_SHARE,
		},
		{
			text: `99th percentile of frames at most ${MOST_P99_MS} ms: ${app.p99Ms.toFixed(1)} ms (empty page ${empty.p99Ms.toFixed(1)} ms)`,
			holds: app.p99Ms <= MOST_P99_MS,
		},
		{
			text: `no task over ${MOST_TASK_MS} ms after the first second: ${app.longestTaskMs === 0 ? 'none of 50 ms' : `${app.longestTaskMs.toFixed(0)} ms`}`,
			holds: app.longestTaskMs <= MOST_TASK_MS,
		},
		...(scrolling === null
			? []
			: [
					{
						text: `scrolls through long columns at ${LEAST_SCROLLING_SHARE * 100} % of an empty page's rate or more: ${((scrolling.meanFps / empty.meanFps) * 100).toFixed(1)} %`,
						holds: scrolling.meanFps >= LEAST_SCROLLING_SHARE * empty.meanFps,
					},
				]),
	];
}
