import type { CountedRun } from './counting.ts';
import { indexInterval, providerFacts, shareFacts } from './slow-facts.ts';
import type { SlowAnswer, SlowQuestion } from './worker-messages.ts';

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
	const waiting = new Map<SlowQuestion['type'], (() => void)[]>();
	let counted: CountedRun | null = null;
	let working = false;

	function stepsOf(question: SlowQuestion): (() => void)[] {
		const { id, type } = question;
		switch (type) {
			case 'facts': {
				const run = question.counted;
				counted = run;
				return providers(run.providers, (provider) => {
					answer({ type, id, provider, value: providerFacts(run, provider) });
				});
			}
			case 'share': {
				const run = counted;
				if (run === null) return [];
				return providers(run.providers, (provider) => {
					answer({ type, id, provider, value: shareFacts(run, provider, question.question) });
				});
			}
			case 'intervals':
				return question.votes.map((votes, provider) => () => {
					answer({ type, id, provider, value: indexInterval(votes) });
				});
		}
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
		waiting.set(question.type, stepsOf(question));
		if (!working) work().catch(fail);
	};
}

const ORDER = ['intervals', 'share', 'facts'] as const;

function providers(count: number, step: (provider: number) => void): (() => void)[] {
	return Array.from({ length: count }, (_, provider) => () => step(provider));
}
