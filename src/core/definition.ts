import { z } from 'zod';
import type { OutputKind } from './events.ts';
import { fluidityIndex } from './fluidity/deadlines.ts';
import { prefillTime } from './fluidity/prefill.ts';
import type { Deadlines, RecordedRequest } from './recording.ts';
import {
	type Accounting,
	accountingOf,
	type CountedOutput,
	countsPerArrival,
	type RequestScore,
	scoreOutput,
} from './request-score.ts';
import { type Ns, ns } from './time.ts';
import { nativeTokensPerArrival } from './tokens.ts';

/**
 * The choices behind a fluidity-index. A run is declared with them, and its recording keeps them. Whatever shows a
 * fluidity-index names those that differ from {@link DEFAULT_DEFINITION}.
 */
export const definitionSchema = z.strictObject({
	/** `deadlines`: a late token misses every deadline that passed. `tokens`: it is one late token; the docs' formula. */
	count: z.enum(['deadlines', 'tokens']),
	/** Whose tokens: one tokenizer for all, or the provider's own. */
	accounting: z.enum(['common', 'native']),
	/** `chunk`: each arrival is due as one, however many tokens it brings. */
	unit: z.enum(['token', 'chunk']),
	/** Whether reasoning is read like text. */
	reasoning: z.enum(['in', 'out']),
	/** `out`: the first token has no deadline and leaves no slack. */
	firstToken: z.enum(['in', 'out']),
	/** `fixed`: the deadlines' own; else it grows with the prompt: a + b·n + c·n² nanoseconds for n prompt tokens. */
	ttftDeadline: z.union([
		z.literal('fixed'),
		z.strictObject({ a: z.number().nonnegative(), b: z.number().nonnegative(), c: z.number().nonnegative() }),
	]),
});
export type Definition = Readonly<z.infer<typeof definitionSchema>>;

/** The definition of docs/measuring.md. */
export const DEFAULT_DEFINITION: Definition = {
	count: 'deadlines',
	accounting: 'common',
	unit: 'token',
	reasoning: 'out',
	firstToken: 'in',
	ttftDeadline: 'fixed',
};

/** A request's score, and what of the definition its record allowed. What it says of visible tokens it says of counted ones. */
export interface DefinedScore extends Omit<RequestScore, 'accounting'> {
	/** Not `native`, although asked for, where the provider gave no count. */
	readonly accounting: Accounting | 'native';
	/**
	 * When the first token was due, from t₀. Null where it had no deadline: it is left out by choice, or its deadline grows
	 * with a prompt whose length the provider did not tell.
	 */
	readonly firstDeadlineNs: Ns | null;
	/** Deadlines, or late tokens under the definition `tokens`. */
	readonly missed: number;
	/** Deadlines, or tokens that had one under the definition `tokens`. */
	readonly total: number;
}

/**
 * Scores one request under chosen definitions, with the walk and the intervals of {@link scoreRequest}: under
 * {@link DEFAULT_DEFINITION} the numbers are the same.
 *
 * @param common the accounting that stands for the common one, so that requests compared with each other share it
 * @throws {RangeError} where the common counts are asked for and are not one per arrival
 */
export function scoreRequestUnder(
	request: RecordedRequest,
	deadlines: Deadlines,
	definition: Definition,
	common: Accounting = accountingOf(request),
): DefinedScore {
	const commonTokens = countsPerArrival(request, common);
	const native = nativeTokensPerArrival(request.arrivals, commonTokens, request.ended?.usage ?? null);
	const chosen = definition.accounting === 'native' ? native : null;
	const tokens = chosen?.tokens ?? commonTokens;
	const output: CountedOutput = {
		kinds: kindsOf(definition),
		tokens: definition.unit === 'chunk' ? tokens.map(() => 1) : tokens,
		native,
	};
	const firstDeadlineNs = firstDeadline(request, deadlines, definition);
	const score: DefinedScore = {
		...scoreOutput(request, output, firstDeadlineNs, deadlines.eachNs),
		accounting: chosen === null ? common : 'native',
		firstDeadlineNs,
	};
	return definition.count === 'tokens' ? { ...score, ...lateTokenCount(score) } : score;
}

function kindsOf({ reasoning }: Definition): readonly OutputKind[] {
	return reasoning === 'in' ? ['text', 'reasoning'] : ['text'];
}

function firstDeadline(
	{ ended }: RecordedRequest,
	{ firstNs }: Deadlines,
	{ firstToken, ttftDeadline }: Definition,
): Ns | null {
	if (firstToken === 'out') return null;
	if (ttftDeadline === 'fixed') return firstNs;
	const promptTokens = ended?.usage?.promptTokens ?? null;
	return promptTokens === null ? null : ns(Math.round(prefillTime(ttftDeadline, promptTokens)));
}

/** The docs' formula: tokens on time by tokens. A late one restarts the beat, too, so it is late in the same walk. */
function lateTokenCount({
	lateTokens,
	intervalsNs,
	firstDeadlineNs,
}: DefinedScore): Pick<DefinedScore, 'missed' | 'total' | 'fluidityIndex'> {
	const missed = lateTokens.length;
	const total = Math.max(0, intervalsNs.length - (firstDeadlineNs === null ? 1 : 0));
	return { missed, total, fluidityIndex: fluidityIndex({ missed, total }) };
}
