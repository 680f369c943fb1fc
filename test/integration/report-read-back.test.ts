import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CountedRequest } from '../../src/core/counted-requests.ts';
import { quantile } from '../../src/core/stats/quantile.ts';
import { type ScoredStudy, scoreStudy } from '../../src/core/study.ts';
import type { Study } from '../../src/core/study-schema.ts';
import { readRecordingBytes } from '../../src/main/recordings/file.ts';
import { findChromium } from '../../src/main/reports/chromium.ts';
import { readCsv } from '../support/read-csv.ts';
import { isShown, readProse, readTables, shownNumbers } from '../support/read-report-page.ts';
import { numbersOfProse, numbersOfSummary, numbersOfTables } from '../support/report-numbers.ts';
import { recordingBytes, sha256Of } from '../support/reported-runs.ts';
import { runCli } from '../support/run-cli.ts';
import { studiedRun } from '../support/studied-runs.ts';

// Every number of every format, read back and held against the study that the recording has without any report.

const home = mkdtempSync(join(tmpdir(), 'fluidity-read-back-'));
afterAll(() => rmSync(home, { recursive: true }));

const bytes = recordingBytes(
	studiedRun(
		[
			{ name: 'even', stalls: 0, price: { inputPerMillion: 3, outputPerMillion: 15 } },
			{ name: '你好 stalling', stalls: 0.15, failEvery: 5 },
			{ name: 'third', stalls: 0.05 },
		],
		{ rounds: 30 },
	),
);
const FOLDERS = ['even', '你好-stalling', 'third'];
const file = join(home, 'run.fluidity');
const out = join(home, 'out');
const canPrint =
	findChromium(process.env, process.platform) !== null &&
	['pdftotext', 'fc-list'].every((name) => existsSync(`/usr/bin/${name}`)) &&
	execFileSync('fc-list', [':lang=zh']).length > 0;
let scored: ScoredStudy;
let study: Study;

const read = (name: string): string => readFileSync(join(out, name), 'utf8');
const readJson = (name: string) => JSON.parse(read(name));
const numberOf = (text: string | undefined): number | null => (text ? Number(text) : null);
const ms = (nanoseconds: number | null): number | null => (nanoseconds === null ? null : nanoseconds / 1e6);

beforeAll(async () => {
	writeFileSync(file, bytes);
	const reading = readRecordingBytes(file, bytes);
	if (!reading.ok) throw new Error(reading.problem.message);
	const result = scoreStudy([{ recording: reading.recording, sha256: sha256Of(bytes) }]);
	if (!result.ok) throw new Error(result.message);
	scored = result.study;
	study = scored.whole();
	const formats = canPrint ? 'html,pdf,csv,json,metron' : 'html,csv,json,metron';
	const outcome = await runCli(['report', file, '--out', out, '--format', formats]);
	expect(outcome).toMatchObject({ code: 0, stderr: '' });
}, 240_000);

describe('numbers agree across formats to the digit', () => {
	it('JSON is the study, alone and beside Metron’s folders', () => {
		expect(readJson('study.json')).toEqual(JSON.parse(JSON.stringify(study)));
		expect(readJson('metron/study.json')).toEqual(readJson('study.json'));
	});

	it('HTML: each number of each table, and none besides', () => {
		const tables = readTables(read('report.html'));
		const expected = numbersOfTables(study);
		expect(tables).toHaveLength(expected.length);
		tables.forEach(({ caption, rows }, table) => {
			const shown = rows.map(([, ...cells]) => cells.flatMap(shownNumbers));
			const place = (row: number): string => `${caption}, row ${row + 1}: ${rows[row]?.join(' | ')}`;
			expect(shown.length, caption).toBe(expected[table]?.length);
			expected[table]?.forEach((values, row) => {
				const own = shown[row] ?? [];
				expect(own.length, `${place(row)} should hold ${values.join(', ')}`).toBe(values.length);
				values.forEach((value, index) => {
					expect(isShown(own[index] ?? '', value), `${place(row)}: ${own[index]} for ${value}`).toBe(true);
				});
			});
		});
	});

	it('HTML: each number of its sentences, which are the study’s', () => {
		const prose = readProse(read('report.html'));
		const [run] = study.runs;
		const sentences = [study.verdictSentence ?? '', ...study.method, ...study.limits];
		for (const sentence of sentences) expect(prose).toContain(sentence);
		const texts = [run?.startedAt, run?.startedAt.slice(0, 10), run?.id, run?.sha256, run?.app, run?.prompt];
		let rest = prose;
		for (const text of texts) {
			expect(prose).toContain(text);
			rest = rest.replaceAll(text ?? '', ' ');
		}
		const allowed = numbersOfProse(study);
		const strange = shownNumbers(rest.replaceAll('SHA-256', '')).filter(
			(shown) => !allowed.some((value) => isShown(shown, value)),
		);
		expect(strange).toEqual([]);
	});

	it.skipIf(!canPrint)('PDF: every number of the page, on both sizes of paper (pdftotext, a Chinese font)', () => {
		const page = read('report.html');
		const shown = [readProse(page), ...readTables(page).flatMap(({ rows }) => rows.flat())].flatMap(digitsOf);
		for (const name of ['report-a4.pdf', 'report-letter.pdf']) {
			const text = execFileSync('pdftotext', ['-layout', join(out, name), '-'], { encoding: 'utf8' });
			expect(text).toContain(study.runs[0]?.sha256);
			const left = digitsOf(text);
			const missing = shown.filter((digits) => {
				const place = left.indexOf(digits);
				if (place !== -1) left.splice(place, 1);
				return place === -1;
			});
			expect(missing, name).toEqual([]);
		}
	});

	it('summary.csv: each number of each row, to the last bit', () => {
		const [, ...rows] = readCsv(read('summary.csv'));
		const numbers = new Map(
			rows
				.map(([section, whose, name, ...cells]) => ({
					key: `${section}/${whose}/${name}`,
					values: [...cells.slice(0, 4), cells[5]].map((cell) => (cell ? Number(cell) : null)),
				}))
				.filter(({ values }) => values.some((value) => value !== null) && !values.some(Number.isNaN))
				.map(({ key, values }) => [key, values] as const),
		);
		// The run's own name for Node and the app is of digits, too.
		for (const key of numbers.keys()) if (key.endsWith('/Fluidity Bench')) numbers.delete(key);
		expect(Object.fromEntries(numbers)).toEqual(Object.fromEntries(numbersOfSummary(study)));
		for (const row of rows) expect(row).toHaveLength(9);
	});

	it('every format says all that has to be said', () => {
		const page = readProse(read('report.html'));
		const rows = readCsv(read('summary.csv'));
		const summary = rows.map((row) => row.slice(0, 4).join('/'));
		const { verdictSentence, method, limits, runs } = study;
		for (const said of [verdictSentence, ...method, ...limits, runs[0]?.sha256]) {
			expect(page).toContain(said);
			expect(
				summary.some((row) => row.endsWith(`/${said}`)),
				said ?? '',
			).toBe(true);
		}
		const sections = new Set(rows.map(([section]) => section));
		const told = ['verdict', 'method', 'definition', 'uncertainty', 'metric', 'error', 'cost', 'accounting', 'health'];
		expect([...sections]).toEqual(expect.arrayContaining([...told, 'limit', 'run']));
		expect(page).toContain('Healthy: the measuring machine kept up.');
		const captions = readTables(read('report.html')).map(({ caption }) => caption.split(/[ :]/)[0]);
		expect(captions).toEqual(expect.arrayContaining(['Failures', 'Cost', 'Visible', 'What', 'Paired']));
		const definition = 'by deadlines, common accounting, per token, reasoning out, first token in, TTFT deadline fixed';
		for (const name of ['report.html', 'summary.csv', 'requests.csv', 'tokens.csv', 'metron/even/config.json']) {
			expect(read(name), name).toContain(definition);
		}
	});

	it('requests.csv: every request, to the last bit', () => {
		const [header = [], ...rows] = readCsv(read('requests.csv'));
		const requests = scored.byProvider.flat();
		expect(rows).toHaveLength(requests.length);
		rows.forEach((row, index) => {
			const cells = Object.fromEntries(header.map((name, column) => [name, numberOf(row[column])]));
			const { request, score } = requests[index] as CountedRequest;
			const usage = request.ended?.usage;
			expect(cells).toMatchObject({
				round: request.request.round,
				'fluidity-index': score.fluidityIndex,
				missed: score.missed,
				total: score.total,
				'TTFT ms': ms(score.ttftNs),
				'first visible ms': ms(score.firstVisibleNs),
				'TPOT ms': ms(score.tpotNs),
				'end to end ms': ms(score.endToEndNs),
				'tokens per second': score.outputTokensPerSecond,
				tokens: score.intervalsNs.length,
				'native tokens': score.nativeVisibleTokens,
				'prompt tokens': usage?.promptTokens ?? null,
				'completion tokens': usage?.completionTokens ?? null,
				'cached tokens': usage?.cachedTokens ?? null,
				status: request.ended?.failure?.status ?? null,
				'retry-after ms': request.ended?.failure?.retryAfterMs ?? null,
			});
		});
	});

	it('tokens.csv: every token, to the last bit', () => {
		const [, ...rows] = readCsv(read('tokens.csv'));
		const expected = scored.byProvider.flat().flatMap(({ request, score }) => {
			const late = new Map(score.lateTokens.map((each) => [each.token, each]));
			let atNs = 0;
			return Array.from(score.intervalsNs, (interval, token) => {
				atNs += interval;
				const { waitNs = null, missed = 0 } = late.get(token) ?? {};
				const times = [atNs / 1e6, interval / 1e6, ms(waitNs)];
				return [request.request.round, token, ...times, missed, score.arrivalIndexOfToken[token]];
			});
		});
		expect(rows.map((row) => row.slice(1, 8).map(numberOf))).toEqual(expected);
	});

	it.each(FOLDERS.map((folder, index) => [folder, index] as const))(
		'Metron’s layout: every number of %s, and its summaries of them',
		(folder, index) => {
			const provider = study.providers[index];
			const whole = (scored.byProvider[index] ?? []).filter(({ standing }) => standing === 'whole');
			if (provider === undefined) throw new Error('no provider');
			const own = (name: string) => readJson(`metron/${folder}/${name}`);
			const requests: Record<string, (number | null)[]> & { tbt: number[][] } = own('request_level_metrics.json');
			const of = (value: (entry: CountedRequest) => number | null) => whole.map(value);
			const seconds = of(({ score }) => score.firstVisibleNs).map((each) => (each ?? 0) / 1e9);
			expect(requests.ttft).toEqual(seconds);
			expect(requests.tbt).toEqual(
				whole.map(({ score }) => Array.from(score.intervalsNs.subarray(1), (gap) => gap / 1e9)),
			);
			expect(requests.num_output_tokens).toEqual(of(({ score }) => score.intervalsNs.length));
			expect(requests.num_prompt_tokens).toEqual(of(({ request }) => request.ended?.usage?.promptTokens ?? null));
			expect(requests.num_total_tokens).toEqual(
				of(({ request, score }) => (request.ended?.usage?.promptTokens ?? 0) + score.intervalsNs.length),
			);
			expect(requests.deadline_miss_rate).toEqual(of(({ score }) => score.missed / score.total));
			const close = (name: string, value: (entry: CountedRequest) => number) =>
				requests[name]?.forEach((shown, place) => {
					expect(shown, `${name} of request ${place}`).toBeCloseTo(value(whole[place] as CountedRequest), 9);
				});
			close('tpot', ({ score }) => (score.tpotNs ?? 0) / 1e9);
			close('end_to_end_latency', ({ score }) => (score.endToEndNs ?? 0) / 1e9);
			close('normalized_end_to_end_latency', ({ score }) => (score.normalizedLatencyNs ?? 0) / 1e9);
			close('output_throughput', ({ score }) => score.outputTokensPerSecond ?? 0);
			const { tokenRates, acceptance, serviceLevel, errors } = provider;
			expect(own('throughput_metrics.json')).toEqual({
				tpot_based_throughput: tokenRates.tpotBased,
				tbt_based_throughput: tokenRates.tbtBased,
				deadline_based_throughput: tokenRates.reference,
			});
			expect(own('p99_deadline_miss_rate_for_target_tbt_values.json')).toEqual({
				'Target TBT (ms)': acceptance.targetsMs,
				'Miss Rate P(99)': acceptance.p99MissRate,
			});
			expect(own('service_level_metrics.json')).toEqual({
				service_level_missed_deadlines: serviceLevel.ofCompleted.missed,
				service_level_total_deadlines: serviceLevel.ofCompleted.total,
				service_level_deadline_miss_rate: serviceLevel.ofCompleted.missRate,
			});
			const sources = Object.values(requests).map((values) => values.flat().filter((value) => value !== null));
			const [, ...rows] = readCsv(read(`metron/${folder}/perf_metrics.csv`));
			expect(rows).toHaveLength(sources.length);
			const stats = own('error_stats.json');
			for (const row of rows) {
				const name = row.at(-1);
				const values = row.slice(0, 4).map(Number);
				expect(
					sources.some((source) => isSummaryOf(values, source)),
					`${name}: ${values}`,
				).toBe(true);
				expect(['Mean', 'P50', 'P90', 'P99'].map((column) => stats[`${name} (${column})`])).toEqual(values);
			}
			expect(stats).toMatchObject({
				'Number of Requests': provider.requests.counted,
				'Number of Errored Requests': provider.requests.counted - provider.requests.completed,
				'Number of Completed Requests': provider.requests.completed,
				'Error Rate': provider.errorRate,
				'Deadline Miss Rate': serviceLevel.ofCompleted.missRate,
				'Retry After (ms)': errors.flatMap(({ retryAftersMs }) => retryAftersMs),
			});
			expect(Object.values(stats['Errors by Kind'])).toEqual(errors.map(({ count }) => count));
			expect(own('config.json')).toMatchObject({
				ttft_deadline: study.deadlines.firstMs / 1e3,
				tbt_deadline: study.deadlines.eachMs / 1e3,
				target_deadline_miss_rate: study.asked.fluidRate.targetMissRate,
			});
		},
	);
});

/** Mean, P50, P90 and P99. */
function isSummaryOf([mean = Number.NaN, ...quantiles]: readonly number[], values: readonly number[]): boolean {
	const sorted = values.toSorted((one, other) => one - other);
	const sum = values.reduce((total, value) => total + value, 0);
	const exact = [0.5, 0.9, 0.99].every((q, index) => quantile(sorted, q) === quantiles[index]);
	return exact && Math.abs(mean - sum / values.length) <= 1e-12 * Math.max(1, Math.abs(mean));
}

/** A line may end within a date: then what follows its hyphen looks like a number below 0. */
function digitsOf(text: string): string[] {
	return shownNumbers(text).map((shown) => shown.replace('-', ''));
}
