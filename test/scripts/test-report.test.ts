import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fluidity-test-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Would catch a test that fails half the time and is counted like any other.
test('the report of a test run names what passed only on its second run, and counts it as passed', () => {
	writeFileSync(
		join(folder, 'own.test.mjs'),
		`let runs = 0;
		test('steady', () => {});
		test('shaky', () => { if (++runs < 2) throw new Error('the first run'); });
		test('broken', () => { throw new Error('every run'); });
		test.skip('left out', () => {});`,
	);
	const report = join(folder, 'report.json');
	const reporter = fileURLToPath(new URL('../../scripts/test-report.mjs', import.meta.url));
	const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
	const args = [vitest, 'run', '--root', folder, '--globals', '--retry=1', `--reporter=${reporter}`];
	spawnSync(process.execPath, args, { cwd: folder, env: { ...process.env, FLUIDITY_TEST_REPORT: report } });
	expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual({
		passed: 2,
		passedOnSecondRun: ['own.test.mjs > shaky'],
		failed: ['own.test.mjs > broken'],
		skipped: [{ name: 'own.test.mjs > left out', reason: 'no reason given' }],
	});
});
