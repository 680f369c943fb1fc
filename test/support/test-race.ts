import { type Arrival, type Batch, decodeArrivals } from '../../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { Mark } from '../../src/core/events.ts';
import type { RecordedRequest, Recording } from '../../src/core/recording.ts';
import { msToNs } from '../../src/core/time.ts';
import type { SessionLimits } from '../../src/main/engine/session.ts';
import { type Race, type RaceProvider, startRace } from '../../src/main/race.ts';

/** A provider that is only where it is. */
export function providerAt(baseUrl: string, changes: Partial<RaceProvider> = {}): RaceProvider {
	return {
		name: 'Provider',
		model: 'sim-70b',
		baseUrl,
		dialect: 'openai-chat',
		key: null,
		headers: {},
		price: null,
		...changes,
	};
}

export interface TestRace {
	readonly race: Race;
	readonly done: Promise<Recording>;
	/** The first arrival that fits, as soon as it was told. */
	arrival(fits: (arrival: Arrival) => boolean): Promise<Arrival>;
	/** The first mark that fits, as soon as it was told. */
	mark(fits: (mark: Mark) => boolean): Promise<Mark>;
}

/** A race on the real engine, of which a test can await what is told. */
export function startTestRace(
	providers: readonly RaceProvider[],
	{
		prompt = 'Say something.',
		rounds = 1,
		maxTokens = 32,
		limits = {},
		consume = () => {},
	}: {
		readonly prompt?: string;
		readonly rounds?: number;
		readonly maxTokens?: number;
		readonly limits?: Partial<SessionLimits>;
		readonly consume?: (batch: Batch) => void;
	} = {},
): TestRace {
	const arrivals = createLog<Arrival>();
	const marks = createLog<Mark>();
	const race = startRace(
		{
			providers,
			prompt,
			maxTokens,
			rounds,
			deadlines: { firstNs: msToNs(400), eachNs: msToNs(50), stallNs: msToNs(200) },
			definition: DEFAULT_DEFINITION,
			limits: { connectMs: 10_000, idleMs: 30_000, totalMs: 60_000, maxFrameBytes: 1_048_576, ...limits },
		},
		{
			record() {},
			batch(batch) {
				consume(batch);
				for (const arrival of decodeArrivals(batch)) arrivals.add(arrival);
				for (const mark of batch.marks) marks.add(mark);
			},
		},
	);
	return { race, done: race.done, arrival: arrivals.first, mark: marks.first };
}

/** The request of a provider in a round, which must be there. */
export function requestOf({ requests }: Recording, provider = 0, round = 1): RecordedRequest {
	const found = requests.find(({ request }) => request.provider === provider && request.round === round);
	if (found === undefined) throw new Error(`no request of provider ${provider} in round ${round}`);
	return found;
}

/** The whole text of one kind. */
export function textOf({ arrivals }: RecordedRequest, kind: Arrival['kind'] = 'text'): string {
	return arrivals.map((arrival) => (arrival.kind === kind ? arrival.text : '')).join('');
}

/** A reading of `process.hrtime.bigint()` as nanoseconds of the recording's own clock. */
export function sinceEpoch({ run }: Pick<Recording, 'run'>, reading: bigint | string): number {
	return Number(BigInt(reading) - BigInt(run.epochMonotonicNs));
}

function createLog<Item>() {
	const items: Item[] = [];
	const waiting = new Set<() => void>();
	return {
		add(item: Item): void {
			items.push(item);
			for (const look of waiting) look();
		},
		first(fits: (item: Item) => boolean): Promise<Item> {
			return new Promise((resolve) => {
				const look = (): void => {
					const found = items.find(fits);
					if (found === undefined) return;
					waiting.delete(look);
					resolve(found);
				};
				waiting.add(look);
				look();
			});
		},
	};
}
