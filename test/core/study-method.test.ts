import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION, type Definition } from '../../src/core/definition.ts';
import { fluidRate, targetMissRateOf } from '../../src/core/fluidity/token-rates.ts';
import type { Accounting } from '../../src/core/request-score.ts';
import { type Counted, definitionLabel, definitionWords, tokensLabel } from '../../src/core/study/method.ts';
import { type StudyOptions, scoreStudy } from '../../src/core/study.ts';
import type { Study } from '../../src/core/study-schema.ts';
import { studiedRun } from '../support/studied-runs.ts';

const recording = studiedRun([{ stalls: 0.1 }, { stalls: 0.3 }], { rounds: 30 });

function numbers(options: StudyOptions): Study {
	const scored = scoreStudy([{ recording, sha256: null }], options);
	if (!scored.ok) throw new Error(scored.message);
	return scored.study.numbers();
}

function counted(choice: Partial<Definition>, accounting: Accounting = 'common'): Counted {
	return { definition: { ...DEFAULT_DEFINITION, ...choice }, scorecard: { run: { accounting } } };
}

const growth = { a: 100e6, b: 0.5e6, c: 1e3 };

describe('the method in plain words', () => {
	// Would catch a report that goes on describing the usual definition under another one.
	it('describes the definition that was chosen', () => {
		const saying = (choice: Partial<Definition>): string =>
			numbers({ definition: { ...DEFAULT_DEFINITION, ...choice } }).method.join(' ');
		expect(saying({})).toContain('the first visible token is due after 100 ms');
		expect(saying({})).toContain('a late one misses every deadline that passed');
		expect(saying({ count: 'tokens' })).toContain('share of tokens');
		expect(saying({ count: 'tokens' })).toContain('a late one counts once');
		expect(saying({ unit: 'chunk' })).toContain('the first visible chunk is due');
		expect(saying({ reasoning: 'in' })).toContain('the first token is due after 100 ms');
		expect(saying({ firstToken: 'out' })).toContain('the first visible token has no deadline');
		expect(saying({ ttftDeadline: growth })).toContain('is due after 100 + 0.5·n + 0.001·n² ms');
		expect(saying({ accounting: 'native' })).toContain('counted as the provider itself counts');
		expect(saying({ accounting: 'native' })).not.toContain('so that a token means as much text for each');
	});

	it('names each of the choices, and which of them are not as usual', () => {
		expect(definitionLabel(counted({}))).toBe(
			'by deadlines, common accounting, per token, reasoning out, first token in, TTFT deadline fixed',
		);
		expect(definitionLabel(counted({ ttftDeadline: growth }))).toContain('100 + 0.5·n + 0.001·n² ms');
		expect(tokensLabel(counted({ unit: 'chunk' }))).toBe('common accounting, per chunk, reasoning out');
		const changed = definitionWords(counted({ firstToken: 'out' })).filter(({ usual }) => !usual);
		expect(changed).toEqual([{ words: 'the first token has no deadline', usual: false }]);
	});

	// Would catch "common accounting" said of tokens that nobody ever counted.
	it('calls tokens estimated that were never counted, and neither chunks nor a provider’s own count', () => {
		const label = (choice: Partial<Definition>): string => tokensLabel(counted(choice, 'estimate'));
		expect(label({})).toBe('estimated tokens, per token, reasoning out');
		expect(definitionLabel(counted({}, 'estimate'))).toContain('by deadlines, estimated tokens, per token');
		expect(definitionWords(counted({}, 'estimate'))[1]).toEqual({
			words: 'tokens are estimated (this run was never counted)',
			usual: true,
		});
		expect(label({ unit: 'chunk' })).not.toContain('estimated');
		expect(label({ accounting: 'native' })).not.toContain('estimated');
	});
});

describe('the target of the fluid token rate', () => {
	it('is the one asked for, is named, and moves no verdict', () => {
		const asked = { share: 0.5, targetMissRate: 0.25 };
		const [usual, moved] = [numbers({}), numbers({ fluidRate: asked })];
		expect(moved.asked.fluidRate).toEqual(asked);
		expect(moved.exploratory).toBe(false);
		expect(usual.method.join(' ')).toContain('99 % of the requests have a fluidity-index of at least 0.9');
		expect(moved.method.join(' ')).toContain('50 % of the requests have a fluidity-index of at least 0.75');
		expect(usual.method.join(' ')).not.toContain('exploratory');
		expect(moved.method.join(' ')).toContain('this rate is exploratory');
		const rates = ({ providers }: Study) => providers.map(({ tokenRates: { fluid } }) => fluid);
		expect(rates(moved)).toMatchObject([
			{ type: 'found', n: 30, needed: 15 },
			{ type: 'found', n: 30, needed: 15 },
		]);
		rates(moved).forEach((fluid, provider) => {
			const slower = rates(usual)[provider];
			if (fluid.type !== 'found' || slower?.type !== 'found') throw new Error('no rate');
			expect(fluid.tokensPerSecond).toBeGreaterThan(slower.tokensPerSecond);
		});
		expect({ ...moved, asked: null, method: null, providers: null }).toEqual({
			...usual,
			...{ asked: null, method: null, providers: null },
		});
	});

	// Would catch 1 − 0.9 as doubles have it, a little less than a tenth, under which one miss in ten is one too many.
	it('takes a fluidity-index that is met exactly', () => {
		expect(targetMissRateOf(0.9)).toBe(0.1);
		expect(targetMissRateOf(1)).toBe(0);
		const tenth = [Float64Array.from([0, ...new Array<number>(9).fill(10), 15])];
		const rate = fluidRate(tenth, { share: 1, targetMissRate: targetMissRateOf(0.9) });
		expect(rate).toMatchObject({ type: 'found', intervalNs: 10 });
	});
});
