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
		writeFileSync(path, JSON.stringify(tallyOf(modules, unhandledErrors.length)));
	}
}

// Vitest takes a reporter from the default export of a module.
export { TallyReporter as default };

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {number} unhandledErrors
 * @returns {import('./tally.mjs').Tally}
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
