import { describe, expect, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import { ns } from '../../../src/core/time.ts';
import type { CountedRow, CountedRun } from '../../../src/renderer/screens/scorecard/counting.ts';
import { sortedRows } from '../../../src/renderer/screens/scorecard/score-rows.ts';
import {
	isMoved,
	numberOnRail,
	PRESETS,
	SLIDER_STEPS,
	SLIDERS,
	settingsOfRun,
	sliderPosition,
	sliderValue,
} from '../../../src/renderer/screens/scorecard/settings.ts';
import { longestStalls } from '../../../src/renderer/screens/scorecard/stalls.ts';
import { deadlines } from '../../support/scored-runs.ts';

const run = { deadlines };
const set = settingsOfRun(run);

describe('the rail', () => {
	// Would catch a rail with no way back.
	test('is moved once anything stands elsewhere, and not when it is back where the run was', () => {
		expect(isMoved(set, run)).toBe(false);
		for (const moved of [{ firstMs: 101 }, { eachMs: 24.9 }, { stallMs: 201 }, { share: 0.98 }]) {
			expect([moved, isMoved({ ...set, ...moved }, run)]).toEqual([moved, true]);
			expect(isMoved({ ...set, ...moved, ...set }, run)).toBe(false);
		}
		const chosen = { ...set, definition: { ...DEFAULT_DEFINITION, unit: 'chunk' as const } };
		expect(isMoved(chosen, run)).toBe(true);
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
		expect(numberOnRail('eachMs', '33.3333333')).toBe(33.3333333);
		expect(numberOnRail('share', '99')).toBe(0.99);
		expect(numberOnRail('firstMs', '0')).toBe(0);
		const refused = [
			['eachMs', ''],
			['eachMs', ' '],
			['eachMs', '0'],
			['share', '101'],
			['stallMs', 'x'],
		] as const;
		for (const [name, text] of refused) expect([name, text, numberOnRail(name, text)]).toEqual([name, text, null]);
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
		...{ provider, round: 1, standing, from, to, ttftNs: 0, firstVisibleNs: 0, tpotNs: null, endToEndNs: null },
		...{ outputTokensPerSecond: null, promptTokens: null, accounting: 'common' },
	});
	const counted: CountedRun = {
		providers: 2,
		intervalsNs: Float64Array.of(50e6, 400e6, 25e6, 900e6, 25e6, 700e6),
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
