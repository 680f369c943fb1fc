import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { RunSnapshot } from '../src/core/api.ts';
import { type Arrival, encodeBatch } from '../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../src/core/definition.ts';
import type { Mark } from '../src/core/events.ts';
import { DEFAULT_FLUID_RATE } from '../src/core/fluidity/token-rates.ts';
import { type Ns, ns } from '../src/core/time.ts';
import { createLiveRun } from '../src/renderer/live/live-run.ts';
import { type CountedRun, countRun } from '../src/renderer/screens/scorecard/counting.ts';
import { rescore } from '../src/renderer/screens/scorecard/rescore.ts';
import {
	fluidityCurve,
	providerFacts,
	providerPace,
	scoreIntervals,
	shareFacts,
} from '../src/renderer/screens/scorecard/slow-facts.ts';
import { settingsOrExit, wholeWithin } from './command/arguments.ts';
import { linesOf, withinLimits } from './command/criterion.ts';
import { drawRequests, STREAMS } from './score/streams.ts';

// Can a slider be moved over a million tokens? The page's own code on one thread: processor time, the median of rounds.

const PROVIDERS = 16;
const REQUESTS_EACH = 1000;
const MOST_MS = { table: 16, charts: 100, open: 2_000, intervals: 1_000 } as const;

/** One measurement. */
export interface Cell {
	readonly what: string;
	readonly ms: number;
	/** What it must not take longer than; null where it is only told. */
	readonly mostMs: number | null;
}

/** What `--json` prints. */
export interface RescoreReport {
	readonly date: string;
	readonly node: string;
	readonly processor: string;
	readonly tokens: number;
	readonly rounds: number;
	readonly cells: readonly Cell[];
	readonly criteria: readonly { readonly text: string; readonly holds: boolean }[];
}

function measureAll(tokensPerRequest: number, rounds: number): Cell[] {
	const snapshot = drawSnapshot(tokensPerRequest);
	const open = (): CountedRun => {
		const live = createLiveRun(snapshot, 0, 0);
		const result = { accounting: 'common' as const, counts: snapshot.result?.counts ?? [] };
		const counted = countRun({ streams: live.streams, providers: PROVIDERS, result }, DEFAULT_DEFINITION);
		rescore(counted, snapshot.run.deadlines, DEFAULT_DEFINITION);
		return counted;
	};
	const cell = (what: string, mostMs: number | null, task: (round: number) => unknown): Cell => ({
		what,
		ms: measure(task, rounds),
		mostMs,
	});
	const counted = open();
	const providers = Array.from({ length: PROVIDERS }, (_, provider) => provider);
	const at = (eachMs: number): Parameters<typeof rescore>[1] => ({
		...snapshot.run.deadlines,
		eachNs: nanoseconds(eachMs * 1e6),
	});
	const facts = providers.map((provider) => providerFacts(counted, provider));
	const paces = providers.map((provider) => providerPace(counted, provider, DEFAULT_FLUID_RATE.targetMissRate));
	const scores = rescore(counted, snapshot.run.deadlines, DEFAULT_DEFINITION);
	return [
		cell('open: streams, counts and the first scores', MOST_MS.open, open),
		cell('table after a slider, deadlines of about 50 ms', MOST_MS.table, (round) =>
			rescore(counted, at(50 + round), DEFAULT_DEFINITION),
		),
		cell('table after a slider, most tokens late', MOST_MS.table, (round) =>
			rescore(counted, at(10 + round), DEFAULT_DEFINITION),
		),
		cell('charts after the share slider: curves and fluid rates', MOST_MS.charts, (round) => [
			facts.map(({ missRates }) => fluidityCurve(missRates, 0.9 + round / 1_000)),
			paces.map((pace) => shareFacts(pace, 0.9 + round / 1_000)),
		]),
		cell('intervals of the fluidity-index, beside the page', MOST_MS.intervals, () => scores.map(scoreIntervals)),
		cell('once, beside the page: gaps, rates, curves, boxes', null, () =>
			providers.map((provider) => providerFacts(counted, provider)),
		),
		cell('once a target, beside the page: fluid rates', null, (round) =>
			providers.map((provider) => providerPace(counted, provider, 0.1 + round / 1_000)),
		),
	];
}

/** A run as the host would tell of it: a third of its providers each with steady, stalling and exponential gaps. */
function drawSnapshot(tokensPerRequest: number): RunSnapshot {
	const streams = STREAMS.map((name) => drawRequests(name, REQUESTS_EACH, tokensPerRequest));
	const requests: RunSnapshot['requests'][number][] = [];
	const arrivals: Arrival[] = [];
	const marks: Mark[] = [];
	for (let round = 1; round <= REQUESTS_EACH; round++) {
		for (let provider = 0; provider < PROVIDERS; provider++) {
			const stream = requests.length;
			requests.push({ stream, provider, round });
			marks.push(...begun(stream));
			let atNs = 0;
			const intervals = streams[provider % streams.length]?.[round - 1] ?? new Float64Array();
			for (const interval of intervals) {
				atNs += Math.round(interval);
				const counted = { tokens: null, tokenSource: 'none', text: ' word' } as const;
				arrivals.push({ stream, kind: 'text', read: 0, atNs: ns(atNs), bytes: 40, ...counted });
			}
			marks.push(ended(stream, ns(atNs)));
		}
	}
	const tokens = Array.from({ length: tokensPerRequest }, () => 1);
	return {
		run: {
			...{
				record: 'run',
				version: 1,
				id: 'bench',
				startedAt: '2026-01-01T00:00:00.000Z',
				epochMonotonicNs: '0',
				app: '',
			},
			environment: { platform: 'any', arch: 'any', node: '', cpus: 1 },
			...{ prompt: '', maxTokens: tokensPerRequest, rounds: REQUESTS_EACH },
			deadlines: { firstNs: ns(400e6), eachNs: ns(50e6), stallNs: ns(200e6) },
			definition: DEFAULT_DEFINITION,
			providers: Array.from({ length: PROVIDERS }, (_, provider) => ({
				...{ name: `provider ${provider}`, model: 'm', endpoint: 'http://127.0.0.1/', price: null },
			})),
		},
		requests,
		batch: encodeBatch(0, arrivals, marks),
		source: 'file',
		result: {
			scorecard: {
				version: 1,
				run: {
					...{ id: 'bench', startedAt: '', prompt: '', maxTokens: tokensPerRequest, rounds: REQUESTS_EACH },
					...{ deadlines: { firstMs: 400, eachMs: 50, stallMs: 200 }, definition: 'deadlines', accounting: 'common' },
				},
				providers: [],
				health: null,
			},
			verdict: { type: 'refusal', reason: 'exploratory' },
			counts: requests.map(({ stream }) => ({ stream, tokens })),
		},
	};
}

function begun(stream: number): Mark[] {
	const connection = {
		...{ reused: true, cold: false, lookupNs: null, connectNs: null, secureNs: null },
		...{ remoteAddress: null, protocol: 'http/1.1' },
	};
	return [
		{ type: 'released', stream, atNs: ns(0) },
		{ type: 'sent', stream, atNs: ns(0), connection },
	];
}

function ended(stream: number, atNs: Ns): Mark {
	return {
		...{ type: 'ended', stream, atNs, state: 'completed', failure: null, finishReason: 'stop', finishedNs: atNs },
		...{ terminated: true, usage: null, upstream: null },
		counts: { reads: 1, multiFrameReads: 0, frames: 1, keepAlives: 0, emptyFrames: 0, malformedFrames: 0 },
	};
}

function nanoseconds(value: number): Ns {
	return ns(Math.round(value));
}

/** One round more than asked for, of which the first, in which code is still being compiled, is not counted. */
function measure(task: (round: number) => unknown, rounds: number): number {
	task(0);
	const times = Array.from({ length: rounds }, (_, round) => {
		const before = process.threadCpuUsage();
		task(round + 1);
		const { user, system } = process.threadCpuUsage(before);
		return (user + system) / 1e3;
	});
	return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] as number;
}

function print(report: RescoreReport, json: boolean): void {
	if (json) {
		process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
		return;
	}
	const table = new Table({
		head: ['what', 'ms', 'at most'],
		colAligns: ['left', 'right', 'right'],
		style: { head: [], border: [], compact: true },
	});
	for (const { what, ms, mostMs } of report.cells) table.push([what, ms.toFixed(1), mostMs ?? '']);
	process.stdout.write(
		[
			table.toString(),
			'',
			`${PROVIDERS} providers × ${REQUESTS_EACH} requests, ${report.tokens} tokens. Processor time of one thread, the median of ${report.rounds} rounds.`,
			`${report.date}, Node ${report.node} (${report.processor}).`,
			'',
			...linesOf(report.criteria),
			'',
		].join('\n'),
	);
}

function settingsOf(given: readonly string[]): {
	readonly rounds: number;
	readonly tokens: number;
	readonly json: boolean;
} {
	return settingsOrExit('npm run bench -- rescore [--rounds 5] [--tokens 63] [--json]', () => {
		const { values } = parseArgs({
			args: [...given],
			options: {
				rounds: { type: 'string', default: '5' },
				tokens: { type: 'string', default: '63' },
				json: { type: 'boolean', default: false },
			},
		});
		return {
			rounds: wholeWithin('--rounds', values.rounds, 1, 100),
			tokens: wholeWithin('--tokens', values.tokens, 1, 1_000),
			json: values.json,
		};
	});
}

const { rounds, tokens, json } = settingsOf(process.argv.slice(2));
const cells = measureAll(tokens, rounds);
const report: RescoreReport = {
	date: new Date().toISOString(),
	node: process.versions.node,
	processor: cpus()[0]?.model ?? 'unknown',
	tokens: PROVIDERS * REQUESTS_EACH * tokens,
	rounds,
	cells,
	criteria: withinLimits(cells),
};
print(report, json);
process.exitCode = report.criteria.every(({ holds }) => holds) ? 0 : 1;
