import { DeadlineError, fluidityIndex, missRate, scoreIntervals } from '../../src/core/fluidity/deadlines.ts';
import { exactMinimumInterval, REFERENCE_UNREACHABLE } from '../../src/core/fluidity/minimum-interval.ts';
import { requestMetrics } from '../../src/core/fluidity/request-metrics.ts';
import { fluidRate, tokenRates } from '../../src/core/fluidity/token-rates.ts';
import { type GoldenStream, golden } from './golden.ts';
import { replay, toNs } from './stream-cases.ts';

/** One difference between the reference and this program, both values taken from running: the vectors and our own code. */
export interface Difference {
	readonly what: string;
	readonly reference: string;
	readonly ours: string;
	readonly why: string;
}

/** Every difference there is to list, for the table in docs/differences.md. */
export function differences(): Difference[] {
	return [...streamDifferences(), ...scoreDifferences(), ...rateDifferences()];
}

/** The table as it stands in docs/differences.md. */
export function differencesTable(): string {
	const rows = differences().map(({ what, reference, ours, why }) => `| ${what} | ${reference} | ${ours} | ${why} |`);
	return ['| what | the reference | here | why |', '|---|---|---|---|', ...rows].join('\n');
}

function streamDifferences(): Difference[] {
	const lost = stream('no-space-after-data');
	const broken = stream('connection-reset');
	const unfinished = golden.streamCases.filter(
		(example) =>
			example.lines.every(({ raise }) => raise === undefined) &&
			example.expected.keptByCollectResults &&
			replay(example).score.state === 'truncated',
	);
	const error = stream('error-event-mid-stream');
	const refused = stream('http-429');
	const empty = stream('empty-stream');
	const seam = stream('role-delta-first');
	const begin = stream('role-delta-first-bos');
	const window = stream('random-27');
	const uneven = golden.streamCases.filter(
		({ expected }) => expected.interTokenTimesSeconds.length !== expected.numOutputTokens,
	);
	return [
		{
			what: '`data:` without a space after it',
			reference: `“${lost.expected.generatedText}”, ${lost.expected.numOutputTokens} tokens`,
			ours: `“${replay(lost).text}”, ${replay(lost).score.intervalsNs.length} tokens`,
			why: 'The space is optional in server-sent events; without it the reference cuts off the first `{` and drops the chunk.',
		},
		{
			what: 'the connection broke while text came',
			reference: countedAs(broken),
			ours: endedAs(broken),
			why: 'Whoever read along got half an answer. Here that scores 0; there, whatever came before.',
		},
		{
			what: 'the stream ended without a finish reason',
			reference: `${countedAs(unfinished[0])} (${unfinished.length} of the ${golden.streamCases.length} vectors)`,
			ours: endedAs(unfinished[0]),
			why: 'Without a finish reason nobody knows that the answer is whole; a `[DONE]` alone is also sent after errors.',
		},
		{
			what: 'an error frame after text',
			reference: `${countedAs(error)}, its ${error.expected.interTokenTimesSeconds.length} times in every distribution`,
			ours: `${endedAs(error)}, in no distribution`,
			why: 'Times of failed requests are of other work than those of answers.',
		},
		{
			what: 'HTTP 429',
			reference: countedAs(refused),
			ours: endedAs(refused),
			why: 'Dropped, an endpoint that refuses everything has an error rate of 0.',
		},
		{
			what: 'a stream without text',
			reference: countedAs(empty),
			ours: endedAs(empty),
			why: 'As above.',
		},
		{
			what: 'a token that spans two chunks (“Hello”, “ world”)',
			reference: inSeconds(seam.expected.interTokenTimesSeconds),
			ours: inSeconds([...replay(seam).score.intervalsNs].map((interval) => interval / 1e9)),
			why: 'The whole text is cut into tokens once, and a token belongs to the read that completed it; the reference counts what each chunk adds.',
		},
		{
			what: 'a tokenizer with a begin token',
			reference: `${begin.expected.numOutputTokens} tokens, ${inSeconds(begin.expected.interTokenTimesSeconds)}`,
			ours: `${replay(begin).score.intervalsNs.length} tokens`,
			why: 'Nobody reads the begin token; counted, it gives every request a free token right after the first.',
		},
		{
			what: 'many short chunks',
			reference: `${window.expected.numOutputTokens} tokens, ${window.expected.interTokenTimesSeconds.length} times`,
			ours: `${replay(window).score.intervalsNs.length} tokens and times`,
			why: `The reference tokenizes a sliding window of chunks, whose counts do not add up to the text’s, and gives a time to a chunk without a token of its own: tokens and times differ in ${uneven.length} of the ${golden.streamCases.length} vectors.`,
		},
	];
}

function scoreDifferences(): Difference[] {
	const empty = request('edge-public-D0.1-d0.05-empty');
	const floor = request('edge-public-D0.1-d0.05-pyfloor-1.0//0.1');
	const late = request('edge-public-D0.1-d0.05-one-late-many');
	const one = request('edge-public-D0.1-d0.05-one-on-time');
	const zero = golden.requestCases.filter(({ tbtDeadline }) => tbtDeadline === 0);
	const exact = scoreIntervals(toNs(floor.interTokenTimesSeconds), deadlinesNs(floor));
	return [
		{
			what: 'the miss rate of a request without a token',
			reference: `${empty.missRate}: perfect`,
			ours: `${missRate(scoreIntervals([], deadlinesNs(empty)))}; a failed request counts with a fluidity-index of 0`,
			why: 'Nothing is known of its rhythm, and a reader got nothing.',
		},
		{
			what: 'its TTFT, and the TPOT of a request with one token',
			reference: `${empty.requestMetrics.ttft} s and ${one.requestMetrics.tpot} s`,
			ours: `${requestMetrics([]).ttft} and ${requestMetrics(one.interTokenTimesSeconds).tpot}`,
			why: 'Counted as 0, what did not happen makes a mean faster. The rates that carry the reference’s names still do.',
		},
		{
			what: `gaps of ${inSeconds(floor.interTokenTimesSeconds)} under 0.1 s each`,
			reference: `${floor.missed} of ${floor.total} missed`,
			ours: `${exact.missed} of ${exact.total} in nanoseconds; given these seconds, as the reference`,
			why: 'In floating point 0.1 is a little more than a tenth, and only nine whole ones fit into 1.',
		},
		{
			what: 'no interval is long enough',
			reference: `a minimum of ${late.minTbtDeadline.value} s`,
			ours: unreachable(late),
			why: '1e10 is no measurement, and one of them is every mean and high quantile. It stays in the field `reference`.',
		},
		{
			what: 'an interval of 0',
			reference: `${zero.filter(({ missRate: rate }) => rate === null).length} of ${zero.length} vectors fail with a division by zero`,
			ours: `${zero.filter(isRefused).length} of ${zero.length} are refused, with a sentence`,
			why: 'No finite number of deadlines fits into it.',
		},
	];
}

function rateDifferences(): Difference[] {
	const mixed = runOf('multi-public-quantile-interp');
	const steady = runOf('multi-public-empty-scores-best');
	const zeros = runOf('multi-public-all-zero-tbt');
	const single = golden.multiRequestCases.filter(({ throughput }) => 'error' in throughput);
	return [
		{
			what: 'the fluid rate of nine requests at 20 ms and one at 100',
			reference: `${rounded(deadlineBased(mixed))} tokens/s`,
			ours: fluid(mixed),
			why: '“99 % of requests” of ten are ten. The reference interpolates to a pace that one of them does not keep.',
		},
		{
			what: 'the fluid rate of a steady 20 ms',
			reference: `${rounded(deadlineBased(steady))} tokens/s`,
			ours: fluid(steady),
			why: 'The reference searches in steps of 0.1 ms from 10¹⁰ s down and lands beside the answer: the faster the stream, the further, by a tenth at 2.5 ms.',
		},
		{
			what: 'the fluid rate of tokens that all came at once',
			reference: `${rounded(deadlineBased(zeros))} tokens/s, where its grid ends`,
			ours: fluid(zeros),
			why: 'Every pace is kept, so there is no fastest one.',
		},
		{
			what: 'the TPOT- and TBT-based rates of the same',
			reference: 'Infinity',
			ours: Object.values(tokenRates(requestsOf(zeros), 1))
				.map(String)
				.join(' and '),
			why: 'Infinity is no number in JSON, and no rate.',
		},
		{
			what: 'requests of one token only',
			reference: `an IndexError (${single.length} vectors), and files that are missing`,
			ours: single.every((run) => fluid(run) === 'none: no request has a gap')
				? 'none: no request has a gap'
				: 'a rate',
			why: 'One token has no pace. It is no error either.',
		},
	];
}

function stream(name: string): GoldenStream {
	return found(golden.streamCases, `stream-public-${name}`);
}

function request(id: string) {
	return found(golden.requestCases, id);
}

function runOf(id: string) {
	return found(golden.multiRequestCases, id);
}

function found<Case extends { readonly id: string }>(cases: readonly Case[], id: string): Case {
	const example = cases.find((other) => other.id === id);
	if (example === undefined) throw new Error(`the vectors hold no ${id}`);
	return example;
}

function countedAs(example: GoldenStream | undefined): string {
	if (example === undefined) return 'nothing';
	const { countedAsErrored, keptByCollectResults } = example.expected;
	if (!keptByCollectResults) return 'in no count at all';
	return countedAsErrored ? 'errored' : 'completed';
}

function endedAs(example: GoldenStream | undefined): string {
	return example === undefined ? 'nothing' : (replay(example).score.state ?? 'unfinished').replaceAll('-', ' ');
}

function deadlinesNs({ ttftDeadline, tbtDeadline }: (typeof golden.requestCases)[number]) {
	const [first = 0, each = 0] = toNs([ttftDeadline, tbtDeadline]);
	return { first, each };
}

function unreachable({
	interTokenTimesSeconds,
	ttftDeadline,
	minTbtDeadline,
}: (typeof golden.requestCases)[number]): string {
	if (minTbtDeadline.value !== REFERENCE_UNREACHABLE) return 'a minimum';
	const { type } = exactMinimumInterval(interTokenTimesSeconds, ttftDeadline, minTbtDeadline.target, false, 'real');
	return `null, “${type}”`;
}

function isRefused({
	interTokenTimesSeconds,
	ttftDeadline,
	tbtDeadline,
}: (typeof golden.requestCases)[number]): boolean {
	try {
		fluidityIndex(scoreIntervals(interTokenTimesSeconds, { first: ttftDeadline, each: tbtDeadline }));
		return false;
	} catch (error) {
		if (error instanceof DeadlineError) return true;
		throw error;
	}
}

type Run = (typeof golden.multiRequestCases)[number];

function requestsOf({ requests }: Run): number[][] {
	return requests.map(({ interTokenTimesSeconds }) => interTokenTimesSeconds);
}

function deadlineBased({ throughput }: Run): number | null {
	return 'error' in throughput ? null : throughput.deadlineBased;
}

function fluid(run: Run): string {
	const rate = fluidRate(requestsOf(run).map(toNs));
	switch (rate.type) {
		case 'found':
			return `${rounded(rate.tokensPerSecond)} tokens/s`;
		case 'any':
			return 'none: every pace is kept';
		case 'empty':
			return 'none: no request has a gap';
	}
}

function rounded(value: number | null): string {
	return value === null ? 'null' : String(Number(value.toFixed(3)));
}

function inSeconds(intervals: readonly number[]): string {
	return `${intervals.map((interval) => Number(interval.toFixed(6))).join(', ')} s`;
}
