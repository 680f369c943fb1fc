import type { Command } from 'commander';
import type { Definition } from '../../core/definition.ts';
import type { PrefillCurve } from '../../core/fluidity/prefill.ts';
import { DEFAULT_FLUID_RATE, type FluidRateQuestion, targetMissRateOf } from '../../core/fluidity/token-rates.ts';
import { parseNanoseconds, parseShare } from './arguments.ts';
import { UsageError } from './exit.ts';

/** What of a definition was given on the command line. */
export interface DefinitionOptions {
	readonly count?: Definition['count'];
	readonly accounting?: Definition['accounting'];
	readonly unit?: Definition['unit'];
	readonly reasoning?: Definition['reasoning'];
	readonly firstToken?: Definition['firstToken'];
	readonly ttftGrowth?: PrefillCurve;
}

/** What of the fluid token rate's target was given. */
export interface FluidRateOptions {
	readonly fluidShare?: number;
	readonly fluidIndex?: number;
}

/** The choices behind a fluidity-index: one option each, with its values, the usual one first. */
const CHOICES = [
	['--count', 'what is counted: deadlines, or tokens, where a late one counts once', ['deadlines', 'tokens']],
	['--accounting', 'whose tokens: one tokenizer’s for all, or each provider’s own', ['common', 'native']],
	['--unit', 'what is due: each token, or each chunk that arrives', ['token', 'chunk']],
	['--reasoning', 'whether reasoning is read like text', ['out', 'in']],
	['--first-token', 'whether the first token has a deadline', ['in', 'out']],
] as const;

/** Adds an option for each choice behind a fluidity-index. {@link definitionOf} reads them. */
export function addDefinitionOptions(command: Command): Command {
	for (const [option, says, values] of CHOICES) {
		const [usual] = values;
		command.option(`${option} <${values.join('|')}>`, `${says} (usually ${usual})`, (text) =>
			parseChoice(option, text, values),
		);
	}
	return command.option(
		'--ttft-growth <a,b,c>',
		'the first deadline grows with the prompt, a + b·n + c·n² for n tokens, such as 100ms,0.5ms,10ns',
		parseGrowth,
	);
}

/** Adds the options of the fluid token rate's target. {@link fluidRateOf} reads them. */
export function addFluidRateOptions(command: Command): Command {
	return command
		.option('--fluid-share <share>', 'of the requests, that keep the fluid token rate (usually 0.99)', (text) =>
			parsePositiveShare('--fluid-share', text),
		)
		.option('--fluid-index <index>', 'fluidity-index that they keep at that rate, at least (usually 0.9)', (text) =>
			parsePositiveShare('--fluid-index', text),
		);
}

/** What of a definition was chosen. */
export function definitionOf(options: DefinitionOptions): Partial<Definition> {
	const { count, accounting, unit, reasoning, firstToken, ttftGrowth } = options;
	if (ttftGrowth !== undefined && firstToken === 'out') {
		throw new UsageError('--ttft-growth: with --first-token out the first token has no deadline. Give one of the two.');
	}
	return {
		...(count && { count }),
		...(accounting && { accounting }),
		...(unit && { unit }),
		...(reasoning && { reasoning }),
		...(firstToken && { firstToken }),
		...(ttftGrowth && { ttftDeadline: ttftGrowth }),
	};
}

/** Refuses a first deadline that grows with the prompt where a recording's definition leaves none. */
export function refuseIdleGrowth({ ttftGrowth }: DefinitionOptions, { firstToken }: Definition): void {
	if (ttftGrowth === undefined || firstToken === 'in') return;
	throw new UsageError(
		'--ttft-growth: the race was declared without a deadline for the first token. Give --first-token in, too.',
	);
}

/** The options that were given, as they are written, for a message that refuses them. */
export function givenDefinitionOptions(options: DefinitionOptions): string[] {
	const names: Readonly<Record<keyof DefinitionOptions, string>> = {
		count: '--count',
		accounting: '--accounting',
		unit: '--unit',
		reasoning: '--reasoning',
		firstToken: '--first-token',
		ttftGrowth: '--ttft-growth',
	};
	return Object.entries(names).flatMap(([key, name]) => (options[key as keyof DefinitionOptions] ? [name] : []));
}

/** The fluid token rate's target that was asked for. */
export function fluidRateOf({ fluidShare, fluidIndex }: FluidRateOptions): FluidRateQuestion {
	return {
		share: fluidShare ?? DEFAULT_FLUID_RATE.share,
		targetMissRate: fluidIndex === undefined ? DEFAULT_FLUID_RATE.targetMissRate : targetMissRateOf(fluidIndex),
	};
}

function parseChoice<Value extends string>(option: string, text: string, values: readonly Value[]): Value {
	const value = values.find((each) => each === text);
	if (value === undefined) throw new UsageError(`${option}: "${text}" is none of ${values.join(', ')}.`);
	return value;
}

function parsePositiveShare(option: string, text: string): number {
	const value = parseShare(option, text);
	if (value === 0) throw new UsageError(`${option}: must be above 0 and at most 1, such as 0.9.`);
	return value;
}

/** `100ms,0.5ms,10ns` */
function parseGrowth(text: string): PrefillCurve {
	const option = '--ttft-growth';
	const parts = text.split(',');
	if (parts.length !== 3) {
		throw new UsageError(
			`${option}: "${text}" is not three lengths of time a,b,c, such as 100ms,0.5ms,10ns: the first deadline is a + b·n + c·n² for a prompt of n tokens.`,
		);
	}
	const [a = 0, b = 0, c = 0] = parts.map((part) => parseNanoseconds(option, part));
	return { a, b, c };
}
