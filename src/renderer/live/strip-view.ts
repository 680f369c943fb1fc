import type { LiveRun } from './live-run.ts';
import type { LiveStream } from './live-stream.ts';
import {
	axisSpanNs,
	axisTicks,
	createStripWalk,
	labelsThatFit,
	readerAt,
	type StripPen,
	type WaitLabel,
	walkStrip,
} from './strip-walk.ts';
import type { View } from './text-view.ts';

/** The strip's colours, as a canvas takes them. */
export interface StripColours {
	readonly token: string;
	readonly late: string;
	readonly shade: string;
	readonly due: string;
	readonly revised: string;
	readonly line: string;
	readonly label: string;
	readonly reader: string;
	readonly font: string;
}

export interface StripElements {
	readonly canvas: HTMLCanvasElement;
	/** Says how long the reader has been waiting now. */
	readonly waiting: HTMLElement;
}

/** What a strip shares with the others. */
export interface StripSurroundings {
	readonly run: LiveRun;
	/** The same object until they change. */
	colours(): StripColours;
	/** How long the time axis must be, for all strips of the run. */
	sharedLengthNs(): number;
	waitLabel(waitNs: number): string;
	requestFrame(): void;
}

/** Heights in CSS pixels, from the top. */
const LANES = {
	label: 9,
	lateTop: 13,
	tokenTop: 17,
	tokenBottom: 28,
	line: 32.5,
	dueTop: 34,
	dueBottom: 40,
	missBottom: 45,
	axis: 56,
} as const;
/** The reader stands on the axis: a line from top to bottom, and a pointer at its foot. */
const READER = {
	top: 16,
	bottom: 46,
	width: 1.5,
	pointerTop: 42,
	pointerBottom: 47,
	pointerHalf: 4,
	opacity: 0.75,
} as const;
/** Deadlines closer than this could not be told apart. */
const CLOSEST_DEADLINES = 3;
/** A token is at least this wide. */
const TOKEN_WIDTH = 2.4;
/**
 * A deadline counts as passed, in what is drawn of a running stream, only this long after it: what arrived in time may
 * still be on its way to the page.
 */
const DELIVERY_NS = 120e6;
const NOTICE_EVERY_MS = 100;

/**
 * Draws a stream's beat strip: only what is new, unless the axis, the size, the colours or the score changed. What stays
 * is drawn on a ground of its own, which is put under the reader whenever the reader moves: an element that moved over
 * the canvas would be a layer of its own in every column.
 */
export function createStripView(
	{ canvas, waiting: notice }: StripElements,
	stream: LiveStream,
	surroundings: StripSurroundings,
): View {
	const { run, colours, sharedLengthNs, waitLabel, requestFrame } = surroundings;
	const { deadlines } = run.run;
	const ground = document.createElement('canvas');
	const context = ground.getContext('2d');
	const shown = canvas.getContext('2d');
	let walk = createStripWalk(deadlines);
	let version = -1;
	let spanNs = 0;
	let width = 0;
	let ratio = 1;
	let paint: StripColours = colours();
	/** How far the wait that goes on has been shaded; 0 where none has. */
	let shadedToNs = 0;
	let labels: WaitLabel[] = [];
	let labelsDrawn = 0;
	let size = { width: canvas.clientWidth, height: canvas.clientHeight };
	const observer = new ResizeObserver(([entry]) => {
		if (!entry) return;
		size = { width: entry.contentRect.width, height: entry.contentRect.height };
		requestFrame();
	});
	observer.observe(canvas);

	const x = (atNs: number): number => (atNs / spanNs) * width;

	/** Deadlines that would run into each other stand on every third pixel instead: an even comb, whatever their pitch. */
	function deadlineAt(atNs: number): number {
		const grid = x(deadlines.eachNs) < CLOSEST_DEADLINES ? CLOSEST_DEADLINES : 1 / ratio;
		return Math.floor(x(atNs) / grid) * grid;
	}

	function clear(to: CanvasRenderingContext2D): void {
		for (const each of [ground, canvas]) {
			each.width = Math.max(1, Math.round(size.width * ratio));
			each.height = Math.max(1, Math.round(size.height * ratio));
		}
		to.setTransform(ratio, 0, 0, ratio, 0, 0);
		walk = createStripWalk(deadlines);
		shadedToNs = 0;
		labels = [];
		labelsDrawn = 0;
		to.fillStyle = paint.line;
		to.fillRect(0, LANES.line, width, 1);
		to.font = `10px ${paint.font}`;
		to.fillStyle = paint.label;
		for (const second of axisTicks(spanNs, width, 44)) {
			const at = x(second * 1e9);
			to.textAlign = second === 0 ? 'left' : at > width - 12 ? 'right' : 'center';
			to.fillText(`${second}s`, at, LANES.axis);
		}
	}

	/** Leaves out what would fall onto the same pixel in the same way. */
	function penOn(to: CanvasRenderingContext2D): StripPen {
		let lastToken = -1;
		let lastDeadline = -1;
		let lastFate = '';
		return {
			token(atNs, late) {
				const at = Math.round(x(atNs) * ratio) / ratio;
				if (!late && at === lastToken) return;
				lastToken = at;
				to.fillStyle = late ? paint.late : paint.token;
				const top = late ? LANES.lateTop : LANES.tokenTop;
				to.fillRect(at - TOKEN_WIDTH / 2, top, TOKEN_WIDTH + (late ? 0.6 : 0), LANES.tokenBottom - top);
			},
			deadline(atNs, fate) {
				const at = deadlineAt(atNs);
				if (at === lastDeadline && fate === lastFate) return;
				lastDeadline = at;
				lastFate = fate;
				to.fillStyle = fate === 'missed' ? paint.late : fate === 'revised' ? paint.revised : paint.due;
				to.fillRect(at, LANES.dueTop, 1, (fate === 'missed' ? LANES.missBottom : LANES.dueBottom) - LANES.dueTop);
			},
			wait(fromNs, toNs) {
				shade(to, Math.max(fromNs, shadedToNs), toNs);
				shadedToNs = 0;
				if (toNs - fromNs < deadlines.stallNs) return;
				to.font = waitFont();
				const half = to.measureText(waitLabel(toNs - fromNs)).width / 2;
				const middle = Math.min(Math.max(x((fromNs + toNs) / 2), half), width - half);
				labels.push({ waitNs: toNs - fromNs, middle, half });
			},
		};
	}

	/** A new wait may take the place of the labels beside it. */
	function drawLabels(to: CanvasRenderingContext2D): void {
		if (labelsDrawn === labels.length) return;
		labelsDrawn = labels.length;
		to.clearRect(0, 0, width, LANES.label + 3);
		to.font = waitFont();
		to.textAlign = 'center';
		to.fillStyle = paint.late;
		for (const { waitNs, middle } of labelsThatFit(labels)) to.fillText(waitLabel(waitNs), middle, LANES.label);
	}

	function waitFont(): string {
		return `600 10px ${paint.font}`;
	}

	function shade(to: CanvasRenderingContext2D, fromNs: number, toNs: number): void {
		if (toNs <= fromNs) return;
		to.fillStyle = paint.shade;
		to.fillRect(x(fromNs), LANES.label + 3, x(toNs) - x(fromNs), LANES.missBottom - LANES.label - 3);
	}

	/** The wait that goes on now, as far as it is certain. */
	function drawWaiting(to: CanvasRenderingContext2D, nowNs: number): void {
		const certainNs = nowNs - DELIVERY_NS;
		if (certainNs <= walk.dueNs) return;
		const fromNs = Math.max(walk.dueNs, shadedToNs);
		shade(to, fromNs, certainNs);
		to.fillStyle = paint.late;
		const first = Math.ceil((fromNs - walk.dueNs) / deadlines.eachNs);
		const step = Math.max(1, Math.ceil(spanNs / deadlines.eachNs / Math.max(1, width)));
		for (let passed = first; walk.dueNs + passed * deadlines.eachNs <= certainNs; passed += step) {
			to.fillRect(deadlineAt(walk.dueNs + passed * deadlines.eachNs), LANES.dueTop, 1, LANES.missBottom - LANES.dueTop);
		}
		shadedToNs = certainNs;
	}

	/** The ground, and on it the reader; null: nobody reads. */
	function show(on: CanvasRenderingContext2D, reader: { readonly at: number; readonly waits: boolean } | null): void {
		on.setTransform(1, 0, 0, 1, 0, 0);
		on.clearRect(0, 0, canvas.width, canvas.height);
		on.drawImage(ground, 0, 0);
		if (reader === null) return;
		const { at, waits } = reader;
		on.setTransform(ratio, 0, 0, ratio, 0, 0);
		on.fillStyle = waits ? paint.late : paint.reader;
		on.globalAlpha = waits ? 1 : READER.opacity;
		on.fillRect(at - READER.width / 2, READER.top, READER.width, READER.bottom - READER.top);
		on.globalAlpha = 1;
		on.beginPath();
		on.moveTo(at, READER.pointerTop);
		on.lineTo(at + READER.pointerHalf, READER.pointerBottom);
		on.lineTo(at - READER.pointerHalf, READER.pointerBottom);
		on.fill();
	}

	let pen: StripPen | null = null;
	let noticedAtMs = Number.NEGATIVE_INFINITY;

	return {
		column: stream.provider,
		paint(nowMs) {
			if (context === null || shown === null || size.width === 0) return false;
			const nextRatio = window.devicePixelRatio || 1;
			const nextSpanNs = axisSpanNs(sharedLengthNs());
			const nextPaint = colours();
			const startNs = stream.startNs;
			const ended = stream.ended !== null;
			// A deadline that looked missed was met after all, or none was missed, for the token never came: the shade was wrong.
			const next = walk.tokens < stream.intervalsNs.length;
			const met = next && stream.lateTokens[walk.lateSeen]?.token !== walk.tokens;
			const refuted = shadedToNs > 0 && (met || (ended && !next));
			if (
				refuted ||
				pen === null ||
				version !== stream.version ||
				nextSpanNs !== spanNs ||
				nextRatio !== ratio ||
				size.width !== width ||
				nextPaint !== paint
			) {
				version = stream.version;
				spanNs = nextSpanNs;
				ratio = nextRatio;
				width = size.width;
				paint = nextPaint;
				clear(context);
				pen = penOn(context);
			}
			walkStrip(walk, stream.intervalsNs, stream.lateTokens, deadlines, pen);
			drawLabels(context);
			if (startNs === null) {
				show(shown, null);
				return false;
			}
			const nowNs = run.nowNs(nowMs) - startNs;
			if (!ended) drawWaiting(context, nowNs);
			const place = readerAt(
				walk,
				ended && run.result !== null ? Number.POSITIVE_INFINITY : nowNs,
				deadlines.eachNs,
				ended,
			);
			const waits = !ended && place.waitingNs > DELIVERY_NS;
			const reads = walk.tokens > 0 || place.waitingNs > 0;
			show(shown, reads ? { at: Math.min(width - READER.pointerHalf, Math.max(0, x(place.atNs))), waits } : null);
			const tells = waits && place.waitingNs >= deadlines.stallNs;
			if (notice.hidden === tells) notice.hidden = !tells;
			if (tells && nowMs - noticedAtMs >= NOTICE_EVERY_MS) {
				noticedAtMs = nowMs;
				notice.textContent = waitLabel(place.waitingNs);
			}
			return false;
		},
		detach() {
			observer.disconnect();
		},
	};
}
