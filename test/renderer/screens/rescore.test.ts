import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBatch } from '../../../src/core/batch.ts';
import { DEFAULT_DEFINITION, type Definition } from '../../../src/core/definition.ts';
import { REQUEST_STATES } from '../../../src/core/events.ts';
import { DEFAULT_FLUID_RATE } from '../../../src/core/fluidity/token-rates.ts';
import type { Deadlines, RecordedRequest } from '../../../src/core/recording.ts';
import { scoreRecording } from '../../../src/core/scorecard.ts';
import { ns } from '../../../src/core/time.ts';
import { columnsOfBatch } from '../../../src/renderer/live/arrival-columns.ts';
import { countRun, type RunToScore } from '../../../src/renderer/screens/scorecard/counting.ts';
import { type ReScore, rescore } from '../../../src/renderer/screens/scorecard/rescore.ts';
import { fixedFacts } from '../../../src/renderer/screens/scorecard/score-rows.ts';
import {
	fluidityCurve,
	providerFacts,
	providerPace,
	scoreIntervals,
	shareFacts,
} from '../../../src/renderer/screens/scorecard/slow-facts.ts';
import { type Piece, recordedRequest, recordingOf, usage } from '../../support/scored-runs.ts';
import { studyOf } from '../../support/studied-runs.ts';

const MS = 1e6;

const piece: fc.Arbitrary<Omit<Piece, 'ms'> & { readonly gapMs: number }> = fc.record({
	gapMs: fc.integer({ min: 0, max: 300 }),
	tokens: fc.integer({ min: 0, max: 3 }),
	kind: fc.constantFrom('text', 'text', 'reasoning', 'tool'),
	text: fc.constantFrom('word', ' two words', ''),
});

const request = fc.record({
	pieces: fc.array(piece, { maxLength: 12 }),
	state: fc.constantFrom(...REQUEST_STATES, 'completed' as const, null),
	completionTokens: fc.option(fc.nat(30), { nil: null }),
	native: fc.boolean(),
	sent: fc.boolean(),
	cold: fc.boolean(),
});

const requests = fc.array(request, { minLength: 2, maxLength: 12 }).map((all) =>
	all.map(({ pieces, state, completionTokens, native, sent, cold }, index): RecordedRequest => {
		let ms = 0;
		const timed = pieces.map(({ gapMs, ...rest }) => {
			ms += gapMs;
			return { ...rest, ms, ...(native ? { native: 2 } : {}) };
		});
		const place = { stream: index, provider: index % 2, round: Math.floor(index / 2) + 1 };
		const came = sent ? timed : [];
		return recordedRequest(came, {
			...place,
			state,
			usage: usage(completionTokens),
			sent,
			...(cold ? { coldMs: 7 } : {}),
		});
	}),
);

const definition: fc.Arbitrary<Definition> = fc.record({
	count: fc.constantFrom('deadlines', 'tokens'),
	accounting: fc.constantFrom('common', 'native'),
	unit: fc.constantFrom('token', 'chunk'),
	reasoning: fc.constantFrom('in', 'out'),
	firstToken: fc.constantFrom('in', 'out'),
	ttftDeadline: fc.constantFrom<Definition['ttftDeadline'][]>('fixed', { a: 3 * MS, b: 2 * MS, c: 0 }),
});

const deadlines: fc.Arbitrary<Deadlines> = fc.record({
	firstNs: fc.integer({ min: 0, max: 400 * MS }).map(ns),
	eachNs: fc.integer({ min: 1, max: 150 * MS }).map(ns),
	stallNs: fc.integer({ min: MS, max: 300 * MS }).map(ns),
});

/** The same run as the page holds it. */
function runToScore(all: readonly RecordedRequest[]): RunToScore {
	return {
		providers: 2,
		streams: all.map((recorded) => {
			const { arrivals } = recorded;
			const columns = columnsOfBatch(encodeBatch(0, arrivals, []), 0, arrivals.length);
			const { stream, provider, round } = recorded.request;
			return { stream, provider, round, ...recorded, columns: () => columns };
		}),
		result: {
			accounting: scoreRecording(recordingOf(all)).run.accounting,
			counts: all.flatMap(({ request: { stream }, commonTokens }) =>
				commonTokens === null ? [] : [{ stream, tokens: [...commonTokens] }],
			),
		},
	};
}

describe('re-scoring in the page', () => {
	// Would catch a slider that shows other numbers than a report under the same deadlines.
	test('gives the numbers of scoring the recording afresh, to the last bit, under any deadlines and definition', () => {
		fc.assert(
			fc.property(requests, definition, deadlines, (all, chosen, moved) => {
				const fresh = scoreRecording(recordingOf(all), moved, chosen);
				const again = rescore(countRun(runToScore(all), chosen), moved, chosen);
				for (const [provider, score] of fresh.providers.entries()) {
					const { n, fluidityIndex, fluidityOfCompleted, missed, total, stalls, stalledNs } = again[provider] ?? {};
					expect({ n, fluidityIndex, fluidityOfCompleted, missed, total, stalls }).toEqual({
						n: score.n,
						fluidityIndex: score.fluidityIndex,
						fluidityOfCompleted: score.fluidityOfCompleted,
						missed: score.missedDeadlines,
						total: score.totalDeadlines,
						stalls: score.stalls.length,
					});
					const waitedMs = score.stalls.reduce((sum, { waitMs }) => sum + waitMs, 0);
					expect((stalledNs ?? 0) / MS).toBeCloseTo(waitedMs, 6);
				}
			}),
			{ numRuns: 200 },
		);
	});

	// Would catch charts and hovers that disagree with the study that every report is written from.
	test('gives the study’s intervals, rates, curves and distributions', () => {
		fc.assert(
			fc.property(requests, definition, deadlines, (all, chosen, moved) => {
				const study = studyOf([{ recording: recordingOf(all), sha256: null }], {
					deadlines: moved,
					definition: chosen,
				});
				const counted = countRun(runToScore(all), chosen);
				const scores = rescore(counted, moved, chosen);
				for (const [provider, known] of study.providers.entries()) {
					const { metrics } = known;
					expect(scoreIntervals(scores[provider] as ReScore)).toEqual({
						index: metrics.fluidityIndex.interval,
						ofCompleted: metrics.fluidityOfCompleted.interval,
					});
					const { goodput, goodputPerSecond } = scores[provider] as ReScore;
					expect([goodput, goodputPerSecond]).toEqual([known.goodput.share, known.goodput.perSecond]);
					const facts = providerFacts(counted, provider);
					const boundsAt = (q: number) => {
						const { low, high } = metrics.ttftMs.quantiles.find((each) => each.quantile === q) ?? {};
						return { low, high };
					};
					expect(facts.intervals).toEqual({
						ttftP50Ms: boundsAt(0.5),
						ttftP90Ms: boundsAt(0.9),
						firstVisibleMs: metrics.firstVisibleMs.interval,
						tpotMs: metrics.tpotMs.interval,
						latencyMs: metrics.normalizedLatencyMs.interval,
						outputTokensPerSecond: metrics.outputTokensPerSecond.interval,
					});
					expect(fixedFacts(counted, provider).latencyMs).toEqual(metrics.normalizedLatencyMs.mean);
					expect(facts.rates).toEqual({ tpotBased: known.tokenRates.tpotBased, tbtBased: known.tokenRates.tbtBased });
					expect(facts.gaps).toEqual({
						n: known.gapsMs.n,
						p50Ms: known.gapsMs.p50,
						p99Ms: known.gapsMs.p99,
						cdfMs: known.gapsMs.cdf,
						p50BoundsMs: known.intervals.gapsMs.p50,
						p99BoundsMs: known.intervals.gapsMs.p99,
					});
					expect(fluidityCurve(facts.missRates, 0.99)).toEqual(
						known.acceptance.p99MissRate.map((rate) => (rate === null ? null : 1 - rate)),
					);
					const { share, targetMissRate } = DEFAULT_FLUID_RATE;
					expect(shareFacts(providerPace(counted, provider, targetMissRate), share)).toMatchObject({
						fluid: known.tokenRates.fluid,
						reference: known.tokenRates.reference,
					});
				}
			}),
			{ numRuns: 40 },
		);
	});

	test('a run that was never counted is scored by the same estimates', () => {
		const all = [
			recordedRequest(
				[
					{ ms: 20, text: 'several words of text' },
					{ ms: 30, text: ' more' },
				],
				{ counted: false },
			),
			recordedRequest([{ ms: 90, text: '你好' }], { stream: 1, provider: 1, counted: false }),
		];
		const at = { firstNs: ns(50 * MS), eachNs: ns(3 * MS), stallNs: ns(10 * MS) };
		const fresh = scoreRecording(recordingOf(all), at);
		const again = rescore(countRun(runToScore(all), DEFAULT_DEFINITION), at, DEFAULT_DEFINITION);
		expect(again.map(({ missed, total }) => [missed, total])).toEqual(
			fresh.providers.map(({ missedDeadlines, totalDeadlines }) => [missedDeadlines, totalDeadlines]),
		);
	});
});
