import type { ColumnFacts } from '../../live/column-facts.ts';
import { isEstimated } from '../../ui/Estimate.tsx';
import { estimateText } from '../../ui/format.ts';
import type { Speech } from '../../ui/language.ts';

/** What stands beside a beat strip, and what is read out in its place. */
export interface StripWords {
	readonly missed: string;
	readonly label: string;
}

/** Deadlines missed of all: with the sign of an estimate where they are shown, and in words where they are spoken. */
export function stripWords(
	name: string,
	facts: ColumnFacts,
	{ t, formats }: Pick<Speech, 't' | 'formats'>,
): StripWords {
	const estimated = isEstimated(facts);
	const [missed, total] = [formats.count(facts.missed), formats.count(facts.total)];
	const said = (value: string): string => (estimated ? t('say.about', { value }) : value);
	return {
		missed: t('column.missedOf', {
			missed: estimateText(missed, estimated),
			total: estimateText(total, estimated),
		}),
		label: t('column.strip', { name, missed: said(missed), total: said(total) }),
	};
}
