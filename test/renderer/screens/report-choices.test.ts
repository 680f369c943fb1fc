import { describe, expect, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import { msToNs } from '../../../src/core/time.ts';
import { reportChoices } from '../../../src/renderer/screens/scorecard/report-choices.ts';
import { settingsOfRun } from '../../../src/renderer/screens/scorecard/settings.ts';

const run = {
	deadlines: { firstNs: msToNs(400), eachNs: msToNs(33.3333333), stallNs: msToNs(200) },
	definition: DEFAULT_DEFINITION,
};
const own = settingsOfRun(run);

describe('what a report is told of the rail', () => {
	// Would catch a report that is called exploratory although nobody has moved a slider.
	test('is nothing where nothing was moved', () => {
		expect(reportChoices(own, run)).toEqual({});
	});

	test('is every deadline where one was moved, to the nanosecond', () => {
		const { deadlines } = reportChoices({ ...own, stallMs: 300 }, run);
		expect(deadlines).toEqual({ firstMs: 400, eachMs: own.eachMs, stallMs: 300 });
		expect(msToNs(deadlines?.eachMs ?? 0)).toBe(run.deadlines.eachNs);
	});

	test('is the definition, and what the fluid rate is asked for, where those were moved', () => {
		const definition = { ...DEFAULT_DEFINITION, reasoning: 'in' } as const;
		expect(reportChoices({ ...own, definition }, run)).toEqual({ definition });
		const declared = { ...run, definition: { ...definition, ttftDeadline: { a: 1, b: 2, c: 3 } } };
		expect(reportChoices(settingsOfRun(declared), structuredClone(declared))).toEqual({});
		expect(reportChoices(own, declared)).toEqual({ definition: DEFAULT_DEFINITION });
		expect(reportChoices({ ...own, share: 0.5 }, run)).toEqual({ fluidRate: { share: 0.5, targetMissRate: 0.1 } });
		expect(reportChoices({ ...own, index: 0.95 }, run)).toEqual({ fluidRate: { share: 0.99, targetMissRate: 0.05 } });
	});
});
