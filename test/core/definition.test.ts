import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION, type Definition, definitionSchema, scoreRequestUnder } from '../../src/core/definition.ts';
import { OUTPUT_KINDS } from '../../src/core/events.ts';
import type { RecordedRequest } from '../../src/core/recording.ts';
import { scoreRequest } from '../../src/core/request-score.ts';
import { msToNs, ns } from '../../src/core/time.ts';
import { deadlines, recordedRequest, tokensAt, usage } from '../support/scored-runs.ts';

const under = (request: RecordedRequest, changes: Partial<Definition>) =>
	scoreRequestUnder(request, deadlines, { ...DEFAULT_DEFINITION, ...changes });
const inMs = (intervals: Float64Array): number[] => Array.from(intervals, (interval) => interval / 1e6);

/** Any request: pieces of any kind and size, counted or not, natively or not. */
const anyRequest = fc
	.record({
		pieces: fc.array(
			fc.record({
				gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 900 })),
				tokens: fc.integer({ min: 0, max: 4 }),
				kind: fc.constantFrom(...OUTPUT_KINDS),
				native: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
			}),
			{ maxLength: 25 },
		),
		counted: fc.boolean(),
		sent: fc.boolean(),
		coldMs: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
		completion: fc.option(fc.integer({ min: 0, max: 80 })),
	})
	.map(({ pieces, counted, sent, coldMs, completion }) => {
		let ms = 0;
		const timed = pieces.map(({ gapMs, tokens, kind, native }) => {
			ms += gapMs;
			return { ms, tokens, kind, ...(native === undefined ? {} : { native }) };
		});
		const options = { counted, sent, usage: usage(completion), ...(coldMs === undefined ? {} : { coldMs }) };
		return recordedRequest(timed, options);
	});

const anyDefinition: fc.Arbitrary<Definition> = fc.record({
	count: fc.constantFrom('deadlines' as const, 'tokens' as const),
	accounting: fc.constantFrom('common' as const, 'native' as const),
	unit: fc.constantFrom('token' as const, 'chunk' as const),
	reasoning: fc.constantFrom('in' as const, 'out' as const),
	firstToken: fc.constantFrom('in' as const, 'out' as const),
	ttftDeadline: fc.constantFrom('fixed' as const, { a: 1e7, b: 1e5, c: 10 }),
});

describe('the default definition', () => {
	it('scores every request as scoreRequest does, to the bit', () => {
		fc.assert(
			fc.property(anyRequest, (request) => {
				expect(scoreRequestUnder(request, deadlines, DEFAULT_DEFINITION)).toEqual({
					...scoreRequest(request, deadlines),
					firstDeadlineNs: deadlines.firstNs,
				});
			}),
			{ numRuns: 500 },
		);
	});
});

describe('any definition', () => {
	it('holds what it says of itself: late tokens, totals and the index agree', () => {
		fc.assert(
			fc.property(anyRequest, anyDefinition, (request, definition) => {
				const score = scoreRequestUnder(request, deadlines, definition);
				const judged = Math.max(0, score.intervalsNs.length - (score.firstDeadlineNs === null ? 1 : 0));
				const late = score.lateTokens.length;
				const passed = score.lateTokens.reduce((sum, { missed }) => sum + missed, 0);
				const byTokens = definition.count === 'tokens';
				expect(score.missed).toBe(byTokens ? late : passed);
				expect(score.total).toBe(byTokens ? judged : judged - late + passed);
				expect(score.fluidityIndex).toBe(score.total === 0 ? null : 1 - score.missed / score.total);
			}),
			{ numRuns: 500 },
		);
	});

	it('is plain data that a file can carry', () => {
		fc.assert(
			fc.property(anyDefinition, (definition) => {
				expect(definitionSchema.parse(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
			}),
		);
	});
});

describe('a choice', () => {
	// The docs' example: 80, 130, 330 and 380 ms under 100 and 50 ms.
	const stalled = recordedRequest(tokensAt(80, 130, 330, 380));
	const wide = { ...deadlines, firstNs: msToNs(100), eachNs: msToNs(50) };

	it('of tokens counts one late token where deadlines count each that passed', () => {
		const byDeadlines = scoreRequestUnder(stalled, wide, DEFAULT_DEFINITION);
		expect(byDeadlines).toMatchObject({ missed: 3, total: 6, fluidityIndex: 0.5 });
		const byTokens = scoreRequestUnder(stalled, wide, { ...DEFAULT_DEFINITION, count: 'tokens' });
		expect(byTokens).toMatchObject({ missed: 1, total: 4, fluidityIndex: 0.75 });
		expect(byTokens.lateTokens).toEqual(byDeadlines.lateTokens);
	});

	it('of the first token out leaves it neither a deadline nor slack', () => {
		const request = recordedRequest(tokensAt(20, 60, 80));
		expect(under(request, {})).toMatchObject({ missed: 0, total: 3 });
		// Without the first token's 80 ms in hand the second, 40 ms after it, is late.
		expect(under(request, { firstToken: 'out' })).toMatchObject({ missed: 1, total: 2, firstDeadlineNs: null });
		expect(under(request, { firstToken: 'out', count: 'tokens' })).toMatchObject({ missed: 1, total: 2 });
		expect(under(request, { firstToken: 'out' }).lateTokens).toEqual([
			{ token: 1, atNs: msToNs(60), waitNs: msToNs(15), missed: 1 },
		]);
	});

	it('of chunks is one interval for each arrival, also for one without a whole token', () => {
		const request = recordedRequest([
			{ ms: 80, tokens: 8 },
			{ ms: 280, tokens: 8 },
			{ ms: 300, tokens: 0 },
		]);
		expect(inMs(under(request, {}).intervalsNs)).toHaveLength(16);
		expect(inMs(under(request, { unit: 'chunk' }).intervalsNs)).toEqual([80, 200, 20]);
		expect(under(request, {}).missed).toBe(0);
		expect(under(request, { unit: 'chunk' }).missed).toBeGreaterThan(0);
	});

	it('of reasoning in holds the first deadline against it, and gives its tokens deadlines', () => {
		const request = recordedRequest([{ ms: 20, kind: 'reasoning', tokens: 2 }, { ms: 150 }, { ms: 160, kind: 'tool' }]);
		expect(inMs(under(request, {}).intervalsNs)).toEqual([150]);
		const counted = under(request, { reasoning: 'in' });
		expect(inMs(counted.intervalsNs)).toEqual([20, 0, 130]);
		expect(counted.firstVisibleNs).toBe(msToNs(20));
	});

	it('of native tokens counts what the provider counts, and says when it gave no count', () => {
		const pieces = [
			{ ms: 80, tokens: 1, native: 3 },
			{ ms: 90, tokens: 1, native: 1 },
		];
		const native = under(recordedRequest(pieces), { accounting: 'native' });
		expect(inMs(native.intervalsNs)).toEqual([80, 0, 0, 10]);
		expect(native.accounting).toBe('native');
		const silent = under(recordedRequest(tokensAt(80, 90)), { accounting: 'native' });
		expect(inMs(silent.intervalsNs)).toEqual([80, 10]);
		expect(silent.accounting).toBe('common');
	});

	it('of a deadline that grows with the prompt uses the length that the provider counted', () => {
		const grown = { a: 50e6, b: 2e6, c: 0.5e6 };
		// 10 prompt tokens: 50 + 20 + 50 ms.
		const request = recordedRequest(tokensAt(119, 140), { usage: usage(2) });
		expect(under(request, { ttftDeadline: grown })).toMatchObject({ missed: 0, firstDeadlineNs: msToNs(120) });
		const late = recordedRequest(tokensAt(121), { usage: usage(1) });
		expect(under(late, { ttftDeadline: grown })).toMatchObject({ missed: 1, total: 1 });
	});

	it('of a deadline that grows with a prompt of unknown length judges no first token, and shows it', () => {
		const score = under(recordedRequest(tokensAt(119, 140)), { ttftDeadline: { a: 50e6, b: 2e6, c: 0 } });
		expect(score).toMatchObject({ firstDeadlineNs: null, total: 1 });
	});

	it('keeps the accounting that the caller shares between requests', () => {
		const request = recordedRequest([{ ms: 80, text: ' two words', tokens: 7 }]);
		expect(scoreRequestUnder(request, deadlines, DEFAULT_DEFINITION, 'estimate')).toMatchObject({
			accounting: 'estimate',
			endToEndNs: ns(80e6),
			total: 2,
		});
	});
});
