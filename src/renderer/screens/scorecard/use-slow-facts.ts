import { useEffect, useReducer, useRef } from 'react';
import type { Interval } from '../../../core/stats/bootstrap.ts';
import type { CountedRun } from './counting.ts';
import type { ReScore } from './rescore.ts';
import type { ProviderFacts, ShareFacts } from './slow-facts.ts';
import type { SlowAnswer, SlowQuestion } from './worker-messages.ts';

/** What has been answered, by provider; undefined where it is still being computed. */
export interface SlowFacts {
	readonly facts: ReadonlyMap<number, ProviderFacts>;
	readonly share: ReadonlyMap<number, ShareFacts>;
	/** Null: too few requests for one. */
	readonly intervals: ReadonlyMap<number, Interval | null>;
	/** Something broke: what is still missing may never come. */
	readonly failed: boolean;
}

type Step = { readonly type: 'asked'; readonly of: SlowAnswer['type'] } | { readonly type: 'failed' } | SlowAnswer;

const NOTHING: SlowFacts = { facts: new Map(), share: new Map(), intervals: new Map(), failed: false };

function step(before: SlowFacts, next: Step): SlowFacts {
	switch (next.type) {
		case 'asked':
			return { ...before, [next.of]: new Map() };
		case 'failed':
			return { ...before, failed: true };
		case 'facts':
			return { ...before, facts: new Map(before.facts).set(next.provider, next.value) };
		case 'share':
			return { ...before, share: new Map(before.share).set(next.provider, next.value) };
		case 'intervals':
			return { ...before, intervals: new Map(before.intervals).set(next.provider, next.value) };
	}
}

/**
 * Asks the worker for what takes longer than a frame. What was answered for other counts, another share or other votes is
 * never shown: until the new answers come there are none. Rates and curves are kept over a move of the deadlines.
 */
export function useSlowFacts(
	counted: CountedRun,
	share: number,
	targetMissRate: number,
	scores: readonly ReScore[],
): SlowFacts {
	const [facts, dispatch] = useReducer(step, NOTHING);
	const worker = useRef<Worker | null>(null);
	const ids = useRef({ next: 0, facts: -1, share: -1, intervals: -1 });

	useEffect(() => {
		const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
		worker.current = made;
		made.onmessage = ({ data }: MessageEvent<SlowAnswer>) => {
			if (data.id === ids.current[data.type]) dispatch(data);
		};
		made.onerror = () => dispatch({ type: 'failed' });
		return () => {
			made.terminate();
			sent.current = null;
		};
	}, []);
	/** The run that the worker has. */
	const sent = useRef<CountedRun | null>(null);
	useEffect(() => {
		if (sent.current !== counted) {
			sent.current = counted;
			const id = ids.current.next++;
			ids.current.facts = id;
			dispatch({ type: 'asked', of: 'facts' });
			ask(worker.current, { type: 'facts', id, counted });
		}
		const id = ids.current.next++;
		ids.current.share = id;
		dispatch({ type: 'asked', of: 'share' });
		ask(worker.current, { type: 'share', id, question: { share, targetMissRate } });
	}, [counted, share, targetMissRate]);
	useEffect(() => {
		const id = ids.current.next++;
		ids.current.intervals = id;
		dispatch({ type: 'asked', of: 'intervals' });
		ask(worker.current, { type: 'intervals', id, votes: scores.map(({ votes }) => votes) });
	}, [scores]);
	return facts;
}

function ask(worker: Worker | null, question: SlowQuestion): void {
	worker?.postMessage(question);
}
