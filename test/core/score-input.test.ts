import { describe, expect, it } from 'vitest';
import { parseScoreInput, type ScoreInput, scoreInput } from '../../src/core/score-input.ts';
import { golden, scorableCases } from '../support/golden.ts';

const good = { interTokenTimesSeconds: [0.05, 0.02], ttftDeadlineSeconds: 0.1, tbtDeadlineSeconds: 0.05 };

function parsed(data: unknown): ScoreInput {
	const result = parseScoreInput(data);
	if (!result.ok) throw new Error(result.problems.join('\n'));
	return result.input;
}

function problemsOf(request: Record<string, unknown>): readonly string[] {
	const result = parseScoreInput({ requests: [good, request] });
	return result.ok ? [] : result.problems;
}

describe('what the input must be', () => {
	it('takes a request with or without ignoreFirst', () => {
		expect(parsed({ requests: [good] }).requests[0]).toEqual({ ...good, ignoreFirst: false });
		expect(parsed({ requests: [{ ...good, ignoreFirst: true }] }).requests[0]?.ignoreFirst).toBe(true);
	});

	it.each([
		['an interval of 0', { tbtDeadlineSeconds: 0 }, /^requests\[1\]\.tbtDeadlineSeconds: an interval of 0 /],
		['a negative interval', { tbtDeadlineSeconds: -1 }, /^requests\[1\]\.tbtDeadlineSeconds: must not be below 0/],
		[
			'an interval so short that its deadlines cannot be counted',
			{ tbtDeadlineSeconds: 1e-310 },
			/^requests\[1\]\.tbtDeadlineSeconds: is too short/,
		],
		['a negative first deadline', { ttftDeadlineSeconds: -0.1 }, /^requests\[1\]\.ttftDeadlineSeconds: must not/],
		['no first deadline', { ttftDeadlineSeconds: undefined }, /^requests\[1\]\.ttftDeadlineSeconds: must be a finite/],
		[
			'a text for a time',
			{ interTokenTimesSeconds: [0.1, '0.2'] },
			/^requests\[1\]\.interTokenTimesSeconds\[1\]: must/,
		],
		[
			'a time that is not a number',
			{ interTokenTimesSeconds: [Number.NaN] },
			/^requests\[1\]\.interTokenTimesSeconds\[0\]: must be a finite number of seconds$/,
		],
		[
			'an endless time',
			{ interTokenTimesSeconds: [Number.POSITIVE_INFINITY] },
			/^requests\[1\]\.interTokenTimesSeconds\[0\]: must be a finite number of seconds$/,
		],
		['an unknown key', { ttftDeadline: 0.1 }, /^requests\[1\]: .*ttftDeadline/],
		['no times', { interTokenTimesSeconds: undefined }, /^requests\[1\]\.interTokenTimesSeconds: must be a list of /],
		['a word for a choice', { ignoreFirst: 'no' }, /^requests\[1\]\.ignoreFirst: must be true or false$/],
	])('refuses %s, with its place', (_, wrong, sentence) => {
		expect(problemsOf({ ...good, ...wrong })).toEqual([expect.stringMatching(sentence)]);
	});

	// Would catch a message that says what is wrong and leaves a person guessing at what would be right.
	it.each([
		[null, 'input: must be {"requests": [{"interTokenTimesSeconds": ['],
		[[], 'input: must be {"requests": [{"interTokenTimesSeconds": ['],
		[{}, 'requests: must be a list of requests, such as [{"interTokenTimesSeconds": ['],
		[{ requests: {} }, 'requests: must be a list of requests, such as [{"interTokenTimesSeconds": ['],
		[{ requests: [1] }, 'requests[0]: must be a request, such as {"interTokenTimesSeconds": ['],
		[{ requests: [], more: 1 }, 'input: Unrecognized key: "more"'],
	])('refuses %j, and says what would be right', (data, sentence) => {
		expect(parseScoreInput(data)).toEqual({ ok: false, problems: [expect.stringContaining(sentence)] });
	});

	it('takes the example that its own messages give', () => {
		const refused = parseScoreInput(null);
		const [sentence = ''] = refused.ok ? [] : refused.problems;
		expect(parsed(JSON.parse(sentence.replace('input: must be ', ''))).requests).toHaveLength(1);
	});

	it('refuses every vector of the reference with an interval of 0', () => {
		for (const { interTokenTimesSeconds, ttftDeadline, tbtDeadline } of golden.requestCases) {
			const request = {
				interTokenTimesSeconds,
				ttftDeadlineSeconds: ttftDeadline,
				tbtDeadlineSeconds: tbtDeadline,
			};
			expect(parseScoreInput({ requests: [request] }).ok).toBe(tbtDeadline > 0);
		}
	});
});

describe('the scores', () => {
	it('are the reference’s for all its vectors at once', () => {
		const input = parsed({
			requests: scorableCases.map((example) => ({
				interTokenTimesSeconds: example.interTokenTimesSeconds,
				ttftDeadlineSeconds: example.ttftDeadline,
				tbtDeadlineSeconds: example.tbtDeadline,
				ignoreFirst: example.ignoreFirst,
			})),
		});
		const { requests } = scoreInput(input);
		expect(requests).toHaveLength(scorableCases.length);
		requests.forEach((score, index) => {
			const example = scorableCases[index];
			const tokens = example?.interTokenTimesSeconds.length ?? 0;
			expect(score).toMatchObject({
				missed: example?.missed,
				total: example?.total,
				missRate: score.total === 0 ? null : example?.missRate,
				fluidityIndex: score.total === 0 ? null : example?.fluidityIndex,
				minTbtDeadlineSeconds: { reference: example?.minTbtDeadline.value },
				ttftSeconds: tokens === 0 ? null : example?.requestMetrics.ttft,
				tpotSeconds: tokens < 2 ? null : example?.requestMetrics.tpot,
			});
		});
	});

	const minimum = (request: Record<string, unknown>, target?: number) =>
		scoreInput(parsed({ requests: [{ ...good, ...request }] }), target).requests[0]?.minTbtDeadlineSeconds;

	it('keep the reference’s 1e10 to its own field, where no interval is long enough', () => {
		expect(minimum({ interTokenTimesSeconds: [0.5, 0.01] })).toEqual({ reference: 1e10, exact: null });
	});

	it('have a least interval of 0 where every one passes, and none where nothing has a deadline', () => {
		expect(minimum({ interTokenTimesSeconds: [0.05] })?.exact).toBe(0);
		expect(minimum({ interTokenTimesSeconds: [] })?.exact).toBeNull();
		expect(minimum({ interTokenTimesSeconds: [0.05], ignoreFirst: true })?.exact).toBeNull();
	});

	it('seek the least interval for the target asked for, 0.1 unless told', () => {
		const intervals = { interTokenTimesSeconds: [0.1, ...new Array<number>(9).fill(0.02), 0.04] };
		expect(minimum(intervals, 0)?.exact).toBeGreaterThan(minimum(intervals)?.exact ?? Number.NaN);
		expect(minimum(intervals)).toEqual(minimum(intervals, 0.1));
	});
});
