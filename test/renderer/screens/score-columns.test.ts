import { describe, expect, test } from 'vitest';
import {
	between,
	certaintyWords,
	noInterval,
	shortCertainty,
} from '../../../src/renderer/screens/scorecard/certainty.ts';
import { scoreColumns } from '../../../src/renderer/screens/scorecard/score-columns.ts';
import type { ScoreRow } from '../../../src/renderer/screens/scorecard/score-rows.ts';
import type { ScoreColumnId, ScoreUnits } from '../../../src/renderer/store/scorecard-store.ts';
import { createFormats } from '../../../src/renderer/ui/format.ts';
import type { Speech } from '../../../src/renderer/ui/language.ts';

const t: Speech['t'] = (key, values = {}) => [key, ...Object.values(values)].join(' ');
const speech = { t, formats: createFormats('en') } as Speech;

const GAPS = {
	...{ n: 99, p50Ms: 31, p99Ms: 38, cdfMs: [] },
	...{ p50BoundsMs: { low: 30, high: 33 }, p99BoundsMs: { low: 36, high: null } },
};

const row = {
	...{ n: 5, completed: 5, ttftP50Ms: 264, ttftP90Ms: 1_268, goodput: 1, goodputInterval: { low: 0.57, high: 1 } },
	...{ latencyMs: 40, outputTokensPerSecond: 26, intervals: undefined, fluidityIndex: 0.9 },
	gaps: GAPS,
	share: {
		fluid: { type: 'found', intervalNs: 50e6, tokensPerSecond: 20, n: 5, needed: 5 },
		reference: 19.9,
		intervalNs: { low: 40e6, high: null },
	},
} as unknown as ScoreRow;

function figures(id: ScoreColumnId, units: Partial<ScoreUnits> = {}, of: ScoreRow = row) {
	const column = scoreColumns(speech, { time: 'ms', pace: 'rate', ...units }).find((each) => each.id === id);
	return column?.figures(of).map(({ text, certainty, few = false }) => [text, shortCertainty(certainty, speech), few]);
}

describe('a column of the scorecard', () => {
	test('says times in the unit that was chosen', () => {
		expect(figures('ttft')?.map(([text]) => text)).toEqual(['264', '1,268']);
		expect(figures('ttft', { time: 's' })?.map(([text]) => text)).toEqual(['0.264', '1.268']);
	});

	// Would catch a pace whose bounds were not turned round with it: at most so fast is at least so long.
	test('says a pace as tokens by second or as milliseconds by token, its bound on the right side', () => {
		expect(figures('fluidRate')).toEqual([['20', 'scorecard.atMost 25', true]]);
		expect(figures('fluidRate', { pace: 'time' })).toEqual([['50', 'scorecard.atLeast 40', true]]);
		expect(figures('rate')?.[0]?.[0]).toBe('26');
		expect(figures('rate', { pace: 'time' })?.[0]?.[0]).toBe('40');
	});

	// Would catch a P99 that looks as sure as any other number.
	test('greys a 99th percentile of fewer than 100, and no median', () => {
		expect(figures('tbt')?.map(([, , few]) => few)).toEqual([false, true]);
		const enough = { ...row, gaps: { ...GAPS, n: 100 } } as ScoreRow;
		expect(figures('tbt', {}, enough)?.map(([, , few]) => few)).toEqual([false, false]);
	});

	test('bounds the gaps, with no bound above where the requests give none', () => {
		expect(figures('tbt')?.map(([, certainty]) => certainty)).toEqual([
			'scorecard.intervalShort 30 33',
			'scorecard.atLeast 36',
		]);
	});

	test('says goodput by second where it says how many requests it is of', () => {
		const column = scoreColumns(speech, { time: 'ms', pace: 'rate' }).find(({ id }) => id === 'goodput');
		const known = { ...row, goodputOf: 6, goodputPerSecond: 0.25, goodputRateInterval: { low: 0.1, high: 0.4 } };
		expect(column?.made(known as ScoreRow)).toBe('scorecard.goodputMade 6 0.25 0.1 0.4');
	});

	// Would catch a number to more digits than its interval has any use for.
	test('says what is small to three digits, and what is large whole', () => {
		const column = scoreColumns(speech, { time: 'ms', pace: 'rate' }).find(({ id }) => id === 'goodput');
		const known = {
			...row,
			goodputOf: 6,
			goodputPerSecond: 0.0086041,
			goodputRateInterval: { low: 0.00411, high: 1_234.5 },
		};
		expect(column?.made(known as ScoreRow)).toBe('scorecard.goodputMade 6 0.0086 0.00411 1,235');
	});

	// Would catch an estimate that passes for a count, and a failure that passes for an estimate.
	test('has the sign of an estimate before each number that rests on how tokens are counted, and no other', () => {
		const estimated = {
			...row,
			accounting: 'estimate',
			tokens: 120,
			nativeTokens: null,
			missed: 3,
			total: 123,
		} as ScoreRow;
		const texts = (id: ScoreColumnId, of: ScoreRow) => figures(id, {}, of)?.map(([text]) => text);
		expect(texts('fluidity', estimated)).toEqual(['~0.90']);
		expect(texts('tbt', estimated)).toEqual(['~31', '~38']);
		expect(texts('missed', estimated)).toEqual(['~3 / 123']);
		expect(texts('tokens', estimated)).toEqual(['~120 / –']);
		expect(texts('tpot', { ...estimated, tpotMs: null })).toEqual(['–']);
		expect(texts('ttft', estimated)).toEqual(['264', '1,268']);
		expect(texts('fluidity', { ...estimated, accounting: 'common' })).toEqual(['0.90']);
		expect(texts('fluidity', { ...estimated, completed: 0, fluidityIndex: 0 })).toEqual(['0.00']);
	});

	test('says that an interval is still being computed', () => {
		expect(figures('fluidity')).toEqual([['0.90', 'scorecard.pending', false]]);
		expect(figures('goodput')).toEqual([['100\u00a0%', 'scorecard.intervalShort 57\u00a0% 100\u00a0%', false]]);
	});
});

describe('how sure a number is', () => {
	test('is said with its method, or why there is no interval', () => {
		const known = between({ low: 1, high: 2 }, String, 'order');
		expect(certaintyWords(known, speech)).toBe('scorecard.interval 1 2 scorecard.method.order');
		expect(certaintyWords(between(null, String), speech)).toBe('scorecard.noInterval');
		expect(certaintyWords(between({ low: null, high: null }, String), speech)).toBe('scorecard.noBound');
		expect(certaintyWords(between(undefined, String), speech)).toBe('scorecard.intervalPending');
		expect(shortCertainty(noInterval('scorecard.isTotal'), speech)).toBeNull();
	});
});
