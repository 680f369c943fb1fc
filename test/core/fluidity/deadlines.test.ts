import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	advance,
	createDeadlineState,
	DeadlineError,
	fluidityIndex,
	missRate,
	scoreIntervals,
} from '../../../src/core/fluidity/deadlines.ts';
import { deadlinePairs, gaps } from '../../support/gaps.ts';
import { golden, scorableCases } from '../../support/golden.ts';

describe('against the reference', () => {
	it.each(scorableCases)('$id counts as the reference does, to the bit', (example) => {
		const deadlines = { first: example.ttftDeadline, each: example.tbtDeadline };
		const score = scoreIntervals(example.interTokenTimesSeconds, deadlines, example.ignoreFirst);
		expect(score).toEqual({ missed: example.missed, total: example.total });
		// Where nothing has a deadline the reference says 0 missed; here there is no such number.
		const unscored = example.total === 0;
		expect(missRate(score)).toBe(unscored ? null : example.missRate);
		expect(fluidityIndex(score)).toBe(unscored ? null : example.fluidityIndex);
	});

	it('has vectors that tell the reference’s floor from a plain one, or the cases above would prove little', () => {
		expect(scorableCases.filter(({ naiveFloorDiffers }) => naiveFloorDiffers).length).toBeGreaterThan(20);
	});

	it('refuses every vector with an interval of 0', () => {
		const refused = golden.requestCases.filter(({ tbtDeadline }) => tbtDeadline === 0);
		expect(refused).toHaveLength(8);
		for (const { interTokenTimesSeconds, ttftDeadline } of refused) {
			expect(() => scoreIntervals(interTokenTimesSeconds, { first: ttftDeadline, each: 0 })).toThrow(DeadlineError);
		}
	});
});

describe('the walk', () => {
	it('counts arrival exactly at the deadline as on time', () => {
		expect(scoreIntervals([100, 25, 25], { first: 100, each: 25 })).toEqual({ missed: 0, total: 3 });
	});

	it('lets a late token miss every deadline that passed, and restarts the beat at its arrival', () => {
		// 30 ahead, then 200: deadlines at 55, 80, … 205 pass: 1 + floor((200 − 30 − 25) / 25) = 6.
		expect(scoreIntervals([70, 200, 25], { first: 100, each: 25 })).toEqual({ missed: 6, total: 8 });
	});

	it('gives speculative decoding’s T, 0, 0, 3T its due: the slack of the zeros covers the long gap', () => {
		const speculative = [25, 0, 0, 75, 0, 0, 75];
		expect(scoreIntervals(speculative, { first: 25, each: 25 })).toEqual({ missed: 0, total: 7 });
	});

	it('calls eight tokens a frame at the exact rate fluid, and one that skips a beat not', () => {
		const frames = Array.from({ length: 21 }, () => [200, 0, 0, 0, 0, 0, 0, 0]).flat();
		expect(scoreIntervals(frames, { first: 200, each: 25 })).toEqual({ missed: 0, total: 168 });
		expect(scoreIntervals([...frames, 201], { first: 200, each: 25 })).toEqual({ missed: 1, total: 169 });
	});

	it('gives an ignored first token neither a deadline nor slack', () => {
		expect(scoreIntervals([10, 30], { first: 100, each: 25 }, true)).toEqual({ missed: 1, total: 1 });
		expect(scoreIntervals([900], { first: 100, each: 25 }, true)).toEqual({ missed: 0, total: 0 });
	});

	it('tells of each late token its place, its wait beyond the deadline and what it missed', () => {
		const late: number[][] = [];
		const state = createDeadlineState();
		advance(state, { first: 100, each: 25 }, [130, 20, 100, 25, 26], 0, 5, (...token) => late.push(token));
		expect(late).toEqual([
			[0, 30, 2],
			[2, 70, 3],
			[4, 1, 1],
		]);
		expect(state).toMatchObject({ missed: 6, total: 8, slack: 0 });
	});

	it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses an interval of %s by its code', (each) => {
		expect(() => scoreIntervals([1], { first: 1, each })).toThrow(
			expect.objectContaining({ name: 'DeadlineError', code: 'interval-not-positive' }),
		);
	});

	it.each([-1, Number.NaN])('refuses a first deadline of %s by its code', (first) => {
		expect(() => scoreIntervals([1], { first, each: 1 })).toThrow(
			expect.objectContaining({ code: 'first-deadline-negative' }),
		);
	});

	it('refuses a slice beyond its tokens, which would score what is not there', () => {
		expect(() => advance(createDeadlineState(), { first: 1, each: 1 }, [1], 0, 2)).toThrow(RangeError);
	});

	it('has no index where there was no deadline: an empty stream is not a perfect one', () => {
		expect(fluidityIndex({ missed: 0, total: 0 })).toBeNull();
		expect(fluidityIndex({ missed: 1, total: 4 })).toBe(0.75);
	});
});

describe('for any request', () => {
	const anyWalk = fc.record({ intervals: gaps, deadlines: deadlinePairs, ignoreFirst: fc.boolean() });

	it('scores slices as it scores the whole, wherever it is cut and whatever the array', () => {
		fc.assert(
			fc.property(anyWalk, fc.array(fc.nat(40)), ({ intervals, deadlines, ignoreFirst }, cuts) => {
				const whole: number[][] = [];
				const sliced: number[][] = [];
				const batch = createDeadlineState(ignoreFirst);
				advance(batch, deadlines, intervals, 0, intervals.length, (...late) => whole.push(late));
				const incremental = createDeadlineState(ignoreFirst);
				const bounds = cuts.map((cut) => Math.min(cut, intervals.length)).sort((one, other) => one - other);
				let from = 0;
				for (const to of [...bounds, intervals.length]) {
					advance(incremental, deadlines, Float64Array.from(intervals), from, to, (...late) => sliced.push(late));
					from = to;
				}
				expect(incremental).toEqual(batch);
				expect(sliced).toEqual(whole);
			}),
		);
	});

	it('gives what a plain list of deadlines gives', () => {
		fc.assert(
			fc.property(anyWalk, ({ intervals, deadlines, ignoreFirst }) => {
				expect(scoreIntervals(intervals, deadlines, ignoreFirst)).toEqual(
					scoreByList(intervals, deadlines.first, deadlines.each, ignoreFirst),
				);
			}),
		);
	});

	it('never misses more, in rate, under a longer interval', () => {
		fc.assert(
			fc.property(anyWalk, fc.integer({ min: 0, max: 200 }), ({ intervals, deadlines, ignoreFirst }, longer) => {
				const short = missRate(scoreIntervals(intervals, deadlines, ignoreFirst)) ?? 0;
				const relaxed = { ...deadlines, each: deadlines.each + longer };
				expect(missRate(scoreIntervals(intervals, relaxed, ignoreFirst)) ?? 0).toBeLessThanOrEqual(short);
			}),
		);
	});

	it('counts what passed as the reference’s floor does, also within a rounding of a whole number', () => {
		const waits = fc.record({
			each: fc.oneof(fc.constantFrom(0.1, 0.05, 0.025, 1 / 3, 3e-7), fc.double({ min: 1e-7, max: 10, noNaN: true })),
			whole: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2_000_000_000 })),
			parts: fc.constantFrom(-1e-5, -1e-6, -1e-7, -1e-9, -1e-15, 0, 1e-15, 1e-9, 1e-7, 1e-6, 1e-5, 0.5),
		});
		fc.assert(
			fc.property(waits, ({ each, whole, parts }) => {
				const wait = each * (whole + parts);
				fc.pre(wait > 0);
				const { missed } = scoreIntervals([wait], { first: 0, each });
				expect(missed).toBe(1 + floorOfReference(wait, each));
			}),
			{ numRuns: 3000 },
		);
	});

	it('adds one met deadline for a token exactly one interval after the last', () => {
		fc.assert(
			fc.property(anyWalk, fc.integer({ min: 1, max: 20 }), ({ intervals, deadlines, ignoreFirst }, extra) => {
				fc.pre(intervals.length > 0);
				const before = scoreIntervals(intervals, deadlines, ignoreFirst);
				const longer = [...intervals, ...new Array<number>(extra).fill(deadlines.each)];
				expect(scoreIntervals(longer, deadlines, ignoreFirst)).toEqual({
					missed: before.missed,
					total: before.total + extra,
				});
			}),
		);
	});

	it('does not depend on the unit', () => {
		fc.assert(
			fc.property(anyWalk, fc.integer({ min: 1, max: 1_000_000 }), ({ intervals, deadlines, ignoreFirst }, unit) => {
				const scaled = { first: deadlines.first * unit, each: deadlines.each * unit };
				expect(
					scoreIntervals(
						intervals.map((interval) => interval * unit),
						scaled,
						ignoreFirst,
					),
				).toEqual(scoreIntervals(intervals, deadlines, ignoreFirst));
			}),
		);
	});
});

/** The definition in absolute time, token by token: no slack, no division. */
function scoreByList(intervals: readonly number[], first: number, each: number, ignoreFirst: boolean) {
	let missed = 0;
	let total = 0;
	let at = 0;
	let due = first;
	intervals.forEach((interval, index) => {
		at += interval;
		if (index === 0 && ignoreFirst) {
			due = at + each;
			return;
		}
		if (at <= due) {
			total += 1;
			due += each;
			return;
		}
		for (; due < at; due += each) {
			missed += 1;
			total += 1;
		}
		// A deadline at the very moment of a late arrival was missed as well: the token that is there is an earlier one.
		if (due === at) {
			missed += 1;
			total += 1;
		}
		due = at + each;
	});
	return { missed, total };
}

/** Python's `//` for positive numbers, by its own definition. */
function floorOfReference(dividend: number, divisor: number): number {
	const quotient = (dividend - (dividend % divisor)) / divisor;
	return quotient - Math.floor(quotient) > 0.5 ? Math.floor(quotient) + 1 : Math.floor(quotient);
}
