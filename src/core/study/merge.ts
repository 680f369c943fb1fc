import type { MeasuredHealth } from '../health.ts';
import type { RecordedRequest, Recording, RunRecord } from '../recording.ts';

/** Several runs as one, or why they cannot be that: a sentence. */
export type Merged =
	| { readonly ok: true; readonly recording: Recording; readonly recordings: readonly Recording[] }
	| { readonly ok: false; readonly message: string };

type Provider = RunRecord['providers'][number];

/**
 * Puts runs together, by the time they started: rounds follow each other, and a provider of the same name, model and
 * address (on this machine: whatever its port) is one. Scoring the result is scoring the runs together: requests of one
 * round stay pairs, and no request is compared with one of another run. The order they are given in makes no difference.
 *
 * The health is the worst of each; a price is kept where the runs agree on it. Times still count from each run's own
 * epoch: only differences within a request mean anything.
 *
 * Runs cannot be put together that had other deadlines, or one of which is given twice.
 */
export function mergeRecordings(given: readonly Recording[]): Merged {
	const recordings = given.toSorted((one, other) => compareText(sortKey(one), sortKey(other)));
	const [first, ...others] = recordings;
	if (first === undefined) return { ok: false, message: 'there is no run' };
	const objection = objectionTo(recordings);
	if (objection !== null) return { ok: false, message: objection };
	if (others.length === 0) return { ok: true, recording: first, recordings };

	const providers: Provider[] = [];
	const requests: RecordedRequest[] = [];
	let rounds = 0;
	for (const { run, requests: own } of recordings) {
		const places = run.providers.map((provider) => placeOf(provider, providers));
		for (const request of own) {
			const stream = requests.length;
			const { provider, round } = request.request;
			const place = places[provider];
			if (place === undefined) throw new Error(`run ${run.id} has no provider ${provider}`);
			requests.push({
				...request,
				request: { ...request.request, stream, provider: place, round: rounds + round },
			});
		}
		rounds += run.rounds;
	}
	return {
		ok: true,
		recordings,
		recording: {
			run: { ...first.run, id: recordings.map(({ run }) => run.id).join('+'), rounds, providers },
			requests,
			measured: worstHealth(recordings.map(({ measured }) => measured)),
			closed: recordings.every(({ closed }) => closed),
		},
	};
}

/** An address without the port, where that is only where a program of this machine happened to listen. */
function stableEndpoint(endpoint: string): string {
	const url = URL_PARTS.exec(endpoint);
	return url !== null && isLoopback(endpoint) ? `${url[1]}${url[2]}${url[4]}` : endpoint;
}

/** Whether an address is on the machine that measured. */
export function isLoopback(endpoint: string): boolean {
	const host = URL_PARTS.exec(endpoint)?.[2] ?? '';
	return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Scheme, host, port, the rest. */
const URL_PARTS = /^(https?:\/\/)(\[[^\]]*\]|[^/:]*)(:\d+)?(.*)$/;

function objectionTo(recordings: readonly Recording[]): string | null {
	const ids = recordings.map(({ run }) => run.id);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) return `the run ${twice} is given twice: its requests would count twice`;
	const deadlines = new Set(recordings.map(({ run }) => JSON.stringify([run.deadlines.firstNs, run.deadlines.eachNs])));
	return deadlines.size > 1 ? 'the runs were made under different deadlines: they cannot have one verdict' : null;
}

/** Where a provider is among those so far; it is added if it is new. */
function placeOf(provider: Provider, providers: Provider[]): number {
	const place = providers.findIndex((other) => identity(other) === identity(provider));
	const known = providers[place];
	if (known === undefined) return providers.push(provider) - 1;
	if (JSON.stringify(known.price) !== JSON.stringify(provider.price)) providers[place] = { ...known, price: null };
	return place;
}

function identity({ name, model, endpoint }: Provider): string {
	return JSON.stringify([name, model, stableEndpoint(endpoint)]);
}

function sortKey({ run }: Recording): string {
	return `${run.startedAt} ${run.id}`;
}

function compareText(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}

/** Null where one of them was not measured. */
function worstHealth(each: readonly (MeasuredHealth | null)[]): MeasuredHealth | null {
	const measured = each.filter((health) => health !== null);
	if (measured.length < each.length) return null;
	const most = (of: (health: MeasuredHealth) => number | null): number | null =>
		measured.map(of).reduce((one, other) => (one === null ? other : other === null ? one : Math.max(one, other)), null);
	const sum = (of: (health: MeasuredHealth) => number): number =>
		measured.reduce((total, health) => total + of(health), 0);
	const union = (of: (health: MeasuredHealth) => readonly string[]): string[] => [...new Set(measured.flatMap(of))];
	return {
		loopDelayP99Ms: most((health) => health.loopDelayP99Ms),
		scheduleLagP99Ms: most((health) => health.scheduleLagP99Ms),
		skewMs: most((health) => health.skewMs),
		reads: sum((health) => health.reads),
		multiFrameReads: sum((health) => health.multiFrameReads),
		coldConnections: sum((health) => health.coldConnections),
		contentEncodings: union((health) => health.contentEncodings),
		proxied: measured.some((health) => health.proxied),
		httpVersions: union((health) => health.httpVersions),
		cachedPromptTokens: sum((health) => health.cachedPromptTokens),
		sequenceGaps: sum((health) => health.sequenceGaps),
	};
}
