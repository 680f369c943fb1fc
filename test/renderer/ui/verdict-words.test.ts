import { createInstance } from 'i18next';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/core/api.ts';
import { judgeHealth } from '../../../src/core/health.ts';
import type { ProviderScore, Stall } from '../../../src/core/scorecard.ts';
import { msToNs } from '../../../src/core/time.ts';
import type { Against, Verdict } from '../../../src/core/verdict.ts';
import { createFormats } from '../../../src/renderer/ui/format.ts';
import { verdictWords } from '../../../src/renderer/ui/verdict-words.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { zhCN } from '../../../src/renderer/ui/words/zh-CN.ts';

const i18n = createInstance();
await i18n.init({
	resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
	...{ keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false } },
});

function speech(language: 'en' | 'zh-CN') {
	const say = i18n.getFixedT(language);
	return {
		t: (key: string, values?: Readonly<Record<string, string | number>>) => String(say(key, { ...values })),
		formats: createFormats(language),
	};
}

const measured = {
	...{ loopDelayP99Ms: 0.3, scheduleLagP99Ms: 0.1, skewMs: 0, reads: 1, multiFrameReads: 0, coldConnections: 0 },
	...{ contentEncodings: [], proxied: false, httpVersions: [], cachedPromptTokens: 0, sequenceGaps: 0 },
};

function provider(name: string, fluidityIndex: number, stalls: readonly [token: number, waitMs: number][] = []) {
	const score: ProviderScore = {
		...{ name, model: 'm', status: 'completed', failures: [], n: 1, outputTokens: 9, nativeTokens: 9 },
		...{ fluidityIndex, fluidityOfCompleted: fluidityIndex, missedDeadlines: fluidityIndex === 1 ? 0 : 9 },
		...{ totalDeadlines: 99, ttftMs: 1, firstVisibleMs: 1, tpotMs: 1, normalizedLatencyMs: 1, endToEndMs: 1 },
		outputTokensPerSecond: 32,
		tbtMs: { n: 1, p50: 1, p90: 1, p99: 1, max: 1 },
		overRounds: null,
		stalls: stalls.map(([token, waitMs]): Stall => ({ round: 1, atMs: 1, waitMs, missed: 1, token })),
	};
	return score;
}

const LEVEL: Verdict = { type: 'one-race', ranking: [] };

function result(
	providers: readonly ProviderScore[],
	{
		rounds = 1,
		verdict = LEVEL,
		loopDelayP99Ms = 0.3,
	}: { rounds?: number; verdict?: Verdict; loopDelayP99Ms?: number } = {},
): RunResult {
	return {
		scorecard: {
			version: 1,
			run: {
				...{ id: 'r', startedAt: '', prompt: '', maxTokens: 9, rounds, definition: 'deadlines', accounting: 'common' },
				deadlines: { firstMs: 400, eachMs: 50, stallMs: 200 },
			},
			providers,
			health: judgeHealth({ ...measured, loopDelayP99Ms }, msToNs(50)),
		},
		verdict,
		counts: [],
	};
}

const against = (other: number, difference: number): Against => ({
	...{ provider: other, difference, correctedP: 0.0002, n: 12, p: 0.0001, variance: 0.01 },
	...{ resamples: 10_000, wins: 12, ties: 0, losses: 0 },
	...{ meanLeft: 1, meanRight: 1 - difference, interval: { low: 0.01, high: 0.03 } },
});

describe('the sentence after a race', () => {
	const smooth = provider('Northwind AI', 1);
	const freezing = provider('Palisade', 0.9, [[31, 700]]);

	test('is plain, in both languages, and says what an average hid', () => {
		expect(verdictWords(result([smooth, freezing]), speech('en'))).toEqual({
			...{ type: 'smoothest', trusted: true },
			first:
				'In this race, Northwind AI never made you wait. Palisade froze once, for 0.70 s, though its average of 32 tokens a second outruns a reader.',
			more: 'One race only: another may turn out differently.',
		});
		const chinese = verdictWords(result([smooth, freezing]), speech('zh-CN')).first;
		expect(chinese).toBe(
			'在这次竞速中，Northwind AI 从未让你等待。Palisade 卡住 1 次，共 0.70 秒，尽管平均每秒 32 个词元，快过读者。',
		);
	});

	test('tells a late start from a freeze', () => {
		const late = provider('Tarrymore', 0.8, [[0, 1_700]]);
		expect(verdictWords(result([smooth, late]), speech('en')).first).toContain('Tarrymore began 1.70 s late.');
	});

	test('never calls 100 % on time what missed a deadline', () => {
		const nearly = [provider('A', 0.9996), provider('B', 0.9)];
		expect(verdictWords(result(nearly), speech('en')).first).toBe(
			'In this race, A read most smoothly: 99\u00a0% on time. Nobody froze for as long as 0.20 s.',
		);
	});

	test('keeps its length with sixteen names', () => {
		const many = Array.from({ length: 16 }, (_, index) => provider(`P${index + 1}`, 1));
		const first = verdictWords(result([...many, provider('Z', 0.5)]), speech('en')).first;
		expect(first).toContain('P1, P2, P3, and 13 more never made you wait.');
		expect(verdictWords(result(many), speech('en')).first).toBe('In this race, nobody made you wait.');
	});

	test('says of nobody that they made nobody wait while somebody gave no answer', () => {
		const refused = { round: 1, state: 'failed-before-first-token', kind: 'http', status: 429, code: null } as const;
		const silent: ProviderScore = {
			...{ ...provider('C', 0), status: 'failed-before-first-token', fluidityOfCompleted: null },
			failures: [{ ...refused, retryAfterMs: null, message: '' }],
		};
		const said = verdictWords(result([provider('A', 1), provider('B', 1), silent]), speech('en'));
		expect(said.first).toBe('In this race, A and B never made you wait.');
		expect(said.more).toContain('C gave no answer.');
	});

	test('is a refusal with its reason where the measurement is in doubt', () => {
		const said = verdictWords(result([smooth, freezing], { loopDelayP99Ms: 40 }), speech('zh-CN'));
		expect(said.trusted).toBe(false);
		expect(said.more).toContain('40 毫秒');
	});
});

describe('the sentence after several rounds', () => {
	const providers = [provider('A', 1), provider('B', 0.9, [[3, 400]])];

	test('names a winner with the numbers that make it one', () => {
		const verdict: Verdict = { type: 'winner', provider: 0, over: [against(1, 0.02)], notCompared: [] };
		expect(verdictWords(result(providers, { rounds: 12, verdict }), speech('en'))).toEqual({
			...{ type: 'winner', trusted: true },
			first: 'Over 12 rounds, A reads most smoothly: its lead over B is too steady to be chance.',
			more: expect.stringContaining(
				'higher than that of B by 0.020 (95 % interval 0.010 to 0.030, 12 pairs, p < 0.001). B froze once',
			),
		});
	});

	test('says how many rounds would tell those who cannot be told apart', () => {
		const level = [against(1, 0.001)];
		const tie = { type: 'tie', provider: 0, level, behind: [], notCompared: [], n: 12 } as const;
		const said = (more: number | null) =>
			verdictWords(result(providers, { rounds: 12, verdict: { ...tie, more } }), speech('en'));
		expect(said(1_234).first).toContain('A and B are not distinguishable');
		expect(said(1_234).more).toContain('About 1,300 more rounds would tell.');
		expect(said(null).more).toContain('no number of rounds would tell');
	});

	test('says what it would take, and what was seen all the same, where rounds are too few', () => {
		const verdict: Verdict = { type: 'refusal', reason: 'too-few', n: 3, least: 6 };
		const said = verdictWords(result(providers, { rounds: 3, verdict }), speech('en'));
		expect(said).toMatchObject({ trusted: false, first: expect.stringContaining('it takes 6 or more') });
		expect(said.more).toContain('B froze once, for 0.40 s');
	});
});
