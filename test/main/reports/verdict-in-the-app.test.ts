import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/core/api.ts';
import { DEFAULT_DEFINITION, type Definition } from '../../../src/core/definition.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { scoreRecording } from '../../../src/core/scorecard.ts';
import type { Refusal } from '../../../src/core/verdict.ts';
import { verdictOfRecording } from '../../../src/core/verdict-of-recording.ts';
import { htmlPage } from '../../../src/main/reports/html-report.ts';
import { createFormats } from '../../../src/renderer/ui/format.ts';
import { verdictWords } from '../../../src/renderer/ui/verdict-words.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { readProse, shownNumbers } from '../../support/read-report-page.ts';
import { healthy, studiedRun, studyOf } from '../../support/studied-runs.ts';

// Who buys reads the report, who ran the race reads the app: of one recording both have to say the same.

const i18n = createInstance();
await i18n.init({
	resources: { en: { translation: en } },
	...{ keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false } },
});
const say = i18n.getFixedT('en');
const speech = {
	t: (key: string, values?: Readonly<Record<string, string | number>>) => String(say(key, { ...values })),
	formats: createFormats('en'),
};

/** What the app says after a run, by its recording: as the engine makes it. */
function inTheApp(recording: Recording) {
	const scorecard = scoreRecording(recording);
	const result: RunResult = { scorecard, verdict: verdictOfRecording(recording, scorecard), counts: [] };
	return { verdict: result.verdict, ...verdictWords(result, speech) };
}

/** What every format of the report says: the page's words are those of its data. */
function inTheReport(recording: Recording) {
	const study = studyOf([{ recording, sha256: null }]);
	const sentence = study.verdictSentence ?? '';
	expect(readProse(htmlPage(study, { style: '', script: '', chartLibrary: '' }))).toContain(sentence);
	return { verdict: study.verdict, sentence };
}

const names = (text: string): string[] => text.match(/Alder|Birch|Cedar/g) ?? [];
const A = { name: 'Alder', stalls: 0 };
const B = { name: 'Birch', stalls: 0.12 };
const C = { name: 'Cedar', stalls: 0.3 };

/** What each of the two says, and says for no other reason. */
const REASONS: Readonly<Record<Refusal['reason'], readonly [app: RegExp, report: RegExp]>> = {
	unhealthy: [/in doubt|before its measurement was judged/, /unhealthy|health of the measurement is not known/],
	'too-few': [/too few/, /a winner can be named from/],
	'accountings-differ': [
		/only estimated|as each provider counts|chunks were counted/,
		/only estimated|as each provider counts|chunks were counted/,
	],
	exploratory: [/moved after the run/, /chosen after the run/],
	'all-failed': [/every provider failed/, /no request of any provider was completed/],
	'nobody-to-compare': [/not two providers/, /fewer than two providers/],
};

describe('the app and the report of one recording', () => {
	it('name the same winner, by the same lead, interval, pairs and p', () => {
		const recording = studiedRun([A, B, C], { rounds: 20 });
		const [app, report] = [inTheApp(recording), inTheReport(recording)];
		expect(app.verdict).toEqual(report.verdict);
		expect(report.verdict?.type).toBe('winner');
		expect(names(app.first)).toEqual(['Alder', 'Birch', 'Cedar']);
		expect(names(report.sentence).slice(0, 3)).toEqual(names(app.first));
		const [lead = ''] = /Its fluidity-index is higher [^)]*\)/.exec(app.more) ?? [];
		expect(names(lead)).toEqual([names(report.sentence).at(-1)]);
		expect(shownNumbers(lead).sort()).toEqual(shownNumbers(report.sentence).sort());
		expect(shownNumbers(lead)).toHaveLength(6);
	});

	it('hold the same two level, on as many rounds, that as many more would tell, and the same one behind', () => {
		const recording = studiedRun([B, { ...B, name: 'Alder' }, { name: 'Cedar', failEvery: 1 }], {
			rounds: 12,
			seed: 3,
		});
		const [app, report] = [inTheApp(recording), inTheReport(recording)];
		expect(app.verdict).toEqual(report.verdict);
		expect(report.verdict?.type).toBe('tie');
		const [level, more] = [app.first, /About .* would tell\./.exec(app.more)?.[0] ?? ''];
		expect(names(report.sentence).slice(0, 2)).toEqual(names(level));
		expect(shownNumbers(`${level} ${more}`)).toEqual(shownNumbers(report.sentence));
		expect(report.sentence).toContain('more fluid than Cedar');
		expect(app.more).toContain('ahead of Cedar');
	});

	it('put the same one first in a single race, with the same share on time', () => {
		const recording = studiedRun([B, C], { rounds: 1, tokens: 60 });
		const [app, report] = [inTheApp(recording), inTheReport(recording)];
		expect(report.verdict?.type).toBe('one-race');
		expect(names(app.first)[0]).toBe(names(report.sentence)[0]);
		const [index] = shownNumbers(report.sentence).map(Number);
		const [percent] = shownNumbers(app.first).map(Number);
		expect(Math.abs((index ?? 0) * 100 - (percent ?? 0))).toBeLessThanOrEqual(0.5);
	});

	// Would catch an app that lets one alone come to the end where a report says who was behind.
	it('name the only one that came to the end, before the one that failed', () => {
		const recording = studiedRun([{ name: 'Alder', failEvery: 1 }, B], { rounds: 1 });
		const [app, report] = [inTheApp(recording), inTheReport(recording)];
		expect(report.verdict?.type).toBe('one-race');
		expect(app.first).toContain('only Birch came to the end');
		expect(app.more).toContain('Alder gave no answer');
		expect(report.sentence).toMatch(/Birch came first .* before Alder with 0\.000/);
	});

	const uncounted = (recording: Recording): Recording => ({
		...recording,
		requests: recording.requests.map((request) => ({ ...request, commonTokens: null })),
	});
	const declared = (choice: Partial<Definition>): Recording =>
		studiedRun([A, B], { run: { definition: { ...DEFAULT_DEFINITION, ...choice } } });
	const stopped = (recording: Recording): Recording => ({
		...recording,
		requests: recording.requests.map((request) =>
			request.request.provider === 0 || request.ended === null
				? request
				: { ...request, ended: { ...request.ended, state: 'cancelled' } },
		),
	});
	const nobody = ['Alder', 'Birch'].map((name) => ({ name, failEvery: 1 }));
	const unanswered = studiedRun(nobody, { rounds: 1 });
	const late = { ...healthy, loopDelayP99Ms: 40 };
	it.each<[Refusal['reason'], string, Recording]>([
		['unhealthy', 'several rounds', studiedRun([A, B], { measured: late })],
		['unhealthy', 'one race', studiedRun([A, B], { rounds: 1, measured: late })],
		['unhealthy', 'rounds that were not judged', { ...studiedRun([A, B]), measured: null }],
		['unhealthy', 'a race that was not judged', { ...studiedRun([A, B], { rounds: 1 }), measured: null }],
		['too-few', 'three rounds', studiedRun([A, B], { rounds: 3 })],
		['accountings-differ', 'rounds that were never counted', uncounted(studiedRun([A, B]))],
		['accountings-differ', 'a race that was never counted', uncounted(studiedRun([A, B], { rounds: 1 }))],
		['accountings-differ', 'rounds by native counts', declared({ accounting: 'native' })],
		['accountings-differ', 'rounds by chunks', declared({ unit: 'chunk' })],
		[
			'all-failed',
			'several rounds',
			studiedRun([
				{ name: 'Alder', failEvery: 1 },
				{ name: 'Birch', failEvery: 1 },
			]),
		],
		[
			'all-failed',
			'one race',
			studiedRun(
				[
					{ name: 'Alder', failEvery: 1 },
					{ name: 'Birch', failEvery: 1 },
				],
				{ rounds: 1 },
			),
		],
		['nobody-to-compare', 'rounds of which one was stopped', stopped(studiedRun([A, B]))],
		['nobody-to-compare', 'a race of which one was stopped', stopped(studiedRun([A, B], { rounds: 1 }))],
		['nobody-to-compare', 'a race of one provider', studiedRun([A], { rounds: 1 })],
		[
			...(['nobody-to-compare', 'a race of which one was stopped and one failed'] as const),
			stopped(studiedRun([{ name: 'Alder', failEvery: 1 }, B], { rounds: 1 })),
		],
		['all-failed', 'a race in which nobody answered, so that nothing was counted', uncounted(unanswered)],
	])('refuse a verdict as %s: %s', (reason, _what, recording) => {
		const [app, report] = [inTheApp(recording), inTheReport(recording)];
		expect(report.verdict).toMatchObject({ type: 'refusal', reason });
		expect(app.verdict).toEqual(report.verdict);
		expect(app.trusted).toBe(false);
		expect(app.first).toMatch(/^No verdict/);
		expect(report.sentence).toMatch(/^No verdict: /);
		expect(app.first).toMatch(REASONS[reason][0]);
		expect(report.sentence).toMatch(REASONS[reason][1]);
		const shown = new Set(shownNumbers(`${app.first} ${app.more}`).map(Number));
		for (const number of shownNumbers(report.sentence)) expect(shown).toContain(Number(number));
	});
});

it('the app refuses for the reason of the report where another definition was chosen after the run', () => {
	const recording = studiedRun([A, B]);
	const chosen = { ...DEFAULT_DEFINITION, count: 'tokens' } as const;
	const { verdict, verdictSentence } = studyOf([{ recording, sha256: null }], { definition: chosen });
	if (verdict === null) throw new Error('no verdict');
	const app = verdictWords({ scorecard: scoreRecording(recording), verdict, counts: [] }, speech);
	expect(app.trusted).toBe(false);
	expect(app.first).toMatch(REASONS.exploratory[0]);
	expect(verdictSentence).toMatch(REASONS.exploratory[1]);
});
