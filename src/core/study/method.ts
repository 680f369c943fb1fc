import { DEFAULT_DEFINITION, type Definition } from '../definition.ts';
import type { PrefillCurve } from '../fluidity/prefill.ts';
import { DEFAULT_FLUID_RATE, type FluidRateQuestion } from '../fluidity/token-rates.ts';
import type { Study } from '../study-schema.ts';
import { comparedBy } from '../verdict.ts';

/** What the method's sentences are made of. */
export type MethodFacts = Pick<
	Study,
	'runs' | 'deadlines' | 'definition' | 'exploratory' | 'uncertainty' | 'asked' | 'scorecard'
>;

/** How the study was made and what its numbers mean, in plain words: docs/measuring.md in a few sentences. */
export function methodSentences(facts: MethodFacts): string[] {
	const { deadlines, asked, uncertainty } = facts;
	const { stallMs } = deadlines;
	return [
		'In every round each provider got the same prompt and the same limit on output, and all were let go at the same instant. Every prompt begins with random characters of equal length, so that no cache warms another’s answer. Nothing was retried.',
		'One clock that only moves forward took the time of each read from the network, before anything in it was decoded. A request starts when its first byte is written to an open connection.',
		indexSentence(facts),
		`A wait is a late token’s arrival less its deadline; one of at least ${stallMs} ms is a stall.`,
		...definitionSentences(facts),
		accountingSentence(facts),
		'A provider’s fluidity-index is the mean over its requests, one vote each. A request that failed or broke off counts 0; a cancelled one is left out. Times, gaps, rates and curves are of completed requests.',
		`The fluid token rate is the fastest steady pace at which ${fluidTargetWords(asked.fluidRate)}, first tokens apart${isUsualTarget(asked.fluidRate) ? '' : '. That target was chosen otherwise than usual: this rate is exploratory'}; beside it stands the figure that the reference’s search gives.`,
		`Goodput counts completed requests whose first visible token came within ${asked.goodput.firstVisibleMs} ms and whose fluidity-index is at least ${asked.goodput.fluidityIndex}, among all that count.`,
		uncertainty === null
			? 'Intervals were not drawn.'
			: `Intervals are ${percent(uncertainty.confidence)}. Those of means and of paired differences are a symmetric studentized bootstrap with B = ${uncertainty.resamples} and seed ${uncertainty.seed}; those of quantiles are order statistics, and those of shares of requests are Wilson’s. Where the gaps or the deadlines of several requests are put together, a request is one sample. p-values are of a sign-flip test over pairs of one round, with Holm’s correction over all pairs of providers.`,
		facts.exploratory
			? 'These deadlines or this definition were chosen after the run: the scores are exploratory, and there is no verdict.'
			: 'The deadlines and the definition were set before the run.',
	];
}

const WORDS: {
	readonly [Choice in Exclude<keyof Definition, 'ttftDeadline'>]: Readonly<Record<Definition[Choice], string>>;
} = {
	count: {
		deadlines: 'deadlines are counted (a late token misses every deadline that passed)',
		tokens: 'tokens are counted (a late token counts once)',
	},
	accounting: {
		common: 'common accounting (o200k_base for all)',
		native: 'native accounting (each provider’s own count)',
	},
	unit: { token: 'every token has its deadline', chunk: 'every chunk has its deadline (an arrival is due as one)' },
	reasoning: { out: 'reasoning is not read', in: 'reasoning is read like text' },
	firstToken: { in: 'the first token has a deadline', out: 'the first token has no deadline' },
};
const ESTIMATED = 'tokens are estimated (this run was never counted)';

/** What says which tokens there are: the choices, and whether the common ones were counted or only estimated. */
export type Counted = Pick<MethodFacts, 'definition'> & {
	readonly scorecard: { readonly run: Pick<MethodFacts['scorecard']['run'], 'accounting'> };
};

/** A definition in a few words, for beside the numbers that it changes. */
export function definitionLabel(counted: Counted): string {
	const { count, firstToken, ttftDeadline } = counted.definition;
	return [
		`by ${count}`,
		tokensLabel(counted),
		`first token ${firstToken}`,
		ttftDeadline === 'fixed' ? 'TTFT deadline fixed' : `TTFT deadline ${growthWords(ttftDeadline)}`,
	].join(', ');
}

/** What of a definition says which tokens there are and when they came, for beside times and rates. */
export function tokensLabel(counted: Counted): string {
	const { accounting, unit, reasoning } = counted.definition;
	return `${areEstimated(counted) ? 'estimated tokens' : `${accounting} accounting`}, per ${unit}, reasoning ${reasoning}`;
}

function areEstimated({ definition, scorecard }: Counted): boolean {
	return comparedBy(definition, scorecard.run.accounting) === 'estimate';
}

/**
 * What the fluid token rate is asked for: `99 % of the requests have a fluidity-index of at least 0.9 by deadlines`, which
 * count here whatever the definition counts.
 */
export function fluidTargetWords({ share, targetMissRate }: FluidRateQuestion): string {
	return `${percent(share)} of the requests have a fluidity-index of at least ${Number((1 - targetMissRate).toPrecision(12))} by deadlines`;
}

/** Whether the target is the usual one. Another is chosen after the run, and its rate is exploratory. */
export function isUsualTarget({ share, targetMissRate }: FluidRateQuestion): boolean {
	return share === DEFAULT_FLUID_RATE.share && targetMissRate === DEFAULT_FLUID_RATE.targetMissRate;
}

/** Each choice behind a fluidity-index, by name, with whether it is the usual one. */
export function definitionWords(counted: Counted): readonly { readonly words: string; readonly usual: boolean }[] {
	const { definition } = counted;
	const { count, accounting, unit, reasoning, firstToken, ttftDeadline } = definition;
	const words: readonly (readonly [keyof Definition, string])[] = [
		['count', WORDS.count[count]],
		['accounting', areEstimated(counted) ? ESTIMATED : WORDS.accounting[accounting]],
		['unit', WORDS.unit[unit]],
		['reasoning', WORDS.reasoning[reasoning]],
		['firstToken', WORDS.firstToken[firstToken]],
		['ttftDeadline', ttftDeadlineWords(ttftDeadline)],
	];
	return words.map(([choice, text]) => ({ words: text, usual: definition[choice] === DEFAULT_DEFINITION[choice] }));
}

function ttftDeadlineWords(deadline: Definition['ttftDeadline']): string {
	if (deadline === 'fixed') return 'the first deadline is fixed';
	return `the first deadline grows with the prompt: ${growthWords(deadline)} for n prompt tokens, and there is none where the provider did not tell n`;
}

function growthWords({ a, b, c }: PrefillCurve): string {
	return `${a / 1e6} + ${b / 1e6}·n + ${c / 1e6}·n² ms`;
}

function indexSentence({ deadlines, definition }: MethodFacts): string {
	const { firstMs, eachMs } = deadlines;
	const { count, unit, reasoning, firstToken, ttftDeadline } = definition;
	const [one, token] = unit === 'chunk' ? ['An early chunk', 'chunk'] : ['An early token', 'token'];
	const first = `first ${reasoning === 'in' ? '' : 'visible '}${token}`;
	const due =
		firstToken === 'out'
			? `the ${first} has no deadline`
			: `the ${first} is due after ${ttftDeadline === 'fixed' ? `${firstMs} ms` : growthWords(ttftDeadline)}`;
	const late = count === 'tokens' ? 'counts once' : 'misses every deadline that passed';
	const what =
		count === 'tokens'
			? `share of ${token}s a reader at a steady pace gets in time`
			: 'share of deadlines a reader at a steady pace sees met';
	return `The fluidity-index is the ${what}: ${due}, each next one ${eachMs} ms after the last deadline. ${one}’s time in hand carries over; a late one ${late}, and the beat restarts at its arrival.`;
}

function accountingSentence({ scorecard, definition }: MethodFacts): string {
	const text = definition.reasoning === 'in' ? 'text and reasoning were' : 'visible text was';
	const otherwise =
		scorecard.run.accounting === 'common'
			? 'one tokenizer, o200k_base, after the last stream had ended'
			: 'an estimate from the text as it streamed, for the run ended before its text was counted';
	if (definition.accounting === 'native')
		return `Every provider’s ${text} counted as the provider itself counts; where it gave no count, with ${otherwise}. A token need not mean as much text for one as for another.`;
	return scorecard.run.accounting === 'common'
		? `Every provider’s ${text} counted with ${otherwise}, so that a token means as much text for each.`
		: 'Tokens are estimates, made from the text as it streamed: the run ended before its text was counted.';
}

function definitionSentences(facts: Counted): string[] {
	const changed = definitionWords(facts).filter(({ usual }) => !usual);
	return changed.length === 0 ? [] : [`Chosen otherwise than usual: ${changed.map(({ words }) => words).join('; ')}.`];
}

function percent(share: number): string {
	return `${Number((share * 100).toPrecision(12))} %`;
}
