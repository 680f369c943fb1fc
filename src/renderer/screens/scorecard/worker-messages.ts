import type { PaceMinimums } from '../../../core/fluidity/pace-minimums.ts';
import type { CountedRun } from './counting.ts';
import type { ReScore } from './rescore.ts';
import type { ProviderFacts, ScoreIntervals } from './slow-facts.ts';

/** What the page asks of the run that it sent last. A later question of the same type makes an earlier one void. */
export type SlowQuestion =
	| { readonly type: 'run'; readonly counted: CountedRun }
	| { readonly type: 'facts'; readonly id: number }
	| { readonly type: 'pace'; readonly id: number; readonly targetMissRate: number }
	| {
			readonly type: 'intervals';
			readonly id: number;
			readonly scores: readonly Pick<ReScore, 'votes' | 'indexes'>[];
	  };

/** What each type of question is answered with, for one provider. */
export interface SlowValues {
	readonly facts: ProviderFacts;
	readonly pace: PaceMinimums;
	readonly intervals: ScoreIntervals;
}

/** What is answered, provider by provider. */
export type SlowAnswer = {
	[Type in keyof SlowValues]: {
		readonly type: Type;
		readonly id: number;
		readonly provider: number;
		readonly value: SlowValues[Type];
	};
}[keyof SlowValues];
