import type { Deadlines } from '../../core/recording.ts';
import type { LateToken } from '../../core/request-score.ts';

/** What the beat strip is told, in order of time within each lane. All times are nanoseconds from t₀. */
export interface StripPen {
	token(atNs: number, late: boolean): void;
	/** `met`: a token was there by then; `revised`: so, after a late token restarted the beat; `missed`: none was there. */
	deadline(atNs: number, fate: 'met' | 'revised' | 'missed'): void;
	/** The reader waited from the first missed deadline to the token that ended it. */
	wait(fromNs: number, toNs: number): void;
}

/** How far a strip has been drawn. */
export interface StripWalk {
	/** Tokens walked so far. */
	tokens: number;
	/** Arrival of the last of them. */
	atNs: number;
	/** When the next token is due. */
	dueNs: number;
	lateSeen: number;
}

/** A walk at the beginning: the first token is due at the first deadline. */
export function createStripWalk(deadlines: Deadlines): StripWalk {
	return { tokens: 0, atNs: 0, dueNs: deadlines.firstNs, lateSeen: 0 };
}

/**
 * Walks on through the tokens that came since, and draws them. Which are late, and how long the reader waited, is the
 * score's to say; this only places them. At most `mostDeadlines` missed deadlines are drawn for one wait.
 */
export function walkStrip(
	walk: StripWalk,
	intervalsNs: ArrayLike<number>,
	lateTokens: readonly LateToken[],
	deadlines: Deadlines,
	pen: StripPen,
	mostDeadlines = 400,
): void {
	while (walk.tokens < intervalsNs.length) {
		const atNs = walk.atNs + (intervalsNs[walk.tokens] ?? 0);
		const late = lateTokens[walk.lateSeen];
		if (late?.token === walk.tokens) {
			const fromNs = late.atNs - late.waitNs;
			const step = Math.max(1, Math.ceil(late.missed / mostDeadlines));
			for (let missed = 0; missed < late.missed; missed += step) {
				pen.deadline(fromNs + missed * deadlines.eachNs, 'missed');
			}
			pen.wait(fromNs, late.atNs);
			pen.token(atNs, true);
			walk.dueNs = late.atNs;
			walk.lateSeen += 1;
		} else {
			pen.deadline(walk.dueNs, walk.lateSeen > 0 ? 'revised' : 'met');
			pen.token(atNs, false);
		}
		walk.dueNs += deadlines.eachNs;
		walk.atNs = atNs;
		walk.tokens += 1;
	}
}

/** Where a reader is who takes one token at each deadline, and waits at one that passed with no token. */
export interface Reader {
	/** Position on the time axis, from t₀: now, or the missed deadline it waits at. */
	readonly atNs: number;
	/** How long it has waited so far; 0 while it reads. */
	readonly waitingNs: number;
	/** Tokens that came and are not read yet. */
	readonly inHand: number;
}

/**
 * The reader at a moment: `nowNs` from t₀. `ended`: no token will come any more, so a reader with nothing left to read
 * has finished, and does not wait.
 */
export function readerAt(walk: StripWalk, nowNs: number, eachNs: number, ended: boolean): Reader {
	// `dueNs` is the deadline of the next token: with it, everything that came has been read.
	if (nowNs >= walk.dueNs) {
		return ended
			? { atNs: walk.dueNs - eachNs, waitingNs: 0, inHand: 0 }
			: { atNs: walk.dueNs, waitingNs: nowNs - walk.dueNs, inHand: 0 };
	}
	const inHand = Math.min(walk.tokens, Math.max(0, Math.ceil((walk.dueNs - nowNs) / eachNs) - 1));
	return { atNs: nowNs, waitingNs: 0, inHand };
}

const SPANS_SECONDS = [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768] as const;

/** The length of a time axis that holds `lengthNs`, in nanoseconds: from a few lengths, so that it seldom changes. */
export function axisSpanNs(lengthNs: number): number {
	const seconds = lengthNs / 1e9;
	const span = SPANS_SECONDS.find((candidate) => candidate >= seconds) ?? Math.ceil(seconds / 256) * 256;
	return span * 1e9;
}

/** Moments to label on an axis, in whole seconds: as many as stand apart by `leastPixels`. */
export function axisTicks(spanNs: number, width: number, leastPixels: number): readonly number[] {
	const seconds = spanNs / 1e9;
	const step =
		[1, 2, 5, 10, 20, 30, 60, 120, 300, 600].find((each) => (each / seconds) * width >= leastPixels) ?? 1_200;
	return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

/** The length of a wait as it would stand above it. Places are pixels from the strip's left. */
export interface WaitLabel {
	readonly waitNs: number;
	readonly middle: number;
	/** Half of its width. */
	readonly half: number;
}

const BETWEEN_LABELS = 3;

/** Those that can stand beside each other: of two that would touch, the longer wait's; of equal ones, the earlier. */
export function labelsThatFit(labels: readonly WaitLabel[]): readonly WaitLabel[] {
	const fit: WaitLabel[] = [];
	for (const label of labels.toSorted((one, other) => other.waitNs - one.waitNs)) {
		const touches = ({ middle, half }: WaitLabel): boolean =>
			Math.abs(middle - label.middle) < half + label.half + BETWEEN_LABELS;
		if (!fit.some(touches)) fit.push(label);
	}
	return fit;
}
