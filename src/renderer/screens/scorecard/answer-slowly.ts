import type { CountedRun } from './counting.ts';
import { providerFacts, providerPace, scoreIntervals } from './slow-facts.ts';
import type { SlowAnswer, SlowQuestion, SlowValues } from './worker-messages.ts';

/**
 * Answers questions, provider by provider, with a pause after each in which newer ones can come in: what a newer one of
 * its type made void is not answered to the end. Intervals go before everything else, for somebody waits for them.
 *
 * @param pause resolves once messages that have arrived were taken
 * @param fail is told what a step threw; questions that come later are answered
 */
export function createSlowAnswers(
	answer: (answer: SlowAnswer) => void,
	pause: () => Promise<void>,
	fail: (error: unknown) => void,
): (question: SlowQuestion) => void {
	const waiting = new Map<keyof SlowValues, (() => void)[]>();
	let counted: CountedRun | null = null;
	let working = false;

	function stepsOf(question: Exclude<SlowQuestion, { readonly type: 'run' }>): (() => void)[] {
		const { id, type } = question;
		if (type === 'intervals') {
			return question.scores.map((score, provider) => () => {
				answer({ type, id, provider, value: scoreIntervals(score) });
			});
		}
		const run = counted;
		if (run === null) return [];
		return Array.from({ length: run.providers }, (_, provider) => () => {
			if (type === 'facts') answer({ type, id, provider, value: providerFacts(run, provider) });
			else answer({ type, id, provider, value: providerPace(run, provider, question.targetMissRate) });
		});
	}

	async function work(): Promise<void> {
		working = true;
		try {
			for (;;) {
				const next = ORDER.find((type) => (waiting.get(type)?.length ?? 0) > 0);
				const step = next && waiting.get(next)?.shift();
				if (step === undefined) break;
				step();
				await pause();
			}
		} finally {
			working = false;
		}
	}

	return (question) => {
		if (question.type === 'run') {
			counted = question.counted;
			waiting.clear();
			return;
		}
		waiting.set(question.type, stepsOf(question));
		if (!working) work().catch(fail);
	};
}

const ORDER = ['intervals', 'pace', 'facts'] as const;
