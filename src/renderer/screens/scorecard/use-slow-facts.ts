import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { CountedRun } from './counting.ts';
import type { ReScore } from './rescore.ts';
import { createSlowDesk, type SlowKnown, type SlowType } from './slow-desk.ts';
import type { SlowAnswer, SlowValues } from './worker-messages.ts';

/** What has been answered, by provider; undefined where it is still being computed. */
export type SlowFacts = { readonly [Type in SlowType]: ReadonlyMap<number, SlowValues[Type]> } & {
	/** Something broke: what is still missing may never come. */
	readonly failed: boolean;
};

const desk = createSlowDesk((take, fail) => {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
	worker.onmessage = ({ data }: MessageEvent<SlowAnswer>) => take(data);
	worker.onerror = fail;
	return (question) => worker.postMessage(question);
});

/**
 * Asks for what takes longer than a frame. What was answered for other counts, another target or other votes is never
 * shown: until the new answers come there are none. Rates and curves are kept over a move of the deadlines.
 *
 * @param judging names everything that the scores follow from, besides the run
 */
export function useSlowFacts(
	counted: CountedRun,
	targetMissRate: number,
	scores: readonly ReScore[],
	judging: string,
): SlowFacts {
	const target = String(targetMissRate);
	const known = useSyncExternalStore(desk.subscribe, () => desk.known(counted));
	const failed = useSyncExternalStore(desk.subscribe, desk.failed);
	useEffect(() => desk.ask(counted, '', { type: 'facts' }), [counted]);
	useEffect(() => desk.ask(counted, target, { type: 'pace', targetMissRate: Number(target) }), [counted, target]);
	useEffect(() => {
		// After the table is written: to copy the samples to the worker takes as long as to score them.
		const timer = setTimeout(() => {
			const sampled = scores.map(({ votes, indexes }) => ({ votes, indexes }));
			desk.ask(counted, judging, { type: 'intervals', scores: sampled });
		});
		return () => clearTimeout(timer);
	}, [counted, judging, scores]);
	return useMemo(
		() => ({
			facts: answersTo(known, 'facts', ''),
			pace: answersTo(known, 'pace', target),
			intervals: answersTo(known, 'intervals', judging),
			failed,
		}),
		[known, target, judging, failed],
	);
}

const NONE: ReadonlyMap<number, never> = new Map<number, never>();

function answersTo<Type extends SlowType>(
	known: SlowKnown,
	type: Type,
	key: string,
): ReadonlyMap<number, SlowValues[Type]> {
	const answers = known[type];
	return answers?.key === key ? answers.byProvider : NONE;
}
