import type { ChartFact } from '../../charts/chart-table.ts';
import { labelsOf } from '../../charts/name-lines.ts';
import type { ChartedProvider } from '../../charts/signs.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { definitionSentence } from '../../ui/definition-words.ts';
import type { Speech } from '../../ui/language.ts';
import { type CountedRun, countedBy } from './counting.ts';
import { fixedFacts } from './score-rows.ts';
import { isTargetMoved } from './settings.ts';

/** What a chart's numbers are made from. */
export interface ChartedScores {
	readonly providers: readonly ChartedProvider[];
	readonly settings: RescoreSettings;
	readonly counted: CountedRun;
	readonly exploratory: boolean;
}

/** What a saved chart says of its numbers: definition, deadlines, target, n, accounting, and whether it is exploratory. */
export function chartFacts(
	{ providers, settings, counted, exploratory }: ChartedScores,
	says: string,
	speech: Pick<Speech, 't' | 'formats'>,
): ChartFact[] {
	const { t, formats } = speech;
	const known = providers.map((each) => ({ ...each, ...fixedFacts(counted, each.provider) }));
	const labels = labelsOf(providers);
	const accountings = [...new Set(known.map(({ accounting }) => t(`scorecard.accounting.${accounting}`)))];
	const standing = [
		...(exploratory ? [t('scorecard.exploratory')] : []),
		...(isTargetMoved(settings) ? [t('scorecard.exploratoryTarget')] : []),
	];
	return [
		{ name: t('scorecard.fact.shown'), value: says },
		{
			name: t('scorecard.fact.definition'),
			value: definitionSentence(settings, countedBy(counted, settings.definition), speech),
		},
		{
			name: t('scorecard.fact.target'),
			value: t('scorecard.fact.targetIs', {
				share: formats.percent(settings.share),
				index: formats.figure(settings.index),
			}),
		},
		{ name: t('scorecard.fact.accounting'), value: formats.sentences(accountings) },
		{
			name: t('scorecard.fact.n'),
			value: formats.names(known.map(({ completed }, index) => `${labels[index]}: ${formats.count(completed)}`)),
		},
		{
			name: t('scorecard.fact.standing'),
			value: formats.sentences(standing.length === 0 ? [t('scorecard.fact.asRun')] : standing),
		},
	];
}
