import { DEFAULT_DEFINITION, type Definition } from '../definition.ts';
import type { Study } from '../study-schema.ts';

/** What the method's sentences are made of. */
export type MethodFacts = Pick<
	Study,
	'runs' | 'deadlines' | 'definition' | 'exploratory' | 'uncertainty' | 'asked' | 'scorecard'
>;

/** How the study was made and what its numbers mean, in plain words: docs/measuring.md in a few sentences. */
export function methodSentences(facts: MethodFacts): string[] {
	const { deadlines, asked, uncertainty, scorecard } = facts;
	const { firstMs, eachMs, stallMs } = deadlines;
	return [
		'In every round each provider got the same prompt and the same limit on output, and all were let go at the same instant. Every prompt begins with random characters of equal length, so that no cache warms another’s answer. Nothing was retried.',
		'One clock that only moves forward took the time of each read from the network, before anything in it was decoded. A request starts when its first byte is written to an open connection.',
		`The fluidity-index is the share of deadlines a reader at a steady pace sees met: the first visible token is due after ${firstMs} ms, each next one ${eachMs} ms after the last deadline. An early token’s time in hand carries over; a late one misses every deadline that passed, and the beat restarts at its arrival.`,
		`A wait is a late token’s arrival less its deadline; one of at least ${stallMs} ms is a stall.`,
		...definitionSentences(facts.definition),
		scorecard.run.accounting === 'common'
			? 'Every provider’s visible text was counted with one tokenizer, o200k_base, after the last stream had ended, so that a token means as much text for each.'
			: 'Tokens are estimates, made from the text as it streamed: the run ended before its text was counted.',
		'A provider’s fluidity-index is the mean over its requests, one vote each. A request that failed or broke off counts 0; a cancelled one is left out. Times, gaps, rates and curves are of completed requests.',
		`The fluid token rate is the fastest steady pace at which ${percent(asked.fluidRate.share)} of the requests meet at least ${percent(1 - asked.fluidRate.targetMissRate)} of their deadlines, first tokens apart; beside it stands the figure that the reference’s search gives.`,
		`Goodput counts completed requests whose first visible token came within ${asked.goodput.firstVisibleMs} ms and whose fluidity-index is at least ${asked.goodput.fluidityIndex}, among all that count.`,
		uncertainty === null
			? 'Intervals were not drawn.'
			: `Intervals are ${percent(uncertainty.confidence)}. Those of means and of paired differences are a symmetric studentized bootstrap with B = ${uncertainty.resamples} and seed ${uncertainty.seed}; those of quantiles are order statistics. p-values are of a sign-flip test over pairs of one round, with Holm’s correction over all pairs of providers.`,
		facts.exploratory
			? 'These deadlines or this definition were chosen after the run: the scores are exploratory, and there is no verdict.'
			: 'The deadlines were set before the run.',
	];
}

const WORDS: {
	readonly [Choice in Exclude<keyof Definition, 'ttftDeadline'>]: Readonly<Record<Definition[Choice], string>>;
} = {
	count: {
		deadlines: 'deadlines (a late token misses every deadline that passed)',
		tokens: 'tokens (a late token counts once)',
	},
	accounting: { common: 'common (o200k_base for all)', native: 'native (each provider’s own count)' },
	unit: { token: 'by token', chunk: 'by chunk (an arrival is due as one)' },
	reasoning: { out: 'reasoning is not read', in: 'reasoning is read like text' },
	firstToken: { in: 'the first token has a deadline', out: 'the first token has no deadline' },
};

/** Each choice behind a fluidity-index, by name, with whether it is the usual one. */
export function definitionWords(
	definition: Definition,
): readonly { readonly words: string; readonly usual: boolean }[] {
	const { count, accounting, unit, reasoning, firstToken, ttftDeadline } = definition;
	const words: readonly (readonly [keyof Definition, string])[] = [
		['count', WORDS.count[count]],
		['accounting', WORDS.accounting[accounting]],
		['unit', WORDS.unit[unit]],
		['reasoning', WORDS.reasoning[reasoning]],
		['firstToken', WORDS.firstToken[firstToken]],
		['ttftDeadline', ttftDeadlineWords(ttftDeadline)],
	];
	return words.map(([choice, text]) => ({ words: text, usual: definition[choice] === DEFAULT_DEFINITION[choice] }));
}

function ttftDeadlineWords(deadline: Definition['ttftDeadline']): string {
	if (deadline === 'fixed') return 'the first deadline is fixed';
	const { a, b, c } = deadline;
	return `the first deadline grows with the prompt: ${a / 1e6} + ${b / 1e6}·n + ${c / 1e6}·n² ms for n prompt tokens`;
}

function definitionSentences(definition: Definition): string[] {
	const changed = definitionWords(definition).filter(({ usual }) => !usual);
	return changed.length === 0 ? [] : [`Chosen otherwise than usual: ${changed.map(({ words }) => words).join('; ')}.`];
}

function percent(share: number): string {
	return `${Number((share * 100).toPrecision(12))} %`;
}
