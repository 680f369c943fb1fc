import { describe, expect, test } from 'vitest';
import {
	closingLines,
	exitCodeOf,
	nothing,
	sum,
	tallyAfterCrash,
	tallyOfMany,
	tallyOfOne,
} from '../../scripts/tally.mjs';

const empty = { passed: 0, passedOnSecondRun: [], failed: [], skipped: [], crashed: [] };
const report = { ...empty, passed: 2, skipped: [{ name: 'browser', reason: 'chromium is missing' }], crashed: [] };
const counted = tallyOfMany('unit tests', 0, report);

describe('the counts a test run ends with', () => {
	test('end with one line of passed, failed and skipped, after the names', () => {
		const total = sum([
			tallyOfOne('types', 0),
			counted,
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
		expect(exitCodeOf(sum([counted, tallyOfOne('types', 2)]))).toBe(1);
		expect(exitCodeOf(counted)).toBe(0);
	});

	// Each of these would pass unseen if only failed tests were counted.
	test.each([
		['a runner that left no report', tallyOfMany('unit tests', 0, null)],
		['a runner that ended badly although its tests passed', tallyOfMany('unit tests', 1, report)],
		['a runner ended by a signal', tallyOfMany('unit tests', null, report)],
		['a runner that found no test', tallyOfMany('unit tests', 0, empty)],
		['a step that is one test and ended by a signal', tallyOfOne('types', null)],
	])('count %s as one failure', (_what, tally) => {
		expect(tally.failed).toHaveLength(1);
		expect(exitCodeOf(sum([counted, tally]))).toBe(1);
	});

	test('do not call a run good in which everything was skipped', () => {
		expect(exitCodeOf({ ...counted, passed: 0 })).toBe(1);
	});

	// Would catch a crash that nobody hears of, and one that a second run does not mend and that passes all the same.
	test('name a file whose process crashed, and count its second run', () => {
		const first = { ...report, crashed: ['own.test.ts'] };
		const mended = tallyAfterCrash(first, { ...nothing, passed: 3 });
		expect(mended).toEqual({ ...counted, passed: 5, ranAgain: ['own.test.ts'] });
		expect(closingLines(mended)).toContain('ran again, for its process had crashed: own.test.ts');
		const again = tallyOfMany('unit tests', 1, { ...empty, crashed: ['own.test.ts'] });
		expect(exitCodeOf(tallyAfterCrash(first, again))).toBe(1);
	});
});
