/**
 * What became of some tests: how many passed, which of these only on a second run, which failed, which were skipped
 * and why.
 * @typedef {object} Tally
 * @property {number} passed
 * @property {readonly string[]} passedOnSecondRun names; `passed` counts them too
 * @property {readonly string[]} failed names
 * @property {readonly { name: string, reason: string }[]} skipped
 * @property {readonly string[]} ranAgain files whose process crashed; what is counted of them is their second run
 */

/**
 * What a runner of many tests leaves behind: a tally, without the files whose process crashed.
 * @typedef {Omit<Tally, 'ranAgain'> & { readonly crashed: readonly string[] }} Report
 */

/** @type {Tally} */
export const nothing = { passed: 0, passedOnSecondRun: [], failed: [], skipped: [], ranAgain: [] };

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
 * @param {Report | null} report
 * @returns {Tally}
 */
export function tallyOfMany(name, exitCode, report) {
	if (report === null) return { ...nothing, failed: [`${name} crashed (${ending(exitCode)})`] };
	const { crashed, ...told } = report;
	const tally = {
		...told,
		failed: [...told.failed, ...crashed.map((file) => `${file} (its process crashed)`)],
		ranAgain: [],
	};
	if (tally.failed.length > 0) return tally;
	if (exitCode !== 0) return { ...tally, failed: [`${name} ended badly (${ending(exitCode)})`] };
	if (tally.passed + tally.skipped.length === 0) return { ...tally, failed: [`${name} ran no test`] };
	return tally;
}

/**
 * The tally where files whose process crashed ran once more: a runtime that broke down says nothing of the tests, and a
 * fault of ours breaks the second run too.
 *
 * @param {Report} first
 * @param {Tally} second of the files that crashed, and no others
 * @returns {Tally}
 */
export function tallyAfterCrash({ crashed, ...told }, second) {
	return sum([{ ...told, ranAgain: crashed }, second]);
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
		ranAgain: tallies.flatMap(({ ranAgain }) => ranAgain),
	};
}

/**
 * The lines a run ends with: skips with their reasons, what passed only on a second run, what ran again after a crash,
 * failures by name, and last of all the counts.
 * @param {Tally} tally
 * @returns {readonly string[]}
 */
export function closingLines({ passed, passedOnSecondRun, failed, skipped, ranAgain }) {
	return [
		...skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`),
		...passedOnSecondRun.map((name) => `passed on the second run: ${name}`),
		...ranAgain.map((file) => `ran again, for its process had crashed: ${file}`),
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
