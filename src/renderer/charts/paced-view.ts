import type { View } from '../live/text-view.ts';

/** Drawing all lines anew takes long beside a frame: at most four times a second while they grow. */
const EVERY_MS = 250;

export interface PacedDrawing<Data> {
	/** What to draw now; the same object as before where nothing changed. */
	read(): Data;
	draw(data: Data): void;
	/** Where nobody sees it, nothing is drawn: the columns above need the time. */
	isVisible(): boolean;
}

/** Paints what is costly to draw: four times a second or less, and only what changed. */
export function createPacedView<Data extends object>({
	read,
	draw,
	isVisible,
}: PacedDrawing<Data>): Pick<View, 'paint'> {
	let drawn: Data | null = null;
	let drawnAtMs = Number.NEGATIVE_INFINITY;
	return {
		paint(nowMs) {
			if (!isVisible()) return false;
			if (nowMs - drawnAtMs < EVERY_MS) return true;
			const next = read();
			if (next === drawn) return false;
			drawnAtMs = nowMs;
			drawn = next;
			draw(next);
			return false;
		},
	};
}
