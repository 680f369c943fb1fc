import type { Failure } from '../../src/core/events.ts';
import type { MeasuredHealth } from '../../src/core/health.ts';
import type { RecordedRequest, Recording, RunRecord } from '../../src/core/recording.ts';
import { type StudyOptions, type StudySource, scoreStudy } from '../../src/core/study.ts';
import type { Study } from '../../src/core/study-schema.ts';
import { failure, type Piece, recordedRequest, recordingOf, usage } from './scored-runs.ts';

/** A measurement that nothing was wrong with. */
export const healthy: MeasuredHealth = {
	loopDelayP99Ms: 0.2,
	scheduleLagP99Ms: 0.4,
	skewMs: 0.1,
	reads: 100,
	multiFrameReads: 3,
	coldConnections: 0,
	contentEncodings: [],
	proxied: false,
	httpVersions: ['http/1.1'],
	cachedPromptTokens: 0,
	sequenceGaps: 0,
};

/** Numbers from 0 to 1 that look random and are always the same. */
export function unevenness(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}

/** What a run of these providers holds, one entry for each. */
export interface StudiedProvider {
	readonly name?: string;
	readonly endpoint?: string;
	readonly price?: RunRecord['providers'][number]['price'];
	/** The share of gaps that are long. */
	readonly stalls?: number;
	/** Each so many rounds one fails. */
	readonly failEvery?: number;
	readonly failure?: Partial<Failure>;
	/** The text of each token. */
	readonly text?: string;
}

/** A healthy run: every provider answers every round with uneven gaps, no two of them alike and none on a deadline. */
export function studiedRun(
	providers: readonly StudiedProvider[],
	{
		rounds = 20,
		tokens = 24,
		seed = 1,
		measured = healthy,
		run = {},
	}: {
		readonly rounds?: number;
		readonly tokens?: number;
		readonly seed?: number;
		readonly measured?: MeasuredHealth;
		readonly run?: Partial<RunRecord>;
	} = {},
): Recording {
	const random = unevenness(seed);
	const requests: RecordedRequest[] = [];
	for (let round = 1; round <= rounds; round++) {
		providers.forEach(({ stalls = 0.02, failEvery = 0, failure: why = {}, text = ' word' }, provider) => {
			const stream = requests.length;
			if (failEvery > 0 && round % failEvery === 0) {
				const options = { stream, provider, round, state: 'failed-before-first-token' as const };
				requests.push(recordedRequest([], { ...options, failure: failure(why), usage: null }));
				return;
			}
			let ms = 60 + random() * 30;
			const pieces = Array.from({ length: tokens }, (): Piece => {
				const piece = { ms, text, tokens: random() < 0.2 ? 2 : 1 };
				ms += random() < stalls ? 150 + random() * 400 : 8 + random() * 22;
				return piece;
			});
			requests.push(recordedRequest(pieces, { stream, provider, round, usage: usage(tokens + 3) }));
		});
	}
	const recording = recordingOf(requests, { measured });
	return {
		...recording,
		run: {
			...recording.run,
			rounds,
			...run,
			providers: providers.map(
				({ name, endpoint = 'https://api.example.com/v1/chat/completions', price = null }, index) => ({
					name: name ?? `provider ${index}`,
					model: 'small',
					endpoint,
					price,
				}),
			),
		},
	};
}

/** Everything that runs say that can be studied together. */
export function studyOf(sources: readonly StudySource[], options: StudyOptions = {}): Study {
	const scored = scoreStudy(sources, options);
	if (!scored.ok) throw new Error(scored.message);
	return scored.study.whole();
}
