import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import type { RecordedRequest, Recording } from '../../../src/core/recording.ts';
import { scoreRecording } from '../../../src/core/scorecard.ts';
import { scoreStudy } from '../../../src/core/study.ts';
import { verdictOfRecording } from '../../../src/core/verdict-of-recording.ts';
import { runJson, studyOfRun } from '../../../src/main/cli/run-study.ts';
import { csvReport } from '../../../src/main/reports/csv-report.ts';
import { htmlPage } from '../../../src/main/reports/html-report.ts';
import { jsonReport } from '../../../src/main/reports/json-report.ts';
import { readCsv } from '../../support/read-csv.ts';
import { isShown, readProse, readTables, shownNumbers } from '../../support/read-report-page.ts';
import { numbersOfProse, numbersOfSummary, numbersOfTables } from '../../support/report-numbers.ts';
import { failure, recordedRequest, recordingOf, tokensAt, usage } from '../../support/scored-runs.ts';
import { healthy, studiedRun } from '../../support/studied-runs.ts';

const two = [{ name: 'Alder', stalls: 0.1 }, { name: 'Birch' }];
const plain = studiedRun(two, { rounds: 8 });
const changed = (recording: Recording, change: (request: RecordedRequest) => RecordedRequest): Recording => ({
	...recording,
	requests: recording.requests.map(change),
});
const unanswered = studiedRun(
	two.map(({ name }) => ({ name, failEvery: 1, failure: { retryAfterMs: null, code: null, status: null } })),
	{ rounds: 3 },
);
const reasoned = changed(studiedRun(two, { rounds: 6 }), (request) => ({
	...request,
	arrivals: request.arrivals.map((arrival, index) => (index < 5 ? { ...arrival, kind: 'reasoning' } : arrival)),
}));
const declared = { ...DEFAULT_DEFINITION, count: 'tokens', reasoning: 'in', firstToken: 'out' } as const;
const held = failure({ kind: 'held', phase: 'connect', retryAfterMs: 900, status: 429 });

const ODD: readonly (readonly [string, readonly Recording[]])[] = [
	['failures alone, of which nothing was counted', [changed(unanswered, (each) => ({ ...each, commonTokens: null }))]],
	['one request', [recordingOf([recordedRequest(tokensAt(40, 90), { usage: usage(2) })], { measured: healthy })]],
	['one request of one token', [recordingOf([recordedRequest(tokensAt(400))], { measured: healthy })]],
	['nothing at all', [recordingOf([recordedRequest([], { state: 'cancelled' })], { measured: healthy })]],
	[
		'three merged',
		[1, 2, 3].map((seed) =>
			studiedRun(two, { rounds: seed, seed, run: { id: `run-${seed}`, startedAt: `2026-01-0${seed}T00:00:00.000Z` } }),
		),
	],
	['reasoning, declared as read', [{ ...reasoned, run: { ...reasoned.run, definition: declared } }]],
	['reasoning, left out', [reasoned]],
	['estimates', [changed(plain, (each) => ({ ...each, commonTokens: null }))]],
	['a cut run', [{ ...plain, measured: null, closed: false, requests: plain.requests.slice(0, 7) }]],
	[
		'held rounds',
		[
			changed(plain, (each) =>
				each.request.provider === 1 && each.request.round % 2 === 0
					? recordedRequest([], { ...each.request, state: 'held', sent: false, failure: held })
					: each,
			),
		],
	],
];

// Would catch a number that one format rounds, leaves out or makes anew where a recording is not like others.
describe.each(ODD)('the formats of %s', (_what, recordings) => {
	const scored = scoreStudy(recordings.map((recording) => ({ recording, sha256: 'a'.repeat(64) })));
	if (!scored.ok) throw new Error(scored.message);
	const study = scored.study.whole();
	const page = htmlPage(study, { style: '', script: '', chartLibrary: '' });
	const files = new Map(csvReport(study, scored.study).map(({ path, content }) => [path, String(content)]));

	it('agree with the app and the command line', () => {
		const [recording, ...more] = recordings;
		if (recording === undefined || more.length > 0) return;
		const scorecard = scoreRecording(recording);
		expect(study.scorecard).toEqual(scorecard);
		expect(study.verdict).toEqual(verdictOfRecording(recording, scorecard));
		const { providers, ...told } = runJson(studyOfRun(recording));
		const { verdict, verdictSentence, uncertainty, exploratory } = study;
		expect(told).toMatchObject({ verdict, verdictSentence, uncertainty, exploratory });
		expect(providers).toMatchObject(JSON.parse(JSON.stringify(scorecard.providers)));
		study.providers.forEach(({ metrics, gapsMs, requests, serviceLevel }, index) => {
			const own = scorecard.providers[index];
			expect(own).toMatchObject({
				n: requests.counted,
				fluidityIndex: metrics.fluidityIndex.mean,
				fluidityOfCompleted: metrics.fluidityOfCompleted.mean,
				ttftMs: metrics.ttftMs.mean,
				firstVisibleMs: metrics.firstVisibleMs.mean,
				tpotMs: metrics.tpotMs.mean,
				normalizedLatencyMs: metrics.normalizedLatencyMs.mean,
				endToEndMs: metrics.endToEndMs.mean,
				outputTokensPerSecond: metrics.outputTokensPerSecond.mean,
				...{ missedDeadlines: serviceLevel.missed, totalDeadlines: serviceLevel.total },
				tbtMs: { n: gapsMs.n, p50: gapsMs.p50, p90: gapsMs.p90, p99: gapsMs.p99, max: gapsMs.max },
			});
		});
	});

	it('hold the numbers of the study in JSON and CSV to the last bit', () => {
		const [json] = jsonReport(study);
		expect(JSON.parse(String(json?.content))).toEqual(JSON.parse(JSON.stringify(study)));
		const [, ...rows] = readCsv(files.get('summary.csv') ?? '');
		const numbers = rows
			.filter(([, , name]) => name !== 'Fluidity Bench' && name !== 'environment node')
			.map(([section, whose, name, ...cells]): [string, (number | null)[]] => [
				`${section}/${whose}/${name}`,
				[...cells.slice(0, 4), cells[5]].map((cell) => (cell ? Number(cell) : null)),
			])
			.filter(([, values]) => values.some((value) => value !== null) && !values.some(Number.isNaN));
		expect(Object.fromEntries(numbers)).toEqual(Object.fromEntries(numbersOfSummary(study)));
		const [header = [], ...requests] = readCsv(files.get('requests.csv') ?? '');
		const [missed, total] = [header.indexOf('missed'), header.indexOf('total')];
		const sum = (column: number): number => requests.reduce((all, row) => all + Number(row[column]), 0);
		const counted = scored.study.byProvider.flat();
		expect([sum(missed), sum(total)]).toEqual([
			counted.reduce((all, { score }) => all + score.missed, 0),
			counted.reduce((all, { score }) => all + score.total, 0),
		]);
		const [tokenHeader = [], ...tokens] = readCsv(files.get('tokens.csv') ?? '');
		const missedOfTokens = tokens.reduce((all, row) => all + Number(row[tokenHeader.indexOf('missed')]), 0);
		expect(missedOfTokens).toBe(sum(missed));
	});

	it('show the numbers of the study on the page, and none besides', () => {
		const tables = readTables(page);
		// Where nobody failed, nobody can be compared or nothing was measured, a sentence stands for the table.
		const expected = numbersOfTables(study).filter((rows) => rows.length > 0);
		expect(tables).toHaveLength(expected.length);
		tables.forEach(({ caption, rows }, table) => {
			rows.forEach(([, ...cells], row) => {
				const shown = cells.flatMap(shownNumbers);
				const values = expected[table]?.[row] ?? [];
				const place = `${caption}: ${cells.join(' | ')} for ${values.join(', ')}`;
				expect(shown.length, place).toBe(values.length);
				values.forEach((value, index) => {
					expect(isShown(shown[index] ?? '', value), place).toBe(true);
				});
			});
		});
		let rest = readProse(page).replaceAll('SHA-256', '');
		for (const { startedAt, id, sha256, app, prompt } of study.runs) {
			for (const text of [startedAt, startedAt.slice(0, 10), id, sha256, app, prompt])
				rest = rest.replaceAll(text ?? ' ', ' ');
		}
		const allowed = numbersOfProse(study);
		expect(shownNumbers(rest).filter((shown) => !allowed.some((value) => isShown(shown, value)))).toEqual([]);
	});
});

// Would catch estimates that pass for counts on paper.
it('the page of a run that was never counted has the sign of an estimate before each number that rests on tokens', () => {
	const cellsOf = (recording: Recording): readonly string[] => {
		const scored = scoreStudy([{ recording, sha256: null }]);
		if (!scored.ok) throw new Error(scored.message);
		const page = htmlPage(scored.study.numbers(), { style: '', script: '', chartLibrary: '' });
		return readTables(page)[0]?.rows[0] ?? [];
	};
	const [, n, index, ttft, visible, gaps, rate, fluid, failed] = cellsOf(
		changed(plain, (each) => ({ ...each, commonTokens: null })),
	);
	for (const cell of [index, gaps, rate, fluid]) expect(cell).toMatch(/^~/);
	expect(gaps).toMatch(/~.*\/.*~/);
	for (const cell of [n, ttft, visible, failed]) expect(cell).not.toContain('~');
	expect(cellsOf(plain).join()).not.toContain('~');
});
