import { Command } from 'commander';
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_DEFINITION } from '../../../src/core/definition.ts';
import {
	addDefinitionOptions,
	addFluidRateOptions,
	definitionOf,
	fluidRateOf,
	givenDefinitionOptions,
	refuseIdleGrowth,
} from '../../../src/main/cli/definition-options.ts';
import { UsageError } from '../../../src/main/cli/exit.ts';

function given(...written: readonly string[]) {
	const command = addFluidRateOptions(addDefinitionOptions(new Command())).exitOverride();
	return command.parse(written, { from: 'user' }).opts();
}

describe('a definition on the command line', () => {
	it('is what was chosen, and nothing else', () => {
		expect(definitionOf(given())).toEqual({});
		expect(definitionOf(given('--count', 'tokens'))).toEqual({ count: 'tokens' });
		const all = given(
			...['--count', 'tokens', '--accounting', 'native', '--unit', 'chunk', '--reasoning', 'in'],
			...['--first-token', 'in', '--ttft-growth', '100ms, 0.5ms,0.25ns'],
		);
		expect(definitionOf(all)).toEqual({
			...{ count: 'tokens', accounting: 'native', unit: 'chunk', reasoning: 'in', firstToken: 'in' },
			ttftDeadline: { a: 100e6, b: 0.5e6, c: 0.25 },
		});
		expect(givenDefinitionOptions(given('--unit', 'chunk', '--first-token', 'out'))).toEqual([
			'--unit',
			'--first-token',
		]);
	});

	it.each([
		[['--count', 'words'], /--count: "words" is none of deadlines, tokens/],
		[['--accounting', 'Native'], /--accounting: "Native" is none of common, native/],
		[['--unit', ''], /--unit: "" is none of token, chunk/],
		[['--reasoning', 'yes'], /--reasoning: "yes" is none of out, in/],
		[['--first-token', 'late'], /--first-token: "late" is none of in, out/],
		[['--ttft-growth', '100ms,1ms'], /--ttft-growth: "100ms,1ms" is not three lengths of time a,b,c/],
		[['--ttft-growth', '100ms,1,0ns'], /--ttft-growth: "1" is not a length of time/],
		[['--ttft-growth', '100ms,-1ms,0ns'], /--ttft-growth: "-1ms" is not a length of time/],
		[['--fluid-share', '0'], /--fluid-share: must be above 0/],
		[['--fluid-share', '99'], /--fluid-share: "99" is not a number from 0 to 1/],
		[['--fluid-index', 'high'], /--fluid-index: "high" is not a number from 0 to 1/],
	])('names what it does not know: %j', (written, message) => {
		expect(() => given(...written)).toThrow(UsageError);
		expect(() => given(...written)).toThrow(message);
	});

	it('refuses a first deadline that grows where there is none', () => {
		expect(() => definitionOf(given('--first-token', 'out', '--ttft-growth', '1ms,0ns,0ns'))).toThrow(
			/--ttft-growth: with --first-token out/,
		);
		const growth = given('--ttft-growth', '1ms,0ns,0ns');
		const declared = { ...DEFAULT_DEFINITION, firstToken: 'out' } as const;
		expect(() => refuseIdleGrowth(growth, declared)).toThrow(/Give --first-token in, too/);
		expect(() => refuseIdleGrowth(growth, DEFAULT_DEFINITION)).not.toThrow();
		expect(() => refuseIdleGrowth(given(), declared)).not.toThrow();
	});
});

test('the fluid token rate is asked for as usual unless told otherwise', () => {
	expect(fluidRateOf(given())).toEqual({ share: 0.99, targetMissRate: 0.1 });
	expect(fluidRateOf(given('--fluid-share', '.5', '--fluid-index', '0.95'))).toEqual({
		...{ share: 0.5, targetMissRate: 0.05 },
	});
});
