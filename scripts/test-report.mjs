import { writeFileSync } from 'node:fs';

// Vitest's own JSON report leaves out why a test was skipped and errors outside of tests; ours is read by test.mjs.

/** The vitest reporter that writes a Tally to the file named by FLUIDITY_TEST_REPORT. */
class TallyReporter {
	/**
	 * @param {readonly import('vitest/node').TestModule[]} modules
	 * @param {readonly unknown[]} unhandledErrors
	 */
	onTestRunEnd(modules, unhandledErrors) {
		const path = process.env.FLUIDITY_TEST_REPORT;
		if (path === undefined) throw new Error('FLUIDITY_TEST_REPORT names no file');
		writeFileSync(path, JSON.stringify(reportOf(modules, unhandledErrors)));
	}
}

// Vitest takes a reporter from the default export of a module.
export { TallyReporter as default };

/** What vitest says where the process of a file is gone. */
const PROCESS_GONE = /Worker exited unexpectedly/;

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {readonly unknown[]} unhandledErrors
 * @returns {import('./tally.mjs').Report}
 */
function reportOf(modules, unhandledErrors) {
	const gone = unhandledErrors.filter((error) => PROCESS_GONE.test(textOf(error))).length;
	const crashed = gone === 0 ? [] : modules.filter(isUnfinished);
	const finished = modules.filter((module) => !crashed.includes(module));
	// An error for each process; another one is nobody's whom a second run would acquit.
	const tally = tallyOf(finished, unhandledErrors.length - Math.min(gone, crashed.length));
	return { ...tally, crashed: crashed.map(({ relativeModuleId }) => relativeModuleId) };
}

/** @param {import('vitest/node').TestModule} module */
function isUnfinished(module) {
	return (
		module.state() === 'pending' || [...module.children.allTests()].some((test) => test.result().state === 'pending')
	);
}

/**
 * An error's message and those of its causes.
 * @param {unknown} error
 * @returns {string}
 */
function textOf(error) {
	if (typeof error !== 'object' || error === null) return String(error);
	const { message = '', cause } = /** @type {{ message?: string, cause?: unknown }} */ (error);
	return cause === undefined ? message : `${message} ${textOf(cause)}`;
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {number} unhandledErrors
 * @returns {Omit<import('./tally.mjs').Report, 'crashed'>}
 */
function tallyOf(modules, unhandledErrors) {
	let passed = 0;
	const passedOnSecondRun = [];
	const failed = [];
	const skipped = [];
	for (const module of modules) {
		const file = module.relativeModuleId;
		if (module.errors().length > 0) failed.push(`${file} could not be run`);
		for (const suite of module.children.allSuites()) {
			if (suite.errors().length > 0) failed.push(`${file} > ${suite.fullName} could not be prepared or cleaned up`);
		}
		for (const test of module.children.allTests()) {
			const name = `${file} > ${test.fullName}`;
			const result = test.result();
			if (result.state === 'passed') {
				passed += 1;
				if (test.diagnostic()?.flaky) passedOnSecondRun.push(name);
			} else if (result.state === 'failed') failed.push(name);
			else if (result.state === 'skipped') skipped.push({ name, reason: result.note ?? 'no reason given' });
			else failed.push(`${name} (never finished)`);
		}
	}
	if (unhandledErrors > 0) failed.push(`${unhandledErrors} errors outside of any test`);
	return { passed, passedOnSecondRun, failed, skipped };
}
