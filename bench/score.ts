import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { missRateCurve, missRatesByTarget } from '../src/core/fluidity/acceptance-curve.ts';
import { serviceLevel } from '../src/core/fluidity/service-level.ts';
import { fluidRate, referenceFluidRate } from '../src/core/fluidity/token-rates.ts';
import { DEFAULT_RESAMPLES } from '../src/core/stats/bootstrap.ts';
import { scoreStudy } from '../src/core/study.ts';
import { studiedRun } from '../test/support/studied-runs.ts';
import { settingsOrExit, wholeWithin } from './command/arguments.ts';
import { type Criterion, linesOf } from './command/criterion.ts';
import { CURVE, DEADLINES, HARD_DEADLINES, PACED_REQUESTS, TOKENS_PER_REQUEST } from './score/questions.ts';
import {
	aboutReference,
	askReference,
	judgeAgreement,
	NoReferenceError,
	putBeside,
	type Reference,
} from './score/reference.ts';
import { ABOUT, drawRequests, STREAMS, type StreamName } from './score/streams.ts';

// How fast are scores computed? One thread's processor time, so that a busy machine changes little; the median of rounds.

const LEAST_MILLION_TOKENS_PER_SECOND = 300;
const MOST_FLUID_RATE_MS = 100;
const MOST_STUDY_MS = 1_500;
const STUDY_CELL = `all intervals and the verdict, B = ${DEFAULT_RESAMPLES}`;
const STUDY = { providers: 4, rounds: 300, tokens: 256 } as const;
const LEAST_ROUND_MS = 100;

/** One measurement. */
export interface Cell {
	readonly what: string;
	readonly stream: StreamName;
	readonly tokens: number;
	readonly ms: number;
	/** The result, so that no work can be left out unseen. */
	readonly result: number | null;
}

/** What `--json` prints. */
export interface ScoreReport {
	readonly date: string;
	readonly node: string;
	readonly processor: string;
	readonly rounds: number;
	readonly cells: readonly Cell[];
	/** Null where no checkout of it was given. */
	readonly reference: Reference | null;
	readonly criteria: readonly Criterion[];
}

interface Settings {
	readonly rounds: number;
	readonly missRateRequests: number;
	/** The path of a checkout. */
	readonly reference: string | undefined;
	readonly json: boolean;
}

function measureAll({ rounds, missRateRequests }: Settings): Cell[] {
	return STREAMS.flatMap((stream) => {
		const timed = (what: string, requests: readonly Float64Array[], task: () => number | null): Cell => ({
			what,
			stream,
			tokens: requests.reduce((sum, { length }) => sum + length, 0),
			...measure(task, rounds),
		});
		const many = drawRequests(stream, missRateRequests, TOKENS_PER_REQUEST);
		const deadlined = many.map((intervals) => ({ intervals, deadlines: DEADLINES }));
		const hard = many.map((intervals) => ({ intervals, deadlines: HARD_DEADLINES }));
		const thousand = many.slice(0, PACED_REQUESTS);
		const seconds = thousand.map((intervals) => intervals.map((interval) => interval / 1e9));
		const short = drawRequests(stream, CURVE.requests, CURVE.tokensPerRequest);
		return [
			timed('miss rate', many, () => serviceLevel(deadlined).missRate),
			timed('miss rate, most of them late', many, () => serviceLevel(hard).missRate),
			timed('fluid rate', thousand, () => {
				const rate = fluidRate(thousand);
				return rate.type === 'found' ? rate.tokensPerSecond : null;
			}),
			timed('fluid rate, the reference’s grid', thousand, () => referenceFluidRate(seconds)),
			timed('acceptance curve, 100 targets', short, () => {
				const { values } = missRateCurve(missRatesByTarget(short, CURVE.targets), CURVE.quantile);
				return values[CURVE.read] ?? null;
			}),
		];
	});
}

/** Everything that is drawn for a report: the intervals of every metric, paired differences, p-values and the verdict. */
function measureStudy(rounds: number): Cell {
	const recording = studiedRun(
		Array.from({ length: STUDY.providers }, (_, provider) => ({
			name: `provider ${provider}`,
			stalls: 0.005 * provider,
		})),
		STUDY,
	);
	const scored = scoreStudy([{ recording, sha256: null }]);
	if (!scored.ok) throw new Error(scored.message);
	const { study } = scored;
	return {
		what: STUDY_CELL,
		stream: 'stalls',
		tokens: recording.requests.reduce(
			(sum, { commonTokens }) => (commonTokens ?? []).reduce((own, count) => own + count, sum),
			0,
		),
		...measure(() => study.whole().providers[0]?.metrics.fluidityIndex.interval?.low ?? null, rounds),
	};
}

/**
 * One round more than asked for, of which the first, in which code is still being compiled, is not counted. A round goes on
 * until it is long beside the steps of a few milliseconds in which some systems count processor time.
 */
function measure(task: () => number | null, rounds: number): Pick<Cell, 'ms' | 'result'> {
	let result = task();
	const times = Array.from({ length: rounds }, () => {
		const before = process.threadCpuUsage();
		let runs = 0;
		let usedMs = 0;
		while (usedMs < LEAST_ROUND_MS) {
			result = task();
			runs += 1;
			const { user, system } = process.threadCpuUsage(before);
			usedMs = (user + system) / 1e3;
		}
		return usedMs / runs;
	});
	return { ms: times.sort((one, other) => one - other)[Math.floor(rounds / 2)] as number, result };
}

function millionTokensPerSecond({ tokens, ms }: Cell): number {
	return tokens / ms / 1e3;
}

function judge(cells: readonly Cell[]): Criterion[] {
	return cells.flatMap((cell) => {
		if (cell.what === STUDY_CELL) {
			return {
				text: `${cell.what}, ${STUDY.providers} × ${STUDY.rounds} requests: ${cell.ms.toFixed(0)} ms, at most ${MOST_STUDY_MS}`,
				holds: cell.ms <= MOST_STUDY_MS,
			};
		}
		if (cell.what === 'miss rate') {
			const rate = millionTokensPerSecond(cell);
			return {
				text: `miss rate, ${cell.stream}: ${rate.toFixed(0)} million tokens/s, at least ${LEAST_MILLION_TOKENS_PER_SECOND}`,
				holds: rate >= LEAST_MILLION_TOKENS_PER_SECOND,
			};
		}
		if (cell.what !== 'fluid rate') return [];
		return {
			text: `fluid rate, ${cell.stream}: ${cell.ms.toFixed(1)} ms, at most ${MOST_FLUID_RATE_MS}`,
			holds: cell.ms <= MOST_FLUID_RATE_MS,
		};
	});
}

function run(settings: Settings): ScoreReport {
	const { rounds, missRateRequests } = settings;
	const answers = settings.reference === undefined ? null : askReference(settings.reference, rounds, missRateRequests);
	const cells = [...measureAll(settings), measureStudy(rounds)];
	const reference = answers === null ? null : putBeside(answers, cells);
	return {
		date: new Date().toISOString(),
		node: process.versions.node,
		processor: cpus()[0]?.model ?? 'unknown',
		rounds,
		cells,
		reference,
		criteria: [...judge(cells), ...(reference === null ? [] : judgeAgreement(cells, reference))],
	};
}

function tableOf({ cells, reference }: ScoreReport): string {
	const table = new Table({
		head: [
			'what',
			'gaps',
			'tokens',
			'ms',
			'million tokens/s',
			...(reference === null ? [] : ['reference ms', 'ratio']),
		],
		colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	for (const cell of cells) {
		const { what, stream, tokens, ms } = cell;
		const theirs = reference?.cells.find((each) => each.what === what && each.stream === stream);
		table.push([
			...[what, stream, tokens, ms.toFixed(1), millionTokensPerSecond(cell).toFixed(1)],
			...(theirs === undefined ? [] : [theirs.ms.toFixed(0), theirs.ratio.toFixed(0)]),
		]);
	}
	return table.toString();
}

function print(report: ScoreReport, json: boolean): void {
	if (json) {
		process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
		return;
	}
	process.stdout.write(
		[
			tableOf(report),
			'',
			...STREAMS.map((stream) => `${stream}: ${ABOUT[stream]}`),
			`Processor time of one thread, the median of ${report.rounds} rounds. First tokens are due after 400 ms, each next one after 25, or 10 where most are late.`,
			...(report.reference === null ? [] : [aboutReference(report.reference)]),
			`${report.date}, Node ${report.node} (${report.processor}).`,
			'',
			...linesOf(report.criteria),
			'',
		].join('\n'),
	);
}

function settingsOf(given: readonly string[]): Settings {
	return settingsOrExit(
		'npm run bench -- score [--rounds 5] [--requests 10000] [--reference CHECKOUT] [--json]',
		() => {
			const { values } = parseArgs({
				args: [...given],
				options: {
					rounds: { type: 'string', default: '5' },
					requests: { type: 'string', default: '10000' },
					reference: { type: 'string' },
					json: { type: 'boolean', default: false },
				},
			});
			return {
				rounds: wholeWithin('--rounds', values.rounds, 1, 100),
				missRateRequests: wholeWithin('--requests', values.requests, 1, 20_000),
				reference: values.reference,
				json: values.json,
			};
		},
	);
}

const settings = settingsOf(process.argv.slice(2));
try {
	const report = run(settings);
	print(report, settings.json);
	process.exitCode = report.criteria.every(({ holds }) => holds) ? 0 : 1;
} catch (error) {
	if (!(error instanceof NoReferenceError)) throw error;
	process.stderr.write(`--reference: ${error.message}\n`);
	process.exitCode = 2;
}
