import { availableParallelism, cpus, loadavg } from 'node:os';
import { keepBusy } from './arrival/busy.ts';
import { CONTENDERS, type ContenderName } from './arrival/contender.ts';
import { type Cell, judge } from './arrival/criteria.ts';
import { type Delays, figuresOf, joinDelays } from './arrival/delays.ts';
import { stream } from './arrival/measure.ts';
import { tablesOf } from './arrival/report.ts';
import { readSettings, type Settings, USAGE } from './arrival/settings.ts';
import { type Server, startServer } from './arrival/start-server.ts';
import { type StreamRequest, TOKENS_PER_SECOND } from './arrival/stream-request.ts';
import { settingsOrExit } from './command/arguments.ts';
import { type Criterion, linesOf } from './command/criterion.ts';

// How late does each way of reading a stream say that a token came? A server in a process of its own reads the clock
// just before each write; the contenders, each in a worker thread, say when they saw it.

/** Half a second: long enough for the first, costly garbage collections of a new thread to be over. */
const WARM_UP_TOKENS = 25;

/** What `--json` prints. */
export interface ArrivalReport {
	readonly date: string;
	readonly node: string;
	readonly processor: string;
	readonly cores: number;
	/** Load average of the last minute when it began: what else ran then shows in every figure. 0 on Windows. */
	readonly loadBefore: number;
	readonly settings: Settings;
	/** Medians over the rounds. */
	readonly cells: readonly Cell[];
	readonly criteria: readonly Criterion[];
}

interface Load {
	readonly contender: ContenderName;
	readonly streams: number;
	readonly busy: boolean;
	readonly rounds: Delays[];
}

async function measureAll(settings: Settings, server: Server, epoch: bigint): Promise<Cell[]> {
	const loads: Load[] = settings.streams.flatMap((streams) =>
		[false, true].flatMap((busy) => CONTENDERS.map((contender) => ({ contender, streams, busy, rounds: [] }))),
	);
	for (let round = 0; round < settings.rounds; round++) {
		for (const streams of settings.streams) {
			for (const busy of [false, true]) {
				process.stderr.write(
					`round ${round + 1} of ${settings.rounds}, ${streams} streams, main thread ${busy ? 'busy' : 'idle'}\n`,
				);
				const turn = loads.filter((load) => load.streams === streams && load.busy === busy);
				const first = round % turn.length;
				for (const load of [...turn.slice(first), ...turn.slice(0, first)]) {
					load.rounds.push(await measureOnce(load, round, settings, server, epoch));
				}
			}
		}
	}
	return loads.map(({ contender, streams, busy, rounds }) => ({ contender, streams, busy, ...figuresOf(rounds) }));
}

/** A round of streams that only warms the thread up, then as many that are measured, on the same connections. */
async function measureOnce(
	{ contender, streams, busy }: Load,
	round: number,
	{ seconds }: Settings,
	server: Server,
	epoch: bigint,
): Promise<Delays> {
	const requests = (from: number, tokens: number): StreamRequest[] =>
		Array.from({ length: streams }, (_, index) => ({ stream: from + index, tokens, seed: round }));
	const rounds = [requests(streams, WARM_UP_TOKENS), requests(0, Math.ceil(seconds * TOKENS_PER_SECOND))];
	const stopBusy = busy ? keepBusy() : null;
	try {
		const seen = await stream(contender, server.baseUrl, epoch, rounds);
		return joinDelays(await server.collect(), seen, streams);
	} finally {
		stopBusy?.();
	}
}

async function run(settings: Settings): Promise<ArrivalReport> {
	const epoch = process.hrtime.bigint();
	const loadBefore = loadavg()[0] ?? 0;
	const server = await startServer(epoch);
	try {
		const cells = await measureAll(settings, server, epoch);
		return {
			date: new Date().toISOString(),
			node: process.versions.node,
			processor: cpus()[0]?.model ?? 'unknown',
			cores: availableParallelism(),
			loadBefore,
			settings,
			cells,
			criteria: judge(cells),
		};
	} finally {
		await server.close();
	}
}

function print(report: ArrivalReport): void {
	if (report.settings.json) {
		process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
		return;
	}
	const { rounds, seconds } = report.settings;
	process.stdout.write(
		[
			tablesOf(report.cells),
			'',
			'Arrival as the client tells it, less the moment before the write, in ms: medians over',
			`${rounds} interleaved rounds of ${seconds} s at ${TOKENS_PER_SECOND} tokens/s per stream. The first token of each stream stands apart.`,
			`Before each measurement its thread streams ${WARM_UP_TOKENS} tokens per stream unmeasured; the engine's own warm-up comes on top.`,
			`${report.date}, Node ${report.node}, ${report.cores} cores (${report.processor}), load average ${report.loadBefore.toFixed(2)} before it began.`,
			'',
			...linesOf(report.criteria),
			'',
		].join('\n'),
	);
}

const report = await run(settingsOrExit(USAGE, () => readSettings(process.argv.slice(2))));
print(report);
process.exitCode = report.criteria.every(({ holds }) => holds) ? 0 : 1;
