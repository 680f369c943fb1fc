import { expect, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import { chartFacts } from '../../../src/renderer/screens/scorecard/chart-facts.ts';
import type { CountedRow, CountedRun } from '../../../src/renderer/screens/scorecard/counting.ts';
import { fixedFacts, isEstimated } from '../../../src/renderer/screens/scorecard/score-rows.ts';
import { settingsOfRun } from '../../../src/renderer/screens/scorecard/settings.ts';
import { createFormats } from '../../../src/renderer/ui/format.ts';
import type { Speech } from '../../../src/renderer/ui/language.ts';
import { deadlines } from '../../support/scored-runs.ts';

const t: Speech['t'] = (key, values = {}) => [key, ...Object.values(values)].join(' ');
const speech = { t, formats: createFormats('en') };
const row = (round: number, standing: CountedRow['standing']): CountedRow => ({
	...{ provider: 0, round, standing, held: false, from: 0, to: 2, ttftNs: 50e6, firstVisibleNs: 50e6, tpotNs: 25e6 },
	...{ endToEndNs: 75e6, outputTokensPerSecond: 27, promptTokens: null, accounting: 'native' },
});
const counted: CountedRun = {
	durationNs: 0,
	providers: 1,
	intervalsNs: Float64Array.of(50e6, 25e6),
	accounting: 'native',
	rows: [row(1, 'whole'), row(2, 'whole'), row(3, 'nothing')],
};
const scores = {
	providers: [{ name: 'A', provider: 0 }],
	settings: { ...settingsOfRun({ deadlines, definition: DEFAULT_DEFINITION }), eachMs: 40 },
	counted,
	exploratory: false,
};

test('a saved chart says its deadlines, target, accounting, n and standing', () => {
	expect(chartFacts(scores, 'says', speech).map(({ name, value }) => [name, value])).toEqual([
		['scorecard.fact.shown', 'says'],
		['scorecard.fact.definition', expect.stringMatching(/choice\.thenEvery 40$/)],
		['scorecard.fact.target', 'scorecard.fact.targetIs 99\u00a0% 0.9'],
		['scorecard.fact.accounting', 'scorecard.accounting.native'],
		['scorecard.fact.n', 'A: 2'],
		['scorecard.fact.standing', 'scorecard.fact.asRun'],
	]);
});

// Would catch a picture of bars that only have numbers, without the names that belong to them; and counts that nobody made.
test('a saved chart numbers its providers as its bars do, and calls estimates estimated', () => {
	const providers = [{ name: 'A'.repeat(200), provider: 0 }];
	const facts = chartFacts({ ...scores, providers, counted: { ...counted, accounting: 'estimate' } }, '', speech);
	expect(facts.find(({ name }) => name === 'scorecard.fact.n')?.value).toBe(`1 ${'A'.repeat(200)}: 2`);
	expect(facts[1]?.value).toContain('choice.short.accounting.estimate');
});

// Would catch a picture under moved sliders that passes for what was set before the run.
test('a saved chart under moved sliders says that it is exploratory, also where only the fluid rate’s target moved', () => {
	const standing = (changed: Partial<typeof scores>) => chartFacts({ ...scores, ...changed }, '', speech).at(-1)?.value;
	expect(standing({ exploratory: true })).toBe('scorecard.exploratory');
	expect(standing({ settings: { ...scores.settings, share: 0.9 } })).toBe('scorecard.exploratoryTarget');
});

// Would catch "common accounting" said of estimates, of chunks, and of a provider that showed nothing.
test('whose tokens a provider has is told from those that it showed, and else from the run', () => {
	const own = (provider: number, changed: Partial<CountedRun>) => fixedFacts({ ...counted, ...changed }, provider);
	const rows = (...of: readonly CountedRow['accounting'][]): CountedRow[] =>
		of.map((accounting) => ({ ...row(1, 'whole'), accounting }));
	expect(own(0, { rows: rows('native', 'estimate') }).accounting).toBe('part-estimated');
	expect(own(0, { rows: rows('native', 'common') }).accounting).toBe('mixed');
	expect(own(0, { rows: rows('chunk') }).accounting).toBe('chunk');
	const unseen = own(1, { accounting: 'estimate', rows: rows('estimate') });
	expect([unseen.accounting, isEstimated(unseen)]).toEqual(['estimate', false]);
	expect(isEstimated(own(0, { rows: rows('estimate') }))).toBe(true);
});
