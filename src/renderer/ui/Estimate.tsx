import type { ColumnFacts } from '../live/column-facts.ts';
import { NO_NUMBER } from './format.ts';

/** Whether a column's counts are estimates: of nothing there is none. */
export function isEstimated({ accounting, tokens }: Pick<ColumnFacts, 'accounting' | 'tokens'>): boolean {
	return accounting === 'estimate' && tokens > 0;
}

/** A number, with a small sign before it where it is an estimate. */
export function Estimate({ text, estimated }: { readonly text: string; readonly estimated: boolean }) {
	return (
		<>
			{estimated && text !== NO_NUMBER && <i className="about">~</i>}
			{text}
		</>
	);
}
