/**
 * What became of some tests: how many passed, which of these only on a second run, which failed, which were skipped
 * and why.
 * @typedef {object} Tally
 * @property {number} passed
 * @property {readonly string[]} passedOnSecondRun names; `passed` counts them too
 * @property {readonly string[]} failed names
 * @property {readonly { name: string, reason: string }[]} skipped
 */

/** @type {Tally} */
export const nothing = { passed: 0, passedOnSecondRun: [], failed: [], skipped: [] };

/**
 * A step that is one test by itself, such as the type check: it passed when its program ended with 0.
 * @param {string} name
 * @param {number | null} exitCode null when a signal ended it
 * @returns {Tally}
 */
export function tallyOfOne(name, exitCode) {
	return exitCode === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: [`${name} (${ending(exitCode)})`] };
}

/**
 * A step that ran many tests and left a report. A runner that ended badly without a failed test, left no report or ran
 * nothing is a failure of its own, so that silence never looks like success.
 *
 * @param {string} name
 * @param {number | null} exitCode null when a signal ended it
 * @param {Tally | null} report
 * @returns {Tally}
 */
export function tallyOfMany(name, exitCode, report) {
	if (report === null) return { ...nothing, failed: [`${name} crashed (${ending(exitCode)})`] };
	if (report.failed.length > 0) return report;
	if (exitCode !== 0) return { ...report, failed: [`${name} ended badly (${ending(exitCode)})`] };
	if (report.passed + report.skipped.length === 0) return { ...report, failed: [`${name} ran no test`] };
	return report;
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
	return {
		passed: tallies.reduce((total, { passed }) => total + passed, 0),
		passedOnSecondRun: tallies.flatMap(({ passedOnSecondRun }) => passedOnSecondRun),
		failed: tallies.flatMap(({ failed }) => failed),
		skipped: tallies.flatMap(({ skipped }) => skipped),
	};
}

/**
 * The lines a run ends with: skips with their reasons, what passed only on a second run, failures by name, and last of
 * all the counts.
 * @param {Tally} tally
 * @returns {readonly string[]}
 */
export function closingLines({ passed, passedOnSecondRun, failed, skipped }) {
	return [
		...skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`),
		...passedOnSecondRun.map((name) => `passed on the second run: ${name}`),
		...failed.map((name) => `failed: ${name}`),
		`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
	];
}

/**
 * 0 when something passed and nothing failed.
 * @param {Tally} tally
 */
export function exitCodeOf({ passed, failed }) {
	return failed.length === 0 && passed > 0 ? 0 : 1;
}

/** @param {number | null} exitCode */
function ending(exitCode) {
	return exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`;
}
