import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION, type Definition } from '../../../src/core/definition.ts';
import { scoreStudy } from '../../../src/core/study.ts';
import { csvReport } from '../../../src/main/reports/csv-report.ts';
import { readCsv } from '../../support/read-csv.ts';
import { recordedRequest, recordingOf, tokensAt } from '../../support/scored-runs.ts';
import { studiedRun } from '../../support/studied-runs.ts';

const recording = studiedRun([{ stalls: 0.1 }, { stalls: 0.3, failEvery: 4 }], { rounds: 8 });

/** What each request missed by one file, in the order of the requests. */
function missedBy(definition: Definition, path: 'requests.csv' | 'tokens.csv'): readonly (readonly [string, number])[] {
	const scored = scoreStudy([{ recording, sha256: null }], { definition, resamples: 100 });
	if (!scored.ok) throw new Error(scored.message);
	const file = csvReport(scored.study.whole(), scored.study).find((each) => each.path === path);
	const [header = [], ...rows] = readCsv(String(file?.content));
	const cell = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
	const missed = new Map<string, number>();
	for (const row of rows) {
		const request = `${cell(row, 'provider')}, round ${cell(row, 'round')}`;
		missed.set(request, (missed.get(request) ?? 0) + Number(cell(row, 'missed')));
	}
	return [...missed].filter(([, count]) => count > 0);
}

it('requests.csv names who answered each request of a router', () => {
	const requests = ['DeepInfra', undefined, 'Together'].map((upstream, stream) =>
		recordedRequest(tokensAt(50, 60), { stream, round: stream + 1, ...(upstream && { upstream }) }),
	);
	const scored = scoreStudy([{ recording: recordingOf(requests), sha256: null }]);
	if (!scored.ok) throw new Error(scored.message);
	const file = csvReport(scored.study.numbers(), scored.study).find(({ path }) => path === 'requests.csv');
	const [header = [], ...rows] = readCsv(String(file?.content));
	expect(rows.map((row) => row[header.indexOf('answered by')])).toEqual(['DeepInfra', '', 'Together']);
});

describe('tokens.csv', () => {
	// Would catch deadlines in a table whose requests are judged by late tokens.
	it.each<Partial<Definition>>([
		{},
		{ count: 'tokens' },
		{ count: 'tokens', firstToken: 'out' },
		{ count: 'tokens', unit: 'chunk' },
	])('misses as many as requests.csv, request by request, under %o', (choice) => {
		const definition = { ...DEFAULT_DEFINITION, ...choice };
		const missed = missedBy(definition, 'tokens.csv');
		expect(missed).toEqual(missedBy(definition, 'requests.csv'));
		expect(missed.length).toBeGreaterThan(5);
	});

	it('counts a late token once by tokens, and each deadline that it missed by deadlines', () => {
		const sum = (definition: Definition): number =>
			missedBy(definition, 'tokens.csv').reduce((total, [, missed]) => total + missed, 0);
		expect(sum({ ...DEFAULT_DEFINITION, count: 'tokens' })).toBeLessThan(sum(DEFAULT_DEFINITION));
	});
});
