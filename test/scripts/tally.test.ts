import { describe, expect, test } from 'vitest';
import { closingLines, exitCodeOf, nothing, sum, tallyOfMany, tallyOfOne } from '../../scripts/tally.mjs';

const report = { ...nothing, passed: 2, failed: [], skipped: [{ name: 'browser', reason: 'chromium is missing' }] };

describe('the counts a test run ends with', () => {
	test('end with one line of passed, failed and skipped, after the names', () => {
		const total = sum([
			tallyOfOne('types', 0),
			report,
			{ ...nothing, failed: ['a > b'] },
			{ ...nothing, passed: 1, passedOnSecondRun: ['c > d'] },
		]);
		expect(closingLines(total)).toEqual([
			'skipped: browser (chromium is missing)',
			'passed on the second run: c > d',
			'failed: a > b',
			'4 passed, 1 failed, 1 skipped',
		]);
	});

	test('are a failure when anything failed', () => {
		expect(exitCodeOf(sum([report, tallyOfOne('types', 2)]))).toBe(1);
		expect(exitCodeOf(report)).toBe(0);
	});

	// Each of these would pass unseen if only failed tests were counted.
	test.each([
		['a runner that left no report', tallyOfMany('unit tests', 0, null)],
		['a runner that ended badly although its tests passed', tallyOfMany('unit tests', 1, report)],
		['a runner ended by a signal', tallyOfMany('unit tests', null, report)],
		['a runner that found no test', tallyOfMany('unit tests', 0, nothing)],
		['a step that is one test and ended by a signal', tallyOfOne('types', null)],
	])('count %s as one failure', (_what, tally) => {
		expect(tally.failed).toHaveLength(1);
		expect(exitCodeOf(sum([report, tally]))).toBe(1);
	});

	test('do not call a run good in which everything was skipped', () => {
		expect(exitCodeOf({ ...report, passed: 0 })).toBe(1);
	});
});
