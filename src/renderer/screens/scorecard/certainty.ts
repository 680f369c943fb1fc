import { assertNever } from '../../../core/events.ts';
import type { OrderInterval } from '../../../core/stats/order-interval.ts';
import type { Speech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';

/** How an interval was made. */
export type IntervalMethod = 'mean' | 'order' | 'pooled' | 'share';

/** How sure a number is. */
export type Certainty =
	/** Bounds as they are shown; null where too few samples bound it on that side. */
	| {
			readonly type: 'interval';
			readonly method: IntervalMethod;
			readonly low: string | null;
			readonly high: string | null;
	  }
	/** Its interval is being computed. */
	| { readonly type: 'pending' }
	/** It has none; the word says why. */
	| { readonly type: 'none'; readonly why: WordKey };

/** The certainty of an estimate. Undefined: still computed; null: of too few. */
export function between(
	interval: OrderInterval | null | undefined,
	format: (value: number) => string,
	method: IntervalMethod = 'mean',
): Certainty {
	if (interval === undefined) return { type: 'pending' };
	if (interval === null) return noInterval('scorecard.noInterval');
	const { low, high } = interval;
	if (low === null && high === null) return noInterval('scorecard.noBound');
	return {
		type: 'interval',
		method,
		low: low === null ? null : format(low),
		high: high === null ? null : format(high),
	};
}

export function noInterval(why: WordKey): Certainty {
	return { type: 'none', why };
}

/** As it stands beside its number; null where there is nothing to show. */
export function shortCertainty(certainty: Certainty, { t }: Pick<Speech, 't'>): string | null {
	switch (certainty.type) {
		case 'pending':
			return t('scorecard.pending');
		case 'none':
			return null;
		case 'interval': {
			const { low, high } = certainty;
			if (high === null) return t('scorecard.atLeast', { low: low ?? '' });
			return low === null ? t('scorecard.atMost', { high }) : t('scorecard.intervalShort', { low, high });
		}
		default:
			return assertNever(certainty);
	}
}

/** As a sentence. */
export function certaintyWords(certainty: Certainty, { t }: Pick<Speech, 't'>): string {
	switch (certainty.type) {
		case 'pending':
			return t('scorecard.intervalPending');
		case 'none':
			return t(certainty.why);
		case 'interval': {
			const { low, high, method } = certainty;
			const bounds = { low: low ?? t('scorecard.unbounded'), high: high ?? t('scorecard.unbounded') };
			return t('scorecard.interval', { ...bounds, method: t(`scorecard.method.${method}`) });
		}
		default:
			return assertNever(certainty);
	}
}
