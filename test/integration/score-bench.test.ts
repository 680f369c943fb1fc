import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { ScoreReport } from '../../bench/score.ts';

const PROGRAM = join(import.meta.dirname, '../../bench/score.ts');

describe('the score benchmark', () => {
	// Whether the criteria hold is left to a machine that does nothing else.
	it('measures scores that are the same at every run, of as many tokens as it says', async () => {
		const run = async (): Promise<ScoreReport> => {
			const given = [PROGRAM, '--requests', '20', '--rounds', '1', '--json'];
			const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] });
			return JSON.parse(await text(child.stdout));
		};
		const [one, other] = [await run(), await run()];
		expect(one.cells.map(({ result }) => result)).toEqual(other.cells.map(({ result }) => result));
		expect(one.cells).toContainEqual(
			expect.objectContaining({ what: 'miss rate', stream: 'steady', tokens: 20_000, result: 0 }),
		);
		const hard = one.cells.filter(({ what }) => what === 'miss rate, most of them late');
		for (const { result } of hard) expect(result).toBeGreaterThan(0.5);
		const whole = one.cells.filter(({ what }) => what === 'all intervals and the verdict, B = 2000');
		expect(whole.map(({ tokens, result }) => tokens > 300_000 && result !== null && result > 0.9)).toEqual([true]);
		// Two for each stream, and the study's.
		expect(one.criteria).toHaveLength(7);
	});
});

describe('the reference beside the score benchmark', () => {
	let checkout = '';

	beforeEach(() => {
		checkout = mkdtempSync(join(tmpdir(), 'fluidity-checkout-'));
	});
	afterEach(() => rmSync(checkout, { recursive: true }));

	function run(context: TestContext) {
		const { status } = spawnSync('python3', ['-c', 'import numpy']);
		if (status !== 0) context.skip('there is no Python with numpy');
		const given = [PROGRAM, '--requests', '5', '--rounds', '1', '--reference', checkout, '--json'];
		return spawnSync(process.execPath, given, { encoding: 'utf8' });
	}

	it('is refused where there is none, before anything is measured', (context) => {
		const { status, stdout, stderr } = run(context);
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toContain(`${checkout} is no checkout of the reference: it has no etalon/metrics/metric_utils.py`);
	});

	// Would catch a ratio of two different computations. The stand-in answers what it was given, so that its inputs show.
	it('is given our intervals in seconds, and seen to say something else', (context) => {
		mkdirSync(join(checkout, 'etalon', 'metrics'), { recursive: true });
		writeFileSync(
			join(checkout, 'etalon', 'metrics', 'metric_utils.py'),
			[
				'def get_service_level_deadline_miss_rate(requests, first, each):',
				'    sum(range(2_000_000))',
				'    return 0, requests[0][0] + first[0] + each[0], sum(map(len, requests))',
				'def get_throughput_metrics(means, gaps):',
				'    sum(range(2_000_000))',
				'    return 0, 0, len(gaps) * len(gaps[0])',
				'def get_deadline_miss_rate_for_target_tbt_values(gaps, targets, quantile):',
				'    sum(range(2_000_000))',
				'    return targets',
			].join('\n'),
		);
		const { status, stdout } = run(context);
		const report: ScoreReport = JSON.parse(stdout);
		const steady = report.reference?.cells.filter(({ stream }) => stream === 'steady') ?? [];
		expect(Object.fromEntries(steady.map(({ what, result }) => [what, result]))).toEqual({
			'miss rate': expect.closeTo((0.2 + 0.4 + 0.025) / 5_000, 12),
			'miss rate, most of them late': expect.closeTo((0.2 + 0.4 + 0.01) / 5_000, 12),
			'fluid rate': 5 * 999,
			'fluid rate, the reference’s grid': 5 * 999,
			'acceptance curve, 100 targets': 0.02,
		});
		for (const { what, stream, ms, ratio } of steady) {
			const ours = report.cells.find((cell) => cell.what === what && cell.stream === stream);
			expect(ratio).toBe(ms / (ours?.ms ?? 0));
		}
		const text = expect.stringMatching(/^fluid rate, the reference’s grid, steady: .* here, 4995 there$/);
		expect(report.criteria).toContainEqual({ text, holds: false });
		expect(status).toBe(1);
	});
});
