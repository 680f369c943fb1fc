import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Study, studySchema } from '../../src/core/study-schema.ts';
import { findChromium } from '../../src/main/reports/chromium.ts';
import { indexText, intervalText, millisecondsText } from '../../src/main/reports/numbers.ts';
import { readCsv } from '../support/read-csv.ts';
import { recordingBytes, sha256Of } from '../support/reported-runs.ts';
import { runCli } from '../support/run-cli.ts';
import { studiedRun } from '../support/studied-runs.ts';

const home = mkdtempSync(join(tmpdir(), 'fluidity-report-'));
afterAll(() => rmSync(home, { recursive: true }));

const recording = studiedRun(
	[
		{ name: 'even', stalls: 0, price: { inputPerMillion: 3, outputPerMillion: 15 } },
		{ name: '你好 stalling', stalls: 0.15, failEvery: 5 },
		{ name: 'third', stalls: 0.05 },
	],
	{ rounds: 30 },
);
const bytes = recordingBytes(recording);
const file = join(home, 'run.fluidity');
const out = join(home, 'out');
const browser = findChromium(process.env, process.platform);
const formats = browser === null ? 'html,csv,json,metron' : 'html,pdf,csv,json,metron';
let study: Study;

const read = (name: string): string => readFileSync(join(out, name), 'utf8');
const readJson = (name: string): unknown => JSON.parse(read(name));

beforeAll(async () => {
	writeFileSync(file, bytes);
	const outcome = await runCli(['report', file, '--out', out, '--format', formats], { env: {} });
	expect(outcome).toMatchObject({ code: 0, stderr: '' });
	expect(outcome.stdout).toContain('report.html');
	study = studySchema.parse(readJson('study.json'));
}, 240_000);

describe('a report says the same in every format', () => {
	it('JSON: the study, as its schema has it, with the recording’s hash', () => {
		expect(study.runs[0]?.sha256).toBe(sha256Of(bytes));
		expect(study.verdict?.type).toBe('winner');
		expect(study.providers.map(({ requests }) => requests.completed)).toEqual([30, 24, 30]);
		expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
	});

	it('HTML: the same study in its data block, and its numbers as words', () => {
		const page = read('report.html');
		const [, data = ''] = /<script type="application\/json" id="study">(.*?)<\/script>/s.exec(page) ?? [];
		expect(JSON.parse(data)).toEqual(study);
		for (const { metrics } of study.providers) {
			expect(page).toContain(`>${indexText(metrics.fluidityIndex.mean)}<`);
			expect(page).toContain(`<small>${intervalText(metrics.ttftMs.interval, millisecondsText)}</small>`);
		}
		for (const sentence of [...study.method, ...study.limits])
			expect(page).toContain(sentence.replaceAll("'", '&#39;'));
	});

	it('Metron’s layout: read back by fluidity score, with the study’s figures to the last bit', async () => {
		const folders = ['even', '你好-stalling', 'third'];
		for (const [index, folder] of folders.entries()) {
			const provider = study.providers[index];
			if (provider === undefined) throw new Error('no provider');
			const outcome = await runCli(['score', join(out, 'metron', folder)]);
			const score = JSON.parse(outcome.stdout);
			const { fluid, tpotBased, tbtBased, reference } = provider.tokenRates;
			expect(score.throughput).toEqual({
				tpotBased,
				tbtBased,
				deadlineBased: reference,
				exact: { deadlineBased: fluid.type === 'found' ? fluid.tokensPerSecond : null },
			});
			expect(score.missRateForTargetTbt.values).toEqual(provider.acceptance.p99MissRate);
			expect(score.service).toEqual(provider.serviceLevel.ofCompleted);
			expect(readJson(`metron/${folder}/throughput_metrics.json`)).toEqual({
				tpot_based_throughput: tpotBased,
				tbt_based_throughput: tbtBased,
				deadline_based_throughput: reference,
			});
			expect(readJson(`metron/${folder}/p99_deadline_miss_rate_for_target_tbt_values.json`)).toEqual({
				'Target TBT (ms)': provider.acceptance.targetsMs,
				'Miss Rate P(99)': provider.acceptance.p99MissRate,
			});
			expect(readJson(`metron/${folder}/service_level_metrics.json`)).toMatchObject({
				service_level_deadline_miss_rate: provider.serviceLevel.ofCompleted.missRate,
			});
			expect(readJson(`metron/${folder}/error_stats.json`)).toMatchObject({
				'Number of Completed Requests': provider.requests.completed,
				'Error Rate': provider.errorRate,
			});
			expect(readCsv(`${read(`metron/${folder}/perf_metrics.csv`)}`)).toHaveLength(12);
		}
		expect(readJson('metron/study.json')).toEqual(study);
	});

	const canReadPdf = browser !== null && ['pdftotext', 'fc-list'].every((name) => existsSync(`/usr/bin/${name}`));
	const hasCjkFont = canReadPdf && execFileSync('fc-list', [':lang=zh']).length > 0;
	it.skipIf(!hasCjkFont)('PDF: both sizes, the same words, CJK too (pdftotext, a Chinese font)', () => {
		for (const [name, size] of [
			['report-a4.pdf', /^Page size: +594\.9\d x 841\.9\d pts/m],
			['report-letter.pdf', /^Page size: +612 x 792 pts/m],
		] as const) {
			const text = execFileSync('pdftotext', ['-layout', join(out, name), '-'], { encoding: 'utf8' });
			expect(execFileSync('pdfinfo', [join(out, name)], { encoding: 'utf8' })).toMatch(size);
			const plain = text.replaceAll(/\s+/g, ' ');
			expect(plain).toContain(study.verdictSentence?.slice(0, 30));
			expect(text).toContain('你好 stalling');
			expect(text).toContain(study.runs[0]?.sha256);
			for (const { metrics } of study.providers) {
				expect(plain).toContain(indexText(metrics.fluidityIndex.mean));
				expect(plain).toContain(intervalText(metrics.ttftMs.interval, millisecondsText));
			}
		}
	});
});

describe('fluidity report', () => {
	it('writes over nothing unless told to, and leaves nothing half done', async () => {
		const before = read('report.html');
		const refused = await runCli(['report', file, '--out', out, '--format', 'html,json']);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain('already holds report.html, study.json');
		expect(read('report.html')).toBe(before);
		const done = await runCli(['report', file, '--out', out, '--format', 'metron', '--overwrite', '--tbt', '40ms']);
		expect(done.code).toBe(0);
		expect(readJson('metron/study.json')).toMatchObject({ exploratory: true, verdict: { reason: 'exploratory' } });
		expect(readJson('metron/even/config.json')).toMatchObject({ tbt_deadline: 0.04 });
	});

	it('names what it does not know and what it cannot read', async () => {
		const format = await runCli(['report', file, '--out', join(home, 'no'), '--format', 'html,docx']);
		expect(format).toMatchObject({
			code: 2,
			stderr: expect.stringContaining('no format "docx". There are html, pdf, csv'),
		});
		const twice = await runCli(['report', file, file, '--out', join(home, 'no')]);
		expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('given twice') });
		const missing = await runCli(['report', join(home, 'none'), '--out', join(home, 'no')]);
		expect(missing.code).toBe(2);
		const noBrowser = await runCli(['report', file, '--out', join(home, 'no'), '--format', 'pdf'], {
			env: { PATH: home },
		});
		expect(noBrowser).toMatchObject({ code: 1, stderr: expect.stringContaining('Install one') });
		expect(existsSync(join(home, 'no'))).toBe(false);
	});

	it('of a recording that was cut says so and counts what is whole', async () => {
		const cut = join(home, 'cut.fluidity');
		writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
		const outcome = await runCli(['report', cut, '--out', join(home, 'cut'), '--format', 'json,html']);
		expect(outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('was cut at line') });
		const made = studySchema.parse(JSON.parse(readFileSync(join(home, 'cut', 'study.json'), 'utf8')));
		expect(made.limits.join(' ')).toContain('A recording was cut off');
		expect(made.verdict).toMatchObject({ type: 'refusal', reason: 'unhealthy' });
	});
});
