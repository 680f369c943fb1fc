import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { golden } from '../support/golden.ts';
import { requestLevelMetrics } from '../support/metron-folder.ts';
import { runCli } from '../support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'fluidity-metron-'));
afterAll(() => rmSync(home, { recursive: true }));

/** A folder with these files; texts as they are, anything else as JSON. */
function folderOf(name: string, files: Readonly<Record<string, unknown>>): string {
	const folder = join(home, name);
	mkdirSync(folder);
	for (const [file, content] of Object.entries(files)) {
		writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
	}
	return folder;
}

const example = golden.multiRequestCases.find(({ id }) => id === 'multi-public-quantile-interp');
const metrics = requestLevelMetrics(example?.requests ?? []);

describe('fluidity score of a results folder', () => {
	it('prints the reference’s numbers with the exact rate beside them, under the deadlines of its config.json', async () => {
		const [request] = example?.requests ?? [];
		const folder = folderOf('whole', {
			'request_level_metrics.json': metrics,
			'config.json': { ttft_deadline: request?.ttftDeadline, tbt_deadline: request?.tbtDeadline, model: 'm' },
		});
		const { code, stdout, stderr } = await runCli(['score', folder]);
		expect(code).toBe(0);
		const result: unknown = JSON.parse(stdout);
		expect(result).toEqual({
			requests: example?.requests.map(() => expect.objectContaining({ missRate: expect.any(Number) })),
			throughput: {
				...(example?.throughput ?? {}),
				tpotBased: expect.closeTo(1 / 0.028, 12),
				exact: { deadlineBased: 10 },
			},
			missRateForTargetTbt: {
				quantile: 0.99,
				targets: expect.arrayContaining([0.001, 0.1]),
				values: expect.arrayContaining(example?.missRateForTargetTbt.values ?? []),
			},
			service: example?.serviceLevel,
		});
		expect(stderr).toContain(`${request?.tbtDeadline} s for each next one (from its config.json)`);
	});

	it('takes Metron’s own deadlines where there is no config.json, and says so; given ones go first', async () => {
		const folder = folderOf('bare', { 'request_level_metrics.json': { ttft: [0.1], tbt: [[0.05, 0.05, 0.2]] } });
		const own = await runCli(['score', folder]);
		expect(JSON.parse(own.stdout)).toMatchObject({ service: { missed: 4, total: 7 } });
		expect(own.stderr).toContain('0.05 s for each next one (Metron’s own, for it names none)');
		const given = await runCli(['score', folder, '--ttft', '50ms', '--tbt', '200ms']);
		expect(JSON.parse(given.stdout)).toMatchObject({ service: { missed: 1, total: 4 } });
	});

	it.each([
		['empty', {}, /holds no request_level_metrics\.json/],
		['broken', { 'request_level_metrics.json': '{"ttft": [NaN]' }, /request_level_metrics\.json: is no JSON/],
		['uneven', { 'request_level_metrics.json': { ttft: [1], tbt: [] } }, /ttft is of 1 requests and tbt of 0/],
		[
			'configured',
			{ 'request_level_metrics.json': { ttft: [], tbt: [] }, 'config.json': { tbt_deadline: 'soon' } },
			/config\.json: tbt_deadline/,
		],
	])('refuses what it cannot read with one sentence and code 2: %s', async (name, files, message) => {
		const { code, stdout, stderr } = await runCli(['score', folderOf(name, files)]);
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(stderr).toMatch(message);
		expect(stderr.trim().split('\n')).toHaveLength(1);
	});

	it('takes deadlines for a folder alone: a file says its own', async () => {
		const file = join(folderOf('file', { 'times.json': { requests: [] } }), 'times.json');
		const { code, stderr } = await runCli(['score', file, '--tbt', '50ms']);
		expect(code).toBe(2);
		expect(stderr).toContain('says its own deadlines');
	});
});
