import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fluidity-test-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the reporter writes of a run of one test file. */
function reportOn(name: string, source: string): unknown {
	writeFileSync(join(folder, name), source);
	const report = join(folder, 'report.json');
	const reporter = fileURLToPath(new URL('../../scripts/test-report.mjs', import.meta.url));
	const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
	const args = [vitest, 'run', name, '--root', folder, '--globals', '--retry=1', `--reporter=${reporter}`];
	spawnSync(process.execPath, args, { cwd: folder, env: { ...process.env, FLUIDITY_TEST_REPORT: report } });
	return JSON.parse(readFileSync(report, 'utf8'));
}

// Would catch a test that fails half the time and is counted like any other.
test('the report of a test run names what passed only on its second run, and counts it as passed', () => {
	const report = reportOn(
		'own.test.mjs',
		`let runs = 0;
		test('steady', () => {});
		test('shaky', () => { if (++runs < 2) throw new Error('the first run'); });
		test('broken', () => { throw new Error('every run'); });
		test.skip('left out', () => {});`,
	);
	expect(report).toEqual({
		passed: 2,
		passedOnSecondRun: ['own.test.mjs > shaky'],
		failed: ['own.test.mjs > broken'],
		skipped: [{ name: 'own.test.mjs > left out', reason: 'no reason given' }],
		crashed: [],
	});
});

test('the report of a test run names a file whose process crashed, and counts nothing of it', () => {
	const report = reportOn(
		'gone.test.mjs',
		`test('fine', () => {});
		test('last', () => process.kill(process.pid, 'SIGKILL'));
		test('never', () => {});`,
	);
	expect(report).toEqual({ passed: 0, passedOnSecondRun: [], failed: [], skipped: [], crashed: ['gone.test.mjs'] });
});
