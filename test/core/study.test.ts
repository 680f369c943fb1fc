import { describe, expect, it } from 'vitest';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { RequestState } from '../../src/core/events.ts';
import type { RecordedRequest, Recording } from '../../src/core/recording.ts';
import { scoreRecording } from '../../src/core/scorecard.ts';
import { type StudyOptions, scoreStudy } from '../../src/core/study.ts';
import { METRIC_NAMES, type Study, studySchema } from '../../src/core/study-schema.ts';
import { msToNs } from '../../src/core/time.ts';
import { failure, recordedRequest, recordingOf, tokensAt, usage } from '../support/scored-runs.ts';
import { healthy, type StudiedProvider, studiedRun, studyOf } from '../support/studied-runs.ts';

const two: readonly StudiedProvider[] = [
	{ name: 'even', stalls: 0, price: { inputPerMillion: 3, outputPerMillion: 15 } },
	{ name: 'stalling', stalls: 0.2, failEvery: 5 },
];

function study(recordings: Recording | readonly Recording[], options: StudyOptions = {}): Study {
	const all = 'run' in recordings ? [recordings] : recordings;
	const made = studyOf(
		all.map((recording) => ({ recording, sha256: 'ab'.repeat(32) })),
		{ resamples: 200, ...options },
	);
	// Every study here is one that the published schema takes, and nothing of it is lost as JSON.
	expect(studySchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
	return made;
}

/** The rounds of a run, from one to another, as a run of its own. */
function part({ run, ...rest }: Recording, from: number, to: number, id: string): Recording {
	const requests = rest.requests.filter(({ request: { round } }) => round >= from && round <= to);
	return {
		...rest,
		run: { ...run, id, rounds: to - from + 1, startedAt: `2026-01-0${id}T00:00:00.000Z` },
		requests: requests.map(
			(request, stream): RecordedRequest => ({
				...request,
				request: { ...request.request, stream, round: request.request.round - from + 1 },
			}),
		),
	};
}

describe('a study', () => {
	// Would catch a report whose means are rounded in another order than the scorecard on the screen.
	it('has the scorecard’s means to the last bit, each with its n', () => {
		const recording = studiedRun(two);
		const { providers, scorecard } = study(recording);
		expect(scorecard).toEqual(scoreRecording(recording));
		providers.forEach(({ metrics }, index) => {
			for (const name of METRIC_NAMES) expect(metrics[name].mean).toBe(scorecard.providers[index]?.[name]);
		});
		expect(providers.map(({ metrics }) => [metrics.fluidityIndex.n, metrics.ttftMs.n])).toEqual([
			[20, 20],
			[20, 16],
		]);
		for (const { metrics } of providers) {
			const { mean, interval } = metrics.ttftMs;
			expect(interval?.low).toBeLessThan(mean ?? 0);
			expect(interval?.high).toBeGreaterThan(mean ?? 0);
		}
	});

	it('names a winner, with the comparison that the sentence quotes', () => {
		const { verdict, comparisons, verdictSentence } = study(studiedRun(two, { rounds: 60 }));
		expect(verdict).toMatchObject({ type: 'winner', provider: 0 });
		expect(comparisons).toHaveLength(1);
		expect(comparisons[0]).toMatchObject({ one: 0, other: 1, n: 60 });
		expect(verdictSentence).toContain(`higher by ${comparisons[0]?.difference.toFixed(3)}`);
	});

	// Would catch a name that turns the rest of the sentence around.
	it('sets a name apart that is written from right to left', () => {
		const { verdictSentence } = study(
			studiedRun([
				{ name: '\u202eeno', stalls: 0 },
				{ name: 'two', stalls: 0.3 },
			]),
		);
		expect(verdictSentence).toMatch(/^\u2068\u202eeno\u2069 is more fluid than two:/);
	});

	it('corrects p over all pairs, as the verdict does', () => {
		const { verdict, comparisons } = study(
			studiedRun([{ stalls: 0 }, { stalls: 0.1 }, { stalls: 0.3 }], { rounds: 40 }),
		);
		expect(comparisons.map(({ one, other }) => [one, other])).toEqual([
			[0, 1],
			[0, 2],
			[1, 2],
		]);
		if (verdict?.type !== 'winner') throw new Error('no winner');
		expect(verdict.over.map(({ correctedP }) => correctedP)).toEqual(
			comparisons.slice(0, 2).map(({ correctedP }) => correctedP),
		);
	});

	it('is the same twice, and another seed moves only what is drawn', () => {
		const recording = studiedRun(two);
		expect(study(recording)).toEqual(study(recording));
		const [one, other] = [study(recording), study(recording, { seed: 7 })];
		expect(other.providers[0]?.metrics.ttftMs.interval).not.toEqual(one.providers[0]?.metrics.ttftMs.interval);
		expect(other.providers[0]?.metrics.ttftMs.quantiles).toEqual(one.providers[0]?.metrics.ttftMs.quantiles);
		expect(one.uncertainty).toMatchObject({ resamples: 200, confidence: 0.95 });
	});

	it('can be had at once, before intervals and a verdict', () => {
		const scored = scoreStudy([{ recording: studiedRun(two), sha256: null }]);
		if (!scored.ok) throw new Error(scored.message);
		const numbers = scored.study.numbers();
		const whole = scored.study.whole();
		expect(numbers).toMatchObject({ uncertainty: null, verdict: null, comparisons: [] });
		const withoutIntervals = whole.providers.map(({ metrics }) => ({ ...metrics.ttftMs, interval: null }));
		expect(numbers.providers.map(({ metrics }) => metrics.ttftMs)).toEqual(withoutIntervals);
	});

	it('under moved deadlines or another definition is exploratory and names nobody', () => {
		const recording = studiedRun(two, { rounds: 60 });
		const deadlines = { ...recording.run.deadlines, eachNs: msToNs(40) };
		for (const options of [{ deadlines }, { definition: { ...DEFAULT_DEFINITION, count: 'tokens' as const } }]) {
			const { exploratory, verdict, method } = study(recording, options);
			expect(exploratory).toBe(true);
			expect(verdict).toEqual({ type: 'refusal', reason: 'exploratory' });
			expect(method.join(' ')).toContain('exploratory');
		}
		const named = study(recording, { deadlines: { ...recording.run.deadlines, stallNs: msToNs(500) } });
		expect(named.exploratory).toBe(false);
	});

	// Would catch numbers of several providers behind a router that pass for those of one.
	it('counts who answered the requests that count, and says that several are mixed', () => {
		const routed = (stream: number, upstream: string, state: RequestState = 'completed') =>
			recordedRequest(tokensAt(50, 60), { stream, round: stream + 1, upstream, state });
		const one = study(recordingOf([routed(0, 'DeepInfra'), routed(1, 'Together', 'cancelled')]));
		expect(one.providers[0]?.upstreams).toEqual([{ name: 'DeepInfra', requests: 1 }]);
		expect(one.limits.join(' ')).not.toContain('router');
		const mixed = study(
			recordingOf([routed(0, 'DeepInfra'), routed(1, 'Together', 'truncated'), routed(2, 'DeepInfra')]),
		);
		expect(mixed.limits).toContain(
			'provider 0 is a router and was answered by DeepInfra (2), Together (1): its numbers mix them.',
		);
		expect(study(studiedRun(two)).providers[0]?.upstreams).toEqual([]);
	});

	it('counts errors by kind with the waits that were asked for, and what is known of the cost', () => {
		const recording = recordingOf([
			recordedRequest(tokensAt(50, 60), { usage: { ...usage(40), cachedTokens: 4 } }),
			recordedRequest([], { stream: 1, round: 2, state: 'failed-before-first-token', failure: failure() }),
			recordedRequest([], {
				stream: 2,
				round: 3,
				state: 'failed-before-first-token',
				failure: failure({ retryAfterMs: 500 }),
			}),
		]);
		const [provider] = recording.run.providers;
		if (provider === undefined) throw new Error('no provider');
		const priced = { ...provider, price: { inputPerMillion: 2, outputPerMillion: 8 } };
		const { providers, limits } = study({ ...recording, run: { ...recording.run, providers: [priced] } });
		expect(providers[0]?.errors).toEqual([
			{
				state: 'failed-before-first-token',
				kind: 'http',
				status: 429,
				code: 'rate_limited',
				count: 2,
				retryAftersMs: [500, 1500],
				message: 'Too many requests.',
			},
		]);
		expect(providers[0]?.errorRate).toBeCloseTo(2 / 3);
		expect(providers[0]?.cost).toMatchObject({
			requests: 1,
			unaccounted: 2,
			cachedTokens: 4,
			total: (10 * 2 + 40 * 8) / 1e6,
		});
		expect(limits.join(' ')).toContain('measuring machine itself');
	});

	it('of failures only, of one request, of a tie, unhealthy or cut, has no number it cannot have', () => {
		const onlyFailures = study(studiedRun([{ failEvery: 1 }, { failEvery: 1 }], { rounds: 6 }));
		expect(onlyFailures.providers[0]?.metrics.ttftMs).toMatchObject({ n: 0, mean: null, interval: null });
		expect(onlyFailures.providers[0]?.tokenRates).toMatchObject({ fluid: { type: 'empty' }, reference: null });
		expect(onlyFailures.providers[0]?.metrics.fluidityIndex.mean).toBe(0);

		const oneRequest = study(studiedRun([{}, {}], { rounds: 1 }));
		expect(oneRequest.verdict?.type).toBe('one-race');
		expect(oneRequest.providers[0]?.metrics.ttftMs.interval).toBeNull();
		expect(oneRequest.providers[0]?.metrics.ttftMs.quantiles.at(-1)).toMatchObject({ high: null });

		expect(study(studiedRun([{ stalls: 0 }, { stalls: 0 }])).verdict?.type).toBe('tie');

		const unhealthy = study(studiedRun(two, { measured: { ...healthy, loopDelayP99Ms: 90 } }));
		expect(unhealthy.verdict).toMatchObject({ type: 'refusal', reason: 'unhealthy' });
		expect(unhealthy.limits[0]).toContain('unhealthy');

		const cut = study({ ...studiedRun(two), measured: null, closed: false });
		expect(cut.scorecard.health).toBeNull();
		expect(cut.limits.join(' ')).toContain('cut off');
	});
});

/** Together, runs take another time than one that holds all their rounds. */
function withoutRate({ goodput, intervals, ...rest }: Study['providers'][number]) {
	return { ...rest, goodput: { ...goodput, perSecond: null }, intervals: { ...intervals, goodputPerSecond: null } };
}

describe('runs studied together', () => {
	const source = (recording: Recording) => ({ recording, sha256: null });
	const whole = studiedRun(two, { rounds: 30 });
	const parts = [part(whole, 1, 12, '1'), part(whole, 13, 30, '2')];

	// Would catch pairs made across runs, rounds that overwrite each other, and numbers that depend on the order given.
	it('are as one run of all their rounds, in whatever order they are given', () => {
		const together = study(parts);
		const alone = study(whole);
		for (const key of ['comparisons', 'verdict', 'verdictSentence', 'providers'] as const) {
			const without = (value: Study) => (key === 'providers' ? value.providers.map(withoutRate) : value[key]);
			expect(without(together)).toEqual(without(alone));
		}
		expect(study(parts.toReversed())).toEqual(together);
		expect(together.runs.map(({ id }) => id)).toEqual(['1', '2']);
	});

	it('know a provider of this machine again on another port', () => {
		const on = (recording: Recording, port: number): Recording => ({
			...recording,
			run: {
				...recording.run,
				providers: recording.run.providers.map((provider) => ({
					...provider,
					endpoint: `http://127.0.0.1:${port}/v1`,
				})),
			},
		});
		expect(study(parts.map((each, index) => on(each, 4000 + index))).providers).toHaveLength(2);
	});

	// Would catch two servers of one machine, alike in name and model, that end up as one with two requests a round.
	it('keep apart what one run has apart, though only the port differs', () => {
		const at = (...ports: readonly number[]) =>
			ports.map((port) => ({ name: 'local', endpoint: `http://127.0.0.1:${port}/v1/chat/completions` }));
		const first = studiedRun(at(8000, 8001), { rounds: 3, run: { id: 'a', startedAt: '2026-01-01T00:00:00Z' } });
		const turned = studiedRun(at(8001, 8002), { rounds: 4, run: { id: 'b', startedAt: '2026-01-02T00:00:00Z' } });
		const together = studyOf([first, turned].map(source));
		expect(together.providers.map(({ endpoints }) => endpoints.map((endpoint) => endpoint.slice(17, 21)))).toEqual([
			['8000', '8002'],
			['8001'],
		]);
		expect(together.providers.map(({ requests }) => requests.counted)).toEqual([7, 7]);
		expect(together.limits.join(' ')).toContain('local was asked at 2 addresses, which count as one');
	});

	it('call a stall by one length, which has to be chosen where theirs differ', () => {
		const ms = (stall: number) => {
			const run = studiedRun([{}, {}], { rounds: 3 });
			return {
				...run,
				run: { ...run.run, id: `${stall}`, deadlines: { ...run.run.deadlines, stallNs: msToNs(stall) } },
			};
		};
		const sources = [ms(200), ms(300)].map(source);
		expect(scoreStudy(sources)).toMatchObject({ ok: false, message: expect.stringContaining('200 and 300 ms') });
		expect(studyOf(sources, { deadlines: { stallNs: msToNs(250) } }).deadlines.stallMs).toBe(250);
	});

	it('are refused where one is given twice, or their deadlines differ', () => {
		expect(scoreStudy([whole, whole].map(source))).toMatchObject({
			ok: false,
			message: expect.stringContaining('twice'),
		});
		const other = {
			...whole,
			run: { ...whole.run, id: 'x', deadlines: { ...whole.run.deadlines, firstNs: msToNs(9) } },
		};
		expect(scoreStudy([whole, other].map(source))).toMatchObject({
			ok: false,
			message: expect.stringContaining('different deadlines'),
		});
	});
});
