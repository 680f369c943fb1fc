import { describe, expect, it } from 'vitest';
import type { Against, Verdict } from '../../src/core/verdict.ts';
import { verdictSentence } from '../../src/core/verdict-sentence.ts';

const NAMES = ['Northwind', 'Palisade', 'Burstly'];

function against(provider: number, more: Partial<Against> = {}): Against {
	const counts = { n: 40, wins: 30, ties: 4, losses: 6, resamples: 2000 };
	const figures = { difference: 0.0521, interval: { low: 0.021, high: 0.0834 }, variance: 0.01 };
	return { provider, p: 0.004, correctedP: 0.012, ...counts, ...figures, ...more };
}

describe('the sentence of a verdict', () => {
	it.each<[string, Verdict]>([
		[
			'Northwind is more fluid than Palisade: its fluidity-index is higher by 0.052 (95 % interval 0.021 to 0.083, n = 40 pairs, p = 0.012).',
			{ type: 'winner', provider: 0, over: [against(1)], notCompared: [] },
		],
		[
			'Palisade is more fluid than Northwind and Burstly, of which Burstly comes closest: its fluidity-index is higher by 0.010 (95 % interval 0.021 to 0.083, n = 40 pairs, p < 0.001).',
			{
				type: 'winner',
				provider: 1,
				over: [against(0), against(2, { difference: 0.01, correctedP: 0.0003 })],
				notCompared: [],
			},
		],
		[
			'Northwind is more fluid than Palisade: its fluidity-index is higher by 0.052 (95 % interval 0.021 to 0.083, n = 40 pairs, p = 0.012). Too few requests to compare: Burstly.',
			{ type: 'winner', provider: 0, over: [against(1)], notCompared: [2] },
		],
		[
			'Northwind and Palisade are not distinguishable on 40 requests each; about 130 more would tell.',
			{ type: 'tie', provider: 0, level: [against(1)], behind: [], notCompared: [], n: 40, more: 123 },
		],
		[
			'Northwind and Palisade are not distinguishable on 40 requests each; some are exactly level, so no number of requests would tell. Northwind is more fluid than Burstly.',
			{ type: 'tie', provider: 0, level: [against(1)], behind: [against(2)], notCompared: [], n: 40, more: null },
		],
		[
			'In this race, Palisade came first with a fluidity-index of 1.000, before Northwind with 0.912.',
			{
				type: 'one-race',
				ranking: [
					{ provider: 1, fluidityIndex: 1 },
					{ provider: 0, fluidityIndex: 0.912 },
				],
			},
		],
		[
			'In this race, Northwind and Palisade were level, with a fluidity-index of 1.000.',
			{
				type: 'one-race',
				ranking: [
					{ provider: 0, fluidityIndex: 1 },
					{ provider: 1, fluidityIndex: 1 },
				],
			},
		],
		[
			'No verdict: the measurement is unhealthy. Late: close other programs.',
			{ type: 'refusal', reason: 'unhealthy', healthReasons: ['Late: close other programs.'] },
		],
		[
			'No verdict: the health of the measurement is not known.',
			{ type: 'refusal', reason: 'unhealthy', healthReasons: [] },
		],
		[
			'No verdict: n = 3 requests each; a winner can be named from 6 on.',
			{ type: 'refusal', reason: 'too-few', n: 3, least: 6 },
		],
		[
			'No verdict: tokens were counted in ways that cannot be compared (common and native).',
			{ type: 'refusal', reason: 'accountings-differ', accountings: ['common', 'native'] },
		],
		[
			'No verdict: tokens were only estimated, for this run was never counted; an estimate is another amount of text for each provider.',
			{ type: 'refusal', reason: 'accountings-differ', accountings: ['estimate'] },
		],
		[
			'No verdict: tokens were counted as each provider counts them, which is another amount of text for each.',
			{ type: 'refusal', reason: 'accountings-differ', accountings: ['native'] },
		],
		[
			'No verdict: chunks were counted, and each provider puts another amount of text into one.',
			{ type: 'refusal', reason: 'accountings-differ', accountings: ['by chunk'] },
		],
		[
			'No verdict: scores under deadlines or a definition chosen after the run are exploratory.',
			{ type: 'refusal', reason: 'exploratory' },
		],
		['No verdict: no request of any provider was completed.', { type: 'refusal', reason: 'all-failed' }],
		[
			'No verdict: fewer than two providers have a request that counts.',
			{ type: 'refusal', reason: 'nobody-to-compare' },
		],
	])('%s', (sentence, verdict) => {
		expect(verdictSentence(verdict, NAMES)).toBe(sentence);
	});

	// Would catch a report that names a first where the app, which shows two digits, calls a race level.
	it('calls a race level where no difference can be seen', () => {
		const ranking = [0.953, 0.949, 0.93].map((fluidityIndex, provider) => ({ provider, fluidityIndex }));
		const sentence = verdictSentence({ type: 'one-race', ranking }, ['A', 'B', 'C']);
		expect(sentence).toContain('A and B came first');
		expect(sentence).toContain('before C');
	});

	it.each([
		[1, 0.997],
		[0.003, 0],
	])('names one alone where the app does: %d against %d', (one, other) => {
		const ranking = [one, other].map((fluidityIndex, provider) => ({ provider, fluidityIndex }));
		expect(verdictSentence({ type: 'one-race', ranking }, ['A', 'B'])).toMatch(
			/^In this race, A came first .* before B/,
		);
	});

	it('rounds the rough number of requests up to two digits', () => {
		const tie = (more: number) =>
			verdictSentence(
				{ type: 'tie', provider: 0, level: [against(1)], behind: [], notCompared: [], n: 40, more },
				NAMES,
			);
		expect(tie(7)).toContain('about 7 more');
		expect(tie(99)).toContain('about 99 more');
		expect(tie(123_456)).toContain('about 130,000 more');
	});
});
