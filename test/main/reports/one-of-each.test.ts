import { expect, it, test } from 'vitest';
import { byCount } from '../../../src/core/by-count.ts';
import { scoreStudy } from '../../../src/core/study.ts';
import { verdictSentence } from '../../../src/core/verdict-sentence.ts';
import { scorecardTable } from '../../../src/main/cli/table.ts';
import { csvReport } from '../../../src/main/reports/csv-report.ts';
import { htmlPage } from '../../../src/main/reports/html-report.ts';
import { readProse, readTables } from '../../support/read-report-page.ts';
import { failure, recordedRequest, recordingOf, tokensAt } from '../../support/scored-runs.ts';
import { healthy } from '../../support/studied-runs.ts';

test('a word follows its count', () => {
	expect([0, 1, 2, 1_000].map((count) => byCount(count, 'request'))).toEqual([
		...['requests', 'request', 'requests', 'requests'],
	]);
	expect([1, 2].map((count) => byCount(count, 'is', 'are'))).toEqual(['is', 'are']);
});

const COUNTED =
	'providers|requests|rounds|pairs|prompts|tokens|chunks|gaps|deadlines|reads|batches|processors|endpoints';
/** A one before a word in the plural. Of one of several nothing is wrong: `1 of 3 reads`. */
const ONE_OF_MANY = new RegExp(`(?<!of |[\\d.,])\\b1[ \\u00a0](?:[a-z]+ )?(?:${COUNTED})\\b`, 'g');

it('finds a plural that follows a one', () => {
	for (const wrong of ['1 rounds', 'There are 1 requests that', 'n = 1 completed requests', '1 batches of arrivals']) {
		expect([wrong, wrong.match(ONE_OF_MANY)?.length]).toEqual([wrong, 1]);
	}
});

// Would catch "1 rounds", "1 providers", "There are 1 requests" and all their kin, wherever a report or the command line counts.
it('a run of one provider, one round, one request, one gap and one token at most is told in the singular', () => {
	const measured = {
		...healthy,
		reads: 1,
		multiFrameReads: 1,
		coldConnections: 1,
		cachedPromptTokens: 1,
		sequenceGaps: 1,
	};
	const [answered, broken] = [
		recordedRequest(tokensAt(50, 350)),
		recordedRequest([], { state: 'failed-before-first-token', failure: failure({ retryAfterMs: 1_000 }) }),
	].map((request) => {
		const recording = recordingOf([request], { measured });
		const environment = { ...recording.run.environment, cpus: 1 };
		return { ...recording, run: { ...recording.run, maxTokens: 1, environment } };
	});
	for (const recording of [answered, broken]) {
		if (recording === undefined) throw new Error('no recording');
		const scored = scoreStudy([{ recording, sha256: null }]);
		if (!scored.ok) throw new Error(scored.message);
		const study = scored.study.whole();
		const page = htmlPage(study, { style: '', script: '', chartLibrary: '' });
		const said = {
			page: [readProse(page), ...readTables(page).map((table) => Object.values(table).flat(3).join(' | '))].join(' | '),
			table: scorecardTable(study),
			files: csvReport(study, scored.study)
				.map(({ content }) => String(content))
				.join('\n'),
			verdict: verdictSentence({ type: 'refusal', reason: 'too-few', n: 1, least: 6 }, []),
		};
		for (const [where, text] of Object.entries(said)) expect(text.match(ONE_OF_MANY) ?? [], where).toEqual([]);
		expect(said.page).toContain('1 provider, 1 request that counts');
	}
});
