import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { RecordedRequest, Recording, RecordingRecord } from '../../src/core/recording.ts';
import { type ProviderScore, type Scorecard, scoreRecording } from '../../src/core/scorecard.ts';
import { msToNs } from '../../src/core/time.ts';
import { type Race, type RaceProvider, startRace } from '../../src/main/race.ts';

/** What a test says of a provider; its name is its model unless it says so. */
export interface Contestant {
	readonly baseUrl: string;
	readonly model: string;
	readonly name?: string;
	readonly key?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface Outcome {
	readonly recording: Recording;
	readonly scorecard: Scorecard;
	/** Everything that would be written to a recording's file. */
	readonly records: readonly RecordingRecord[];
	/** One provider's answers, by round. */
	answers(name: string): readonly RecordedRequest[];
	/** Its only answer. */
	answer(name: string): RecordedRequest;
	score(name: string): ProviderScore;
}

/** Races whole, through the engine's own thread and sockets, and scores the recording. */
export async function race(
	contestants: readonly Contestant[],
	{
		rounds = 1,
		idleMs = 20_000,
		deadlines = { firstMs: 400, eachMs: 50, stallMs: 200 },
		onBatch = () => {},
	}: {
		rounds?: number;
		idleMs?: number;
		deadlines?: { firstMs: number; eachMs: number; stallMs: number };
		onBatch?: (race: Race) => void;
	} = {},
): Promise<Outcome> {
	const records: RecordingRecord[] = [];
	const providers = contestants.map(
		({ baseUrl, model, name = model, key = null, headers = {} }): RaceProvider => ({
			name,
			model,
			baseUrl,
			dialect: 'openai-chat',
			key,
			headers,
			price: null,
		}),
	);
	const underWay = startRace(
		{
			providers,
			prompt: 'Say what you have.',
			maxTokens: 512,
			rounds,
			deadlines: {
				firstNs: msToNs(deadlines.firstMs),
				eachNs: msToNs(deadlines.eachMs),
				stallNs: msToNs(deadlines.stallMs),
			},
			definition: DEFAULT_DEFINITION,
			limits: { connectMs: 10_000, idleMs, totalMs: 60_000, maxFrameBytes: 1_048_576 },
		},
		{
			record: (record) => records.push(record),
			batch: () => onBatch(underWay),
		},
	);
	const recording = await underWay.done;
	const scorecard = scoreRecording(recording);
	function place(name: string): number {
		const index = providers.findIndex((provider) => provider.name === name);
		if (index < 0) throw new Error(`no provider ${name}`);
		return index;
	}
	function answers(name: string): readonly RecordedRequest[] {
		const provider = place(name);
		return recording.requests.filter(({ request }) => request.provider === provider);
	}
	return {
		recording,
		scorecard,
		records,
		answers,
		answer(name) {
			const [only, ...others] = answers(name);
			if (!only || others.length > 0) throw new Error(`${name} has ${others.length + 1} answers, not one`);
			return only;
		},
		score(name) {
			const score = scorecard.providers[place(name)];
			if (!score) throw new Error(`${name} has no score`);
			return score;
		},
	};
}

/** The pieces of an answer's visible text, in order. */
export function textPieces({ arrivals }: RecordedRequest): string[] {
	return arrivals.flatMap(({ kind, text }) => (kind === 'text' ? [text] : []));
}

/** An answer's visible text. */
export function textOf(request: RecordedRequest): string {
	return textPieces(request).join('');
}

/** Milliseconds between the pieces of an answer, the first one's wait left out. */
export function gapsMs({ arrivals }: RecordedRequest): number[] {
	return arrivals.slice(1).map(({ atNs }, index) => (atNs - (arrivals[index]?.atNs ?? atNs)) / 1e6);
}
