/** Paints once; true asks for another frame. `nowMs` is the page's monotonic clock. */
export type Paint = (nowMs: number) => boolean;

export interface FrameLoop {
	/** Makes sure that a frame is coming. */
	request(): void;
	/** No frame is asked for: everything known has been painted. */
	readonly idle: boolean;
	stop(): void;
}

/** The page's only animation frame loop. While the page is hidden no frame comes, and the first one after catches up. */
export function createFrameLoop(paint: Paint): FrameLoop {
	let pending: number | null = null;

	function frame(nowMs: number): void {
		pending = null;
		if (paint(nowMs)) request();
	}

	function request(): void {
		pending ??= requestAnimationFrame(frame);
	}

	return {
		request,
		get idle() {
			return pending === null;
		},
		stop() {
			if (pending !== null) cancelAnimationFrame(pending);
			pending = null;
		},
	};
}
