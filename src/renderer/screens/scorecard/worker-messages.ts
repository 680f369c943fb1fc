import type { FluidRateQuestion } from '../../../core/fluidity/token-rates.ts';
import type { Interval } from '../../../core/stats/bootstrap.ts';
import type { CountedRun } from './counting.ts';
import type { ProviderFacts, ShareFacts } from './slow-facts.ts';

/** What the page asks. A later question of the same type makes an earlier one void. */
export type SlowQuestion =
	| { readonly type: 'facts'; readonly id: number; readonly counted: CountedRun }
	/** Of the run that was counted last. */
	| { readonly type: 'share'; readonly id: number; readonly question: FluidRateQuestion }
	| { readonly type: 'intervals'; readonly id: number; readonly votes: readonly Float64Array[] };

/** What is answered, provider by provider. */
export type SlowAnswer =
	| { readonly type: 'facts'; readonly id: number; readonly provider: number; readonly value: ProviderFacts }
	| { readonly type: 'share'; readonly id: number; readonly provider: number; readonly value: ShareFacts }
	| { readonly type: 'intervals'; readonly id: number; readonly provider: number; readonly value: Interval | null };
