import type { CountedRun } from './counting.ts';
import type { SlowAnswer, SlowQuestion, SlowValues } from './worker-messages.ts';

export type SlowType = keyof SlowValues;

/** A question about a run, without its number. */
export type SlowAsk = SlowQuestion extends infer Question
	? Question extends { readonly type: SlowType }
		? Omit<Question, 'id'>
		: never
	: never;

/** Answers to one question, for every provider. */
export interface SlowAnswers<Type extends SlowType> {
	/** Which question of its type it was. */
	readonly key: string;
	readonly byProvider: ReadonlyMap<number, SlowValues[Type]>;
}

/** What is known of a run: the answers to the last question of each type. */
export type SlowKnown = { readonly [Type in SlowType]?: SlowAnswers<Type> };

/** Starts what answers, and gives the way to ask it. */
export type StartSlowWorker = (
	take: (answer: SlowAnswer) => void,
	fail: () => void,
) => (question: SlowQuestion) => void;

/** Where questions are asked that take longer than a frame, and where their answers are kept. */
export interface SlowDesk {
	/** Asks, unless it is being answered or is known. `key` tells the question from others of its type. */
	ask(counted: CountedRun, key: string, question: SlowAsk): void;
	/** Answers for every provider, or none: whoever shows them draws once. The same object until another question is answered. */
	known(counted: CountedRun): SlowKnown;
	/** Whether something broke: what is still missing may never come. */
	failed(): boolean;
	subscribe(listener: () => void): () => void;
}

const NOTHING: SlowKnown = {};

/**
 * Answers outlive the screen: coming back computes nothing again.
 *
 * @param startWorker called when the first question is asked
 */
export function createSlowDesk(startWorker: StartSlowWorker): SlowDesk {
	const answers = new WeakMap<CountedRun, SlowKnown>();
	/** Of each type's last question, as they come. */
	const coming = new Map<SlowType, Map<number, unknown>>();
	const listeners = new Set<() => void>();
	/** The question of each type that is being answered, or was last. */
	const last = new Map<SlowType, { readonly id: number; readonly counted: CountedRun; readonly key: string }>();
	let send: ReturnType<StartSlowWorker> | null = null;
	/** The run that the worker has. */
	let sent: CountedRun | null = null;
	let broken = false;
	let nextId = 0;

	function take({ type, id, provider, value }: SlowAnswer): void {
		const question = last.get(type);
		if (question?.id !== id) return;
		const { counted, key } = question;
		const byProvider = coming.get(type);
		byProvider?.set(provider, value);
		if (byProvider?.size !== counted.providers) return;
		answers.set(counted, { ...(answers.get(counted) ?? NOTHING), [type]: { key, byProvider } });
		tell();
	}

	function fail(): void {
		broken = true;
		tell();
	}

	function tell(): void {
		for (const listener of listeners) listener();
	}

	return {
		ask(counted, key, question) {
			const { type } = question;
			const asked = last.get(type);
			if (asked?.counted === counted && asked.key === key) return;
			if (answers.get(counted)?.[type]?.key === key) return;
			send ??= startWorker(take, fail);
			if (sent !== counted) {
				sent = counted;
				last.clear();
				send({ type: 'run', counted });
			}
			const id = nextId++;
			last.set(type, { id, counted, key });
			coming.set(type, new Map());
			send({ ...question, id } as SlowQuestion);
		},
		known: (counted) => answers.get(counted) ?? NOTHING,
		failed: () => broken,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
