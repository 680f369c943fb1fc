import { describe, expect, test } from 'vitest';
import { createLiveScore } from '../../../src/core/live-score.ts';
import { msToNs, ns } from '../../../src/core/time.ts';
import {
	axisSpanNs,
	axisTicks,
	createStripWalk,
	labelsThatFit,
	readerAt,
	type StripPen,
	walkStrip,
} from '../../../src/renderer/live/strip-walk.ts';

const deadlines = { firstNs: msToNs(400), eachNs: msToNs(50), stallNs: msToNs(200) };

/** Scores tokens that arrive at these milliseconds, one each. */
function scored(arrivalsMs: readonly number[]) {
	const score = createLiveScore(deadlines);
	const connection = {
		...{ reused: false, cold: false, lookupNs: null, connectNs: null, secureNs: null },
		...{ remoteAddress: null, protocol: 'http/1.1' },
	};
	score.mark({ type: 'released', stream: 0, atNs: ns(0) });
	score.mark({ type: 'sent', stream: 0, atNs: ns(0), connection });
	arrivalsMs.forEach((atMs, read) => {
		const counted = { tokens: null, tokenSource: 'none' } as const;
		score.arrival({ stream: 0, kind: 'text', read, atNs: msToNs(atMs), bytes: 1, text: 'a', ...counted });
	});
	return score;
}

function drawn(arrivalsMs: readonly number[], inSlices = false) {
	const score = scored(arrivalsMs);
	const lines: string[] = [];
	const pen: StripPen = {
		token: (atNs, late) => lines.push(`token ${atNs / 1e6}${late ? ' late' : ''}`),
		deadline: (atNs, fate) => lines.push(`${fate} ${atNs / 1e6}`),
		wait: (fromNs, toNs) => lines.push(`wait ${fromNs / 1e6}-${toNs / 1e6}`),
	};
	const walk = createStripWalk(deadlines);
	if (inSlices) {
		for (let tokens = 1; tokens <= arrivalsMs.length; tokens++) {
			const part = scored(arrivalsMs.slice(0, tokens));
			walkStrip(walk, part.intervalsNs, part.lateTokens, deadlines, pen);
		}
	} else {
		walkStrip(walk, score.intervalsNs, score.lateTokens, deadlines, pen);
	}
	return { lines, walk, score };
}

describe('the walk of a beat strip', () => {
	test('draws each token where it came and its deadline where it was due', () => {
		expect(drawn([100, 120]).lines).toEqual(['met 400', 'token 100', 'met 450', 'token 120']);
	});

	test('shades a wait from the first missed deadline to the token that ended it, and restarts the beat there', () => {
		expect(drawn([300, 570, 600]).lines).toEqual([
			...['met 400', 'token 300'],
			...['missed 450', 'missed 500', 'missed 550', 'wait 450-570', 'token 570 late'],
			...['revised 620', 'token 600'],
		]);
	});

	test('draws as many missed deadlines as the score counts', () => {
		const { lines, score } = drawn([900, 901, 2_000]);
		expect(lines.filter((line) => line.startsWith('missed'))).toHaveLength(score.missed);
	});

	test('gives the same lines token by token as all at once', () => {
		const arrivals = [300, 570, 600, 610, 900, 1_500, 1_501];
		expect(drawn(arrivals, true).lines).toEqual(drawn(arrivals).lines);
	});
});

describe('the reader', () => {
	test('takes one token at each deadline and has the early ones in hand', () => {
		const { walk } = drawn([100, 110, 120]);
		expect(readerAt(walk, 399e6, deadlines.eachNs, false)).toEqual({ atNs: 399e6, waitingNs: 0, inHand: 3 });
		expect(readerAt(walk, 400e6, deadlines.eachNs, false)).toEqual({ atNs: 400e6, waitingNs: 0, inHand: 2 });
	});

	test('stands at the missed deadline and waits, until the stream has ended', () => {
		const { walk } = drawn([100]);
		expect(readerAt(walk, 700e6, deadlines.eachNs, false)).toEqual({ atNs: 450e6, waitingNs: 250e6, inHand: 0 });
		expect(readerAt(walk, 700e6, deadlines.eachNs, true)).toEqual({ atNs: 400e6, waitingNs: 0, inHand: 0 });
	});
});

describe('the time axis', () => {
	test('changes seldom and always holds the stream', () => {
		expect(axisSpanNs(0)).toBe(8e9);
		expect(axisSpanNs(8e9)).toBe(8e9);
		expect(axisSpanNs(8.1e9)).toBe(12e9);
		expect(axisSpanNs(1_000e9)).toBe(1_024e9);
	});

	test('has no labels that run into each other', () => {
		expect(axisTicks(8e9, 400, 44)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
		expect(axisTicks(64e9, 300, 44)).toEqual([0, 10, 20, 30, 40, 50, 60]);
	});
});

describe('of the labels of waits', () => {
	const label = (waitNs: number, middle: number) => ({ waitNs, middle, half: 20 });
	const lengths = (labels: readonly { waitNs: number; middle: number }[]) =>
		labelsThatFit(labels.map(({ waitNs, middle }) => label(waitNs, middle))).map(({ waitNs }) => waitNs);

	test("a longer wait's takes the place of a shorter one's, whichever came first", () => {
		expect(lengths([label(200, 50), label(900, 80)])).toEqual([900]);
		expect(lengths([label(900, 50), label(200, 80)])).toEqual([900]);
	});

	test('a short one stands where the one that it lost to had to go itself', () => {
		expect(lengths([label(200, 50), label(300, 80), label(900, 110)])).toEqual([900, 200]);
	});

	test('those that keep apart all stand, and of equal waits the earlier', () => {
		expect(lengths([label(200, 50), label(300, 93)])).toEqual([300, 200]);
		expect(labelsThatFit([label(200, 50), label(200, 92)])).toEqual([label(200, 50)]);
	});
});
