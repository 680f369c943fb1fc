import { describe, expect, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import { DEFAULT_FLUID_RATE, targetMissRateOf } from '../../../src/core/fluidity/token-rates.ts';
import { ns } from '../../../src/core/time.ts';
import type { CountedRow, CountedRun } from '../../../src/renderer/screens/scorecard/counting.ts';
import { sortedRows } from '../../../src/renderer/screens/scorecard/score-rows.ts';
import {
	CURVE_FIELDS,
	fieldRange,
	isMoved,
	isTargetMoved,
	PRESETS,
	SLIDER_STEPS,
	SLIDERS,
	settingsOfRun,
	sliderPosition,
	sliderValue,
	typedNumber,
} from '../../../src/renderer/screens/scorecard/settings.ts';
import { longestStalls } from '../../../src/renderer/screens/scorecard/stalls.ts';
import { deadlines } from '../../support/scored-runs.ts';

const run = { deadlines, definition: DEFAULT_DEFINITION };
const set = settingsOfRun(run);

describe('the rail', () => {
	// Would catch a rail with no way back.
	test('is moved once anything stands elsewhere, and not when it is back where the run was', () => {
		expect(isMoved(set, run)).toBe(false);
		for (const moved of [{ firstMs: 101 }, { eachMs: 24.9 }, { stallMs: 201 }, { share: 0.98 }, { index: 0.8 }]) {
			expect([moved, isMoved({ ...set, ...moved }, run)]).toEqual([moved, true]);
			expect(isMoved({ ...set, ...moved, ...set }, run)).toBe(false);
		}
		const chosen = { ...set, definition: { ...DEFAULT_DEFINITION, unit: 'chunk' as const } };
		expect(isMoved(chosen, run)).toBe(true);
		// Of a run that was declared with it, the rail stands there from the beginning.
		const declared = { deadlines, definition: chosen.definition };
		expect(settingsOfRun(declared)).toEqual(chosen);
		expect([isMoved(chosen, declared), isMoved(set, declared)]).toEqual([false, true]);
	});

	test('a slider reaches both ends, never leaves them, and only goes up', () => {
		for (const range of Object.values(SLIDERS)) {
			const values = Array.from({ length: SLIDER_STEPS + 1 }, (_, position) => sliderValue(position, range));
			expect([values[0], values.at(-1)]).toEqual([range.least, range.most]);
			expect(values).toEqual(values.toSorted((one, other) => one - other));
			expect(sliderPosition(range.most * 100, range)).toBe(SLIDER_STEPS);
			expect(sliderPosition(0, range)).toBe(0);
		}
	});

	test('takes a typed number within its range alone, and nothing of an empty field', () => {
		expect(typedNumber('33.3333333', fieldRange('eachMs'))).toBe(33.3333333);
		expect(typedNumber('99', fieldRange('share'))).toBe(0.99);
		expect(typedNumber('0', fieldRange('firstMs'))).toBe(0);
		expect(typedNumber('400', CURVE_FIELDS.a)).toBe(400e6);
		const refused = [
			['eachMs', ''],
			['eachMs', ' '],
			['eachMs', '0'],
			['share', '101'],
			['stallMs', 'x'],
			['index', '1.1'],
		] as const;
		for (const [name, text] of refused) {
			expect([name, text, typedNumber(text, fieldRange(name))]).toEqual([name, text, null]);
		}
		expect(typedNumber('-1', CURVE_FIELDS.b)).toBeNull();
	});

	// Would catch 1 − 0.9, which is less than the 0.1 that a run is reported with.
	test('asks for the fluid rate of a report until it is moved', () => {
		expect(set.index).toBe(0.9);
		expect(targetMissRateOf(set.index)).toBe(DEFAULT_FLUID_RATE.targetMissRate);
		expect(isTargetMoved(set)).toBe(false);
		for (const moved of [{ share: 0.98 }, { index: 0.8 }]) expect(isTargetMoved({ ...set, ...moved })).toBe(true);
	});

	test('no two presets have one pace, so that it is plain which one holds', () => {
		expect(new Set(PRESETS.map(({ eachMs }) => eachMs)).size).toBe(PRESETS.length);
	});
});

describe('the table', () => {
	const rows = [{ at: 2 }, { at: null }, { at: 3 }, { at: 2 }, { at: Number.POSITIVE_INFINITY }];

	test('whoever has no number stands last, upwards and downwards; level rows stay as they stood', () => {
		const places = (descending: boolean) =>
			sortedRows(
				rows.map((row, place) => ({ ...row, place })),
				({ at }) => at,
				descending,
			).map(({ place }) => place);
		expect(places(false)).toEqual([0, 3, 2, 4, 1]);
		expect(places(true)).toEqual([4, 2, 0, 3, 1]);
	});
});

describe('the stalls', () => {
	const row = (provider: number, from: number, to: number, standing: CountedRow['standing']): CountedRow => ({
		...{
			provider,
			round: 1,
			standing,
			held: false,
			from,
			to,
			ttftNs: 0,
			firstVisibleNs: 0,
			tpotNs: null,
			endToEndNs: null,
		},
		...{ outputTokensPerSecond: null, promptTokens: null, accounting: 'common' },
	});
	const counted: CountedRun = {
		durationNs: 0,
		providers: 2,
		intervalsNs: Float64Array.of(50e6, 400e6, 25e6, 900e6, 25e6, 700e6),
		accounting: 'common',
		rows: [row(0, 0, 3, 'whole'), row(1, 3, 5, 'partial'), row(1, 5, 6, 'left-out')],
	};

	// Would catch a list that leads to another place than the wait it names.
	test('the longest come first, each at the arrival that ended it; a stopped request has none', () => {
		const { shown, count } = longestStalls(counted, deadlines, DEFAULT_DEFINITION, 5);
		expect(count).toBe(2);
		expect(shown).toEqual([
			{ provider: 1, round: 1, token: 0, waitNs: ns(800e6), missed: 33, atNs: 900e6 },
			{ provider: 0, round: 1, token: 1, waitNs: ns(325e6), missed: 14, atNs: 450e6 },
		]);
		expect(longestStalls(counted, deadlines, DEFAULT_DEFINITION, 1).shown).toHaveLength(1);
	});
});
