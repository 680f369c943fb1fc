import { describe, expect, it } from 'vitest';
import { prefillTime } from '../../../src/core/fluidity/prefill.ts';
import { judgeObjective, type ServiceLevelObjective } from '../../../src/core/fluidity/slo.ts';
import { golden } from '../../support/golden.ts';

type SloCase = (typeof golden.sloCases)[number];

const requestsOf = (example: SloCase) =>
	example.requests.map(({ interTokenTimesSeconds, numPromptTokens }) => ({
		intervals: interTokenTimesSeconds,
		promptTokens: numPromptTokens,
	}));

const bound = (quantile: number, most: number) => ({ quantile, most });

describe('against the reference', () => {
	it.each(golden.sloCases)('$id keeps deadlines that grow with the prompt, or not', (example) => {
		const { args, prefillPredictor, expected } = example;
		const { met, bounds } = judgeObjective(
			{
				type: 'deadline',
				prefill: prefillPredictor,
				slack: args.ttft_slack_slo,
				each: args.tbt_slo,
				missRate: bound(args.deadline_miss_rate_percentile, args.deadline_miss_rate_slo),
			},
			requestsOf(example),
		);
		expect(met).toBe(expected.deadline.isUnderSla);
		expect(bounds.map(({ measured }) => measured)).toEqual([expected.deadline.deadlineMissRate]);
	});

	it.each(golden.sloCases)('$id keeps bounds on gaps and first tokens, or not', (example) => {
		const { args, expected } = example;
		const { met, bounds } = judgeObjective(
			{
				type: 'tbt-ttft',
				tbt: bound(args.tbt_percentile, args.tbt_slo),
				ttft: bound(args.ttft_percentile, args.ttft_slo),
			},
			requestsOf(example),
		);
		expect(met).toBe(expected.tbt_ttft.isUnderSla);
		expect(bounds.map(({ measured }) => measured)).toEqual([expected.tbt_ttft.tbt, expected.tbt_ttft.ttft]);
	});

	it.each(golden.sloCases)('$id keeps bounds on first tokens and mean gaps, or not', (example) => {
		const { args, expected } = example;
		const { met, bounds } = judgeObjective(
			{
				type: 'ttft-tpot',
				ttft: bound(args.ttft_percentile, args.ttft_slo),
				tpot: bound(args.tpot_percentile, args.tpot_slo),
			},
			requestsOf(example),
		);
		expect(met).toBe(expected.ttft_tpot.isUnderSla);
		expect(bounds.map(({ measured }) => measured)).toEqual([expected.ttft_tpot.ttft, expected.ttft_tpot.tpot]);
	});

	it('has vectors that are met and vectors that are not, for each kind', () => {
		for (const kind of ['deadline', 'tbt_ttft', 'ttft_tpot'] as const) {
			expect(new Set(golden.sloCases.map(({ expected }) => expected[kind].isUnderSla)).size).toBe(2);
		}
	});
});

describe('an objective', () => {
	const deadline: ServiceLevelObjective = {
		type: 'deadline',
		prefill: { a: 100, b: 1, c: 0.5 },
		slack: 10,
		each: 20,
		missRate: bound(1, 0),
	};
	const gaps: ServiceLevelObjective = { type: 'tbt-ttft', tbt: bound(0.99, 20), ttft: bound(0.9, 100) };
	const fast = { intervals: [50, 20, 20], promptTokens: 1 };
	const silent = { intervals: [], promptTokens: 1 };

	it('gives a longer prompt a later first deadline', () => {
		expect(prefillTime(deadline.prefill, 20)).toBe(320);
		expect(judgeObjective(deadline, [{ intervals: [330, 20], promptTokens: 20 }]).met).toBe(true);
		expect(judgeObjective(deadline, [{ intervals: [330, 20], promptTokens: 19 }]).met).toBe(false);
	});

	it('is missed by requests without a token, which the reference would call perfect', () => {
		expect(judgeObjective(deadline, [fast, silent]).bounds).toEqual([
			{ name: 'missRate', quantile: 1, most: 0, measured: 1, met: false },
		]);
		const nine = Array.from({ length: 9 }, () => fast);
		// One of eleven lies beyond the ninth tenth, two of eleven do not.
		expect(judgeObjective(gaps, [...nine, fast, silent]).met).toBe(true);
		expect(judgeObjective(gaps, [...nine, silent, silent]).bounds).toEqual([
			{ name: 'tbt', quantile: 0.99, most: 20, measured: 20, met: true },
			{ name: 'ttft', quantile: 0.9, most: 100, measured: null, met: false },
		]);
	});

	it('does not count the lacking gap of a one-token answer as one of 0', () => {
		const tpot: ServiceLevelObjective = { type: 'ttft-tpot', ttft: bound(0.5, 100), tpot: bound(0.5, 15) };
		const short = { intervals: [50], promptTokens: 1 };
		expect(judgeObjective(tpot, [fast, short, short]).bounds[1]).toMatchObject({ measured: 20, met: false });
	});

	it('is not met by nothing', () => {
		expect(judgeObjective(gaps, [])).toMatchObject({ met: false, bounds: [{ measured: null }, { measured: null }] });
	});
});
