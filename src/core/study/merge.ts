import { changedChoices } from '../exploratory.ts';
import type { MeasuredHealth } from '../health.ts';
import type { RecordedRequest, Recording, RunRecord } from '../recording.ts';
import { nsToMs } from '../time.ts';

/** Several runs as one, or why they cannot be that: a sentence. */
export type Merged =
	| {
			readonly ok: true;
			readonly recording: Recording;
			readonly recordings: readonly Recording[];
			/** Of each provider of the recording: wherever it was asked, in the order of the runs. */
			readonly endpoints: readonly (readonly string[])[];
	  }
	| { readonly ok: false; readonly message: string };

type Provider = RunRecord['providers'][number];

/**
 * Puts runs together, by the time they started: rounds follow each other, and a provider of the same name, model and
 * address is one; on this machine also where its port is another, unless two of one run differ in it. Scoring the result
 * is scoring the runs together: requests of one round stay pairs, and no request is compared with one of another run. The
 * order they are given in makes no difference.
 *
 * The health is the worst of each; a price is kept where the runs agree on it. Times still count from each run's own
 * epoch: only differences within a request mean anything.
 *
 * Runs cannot be put together that were declared with other deadlines or definitions, or one of which is given twice; nor
 * where they call a stall by other lengths, unless one was chosen for all.
 */
export function mergeRecordings(given: readonly Recording[], stallChosen = false): Merged {
	const recordings = given.toSorted((one, other) => compareText(sortKey(one), sortKey(other)));
	const [first, ...others] = recordings;
	if (first === undefined) return { ok: false, message: 'there is no run' };
	const objection = objectionTo(recordings, stallChosen);
	if (objection !== null) return { ok: false, message: objection };
	if (others.length === 0) {
		return { ok: true, recording: first, recordings, endpoints: first.run.providers.map(({ endpoint }) => [endpoint]) };
	}

	const known: Known[] = [];
	const requests: RecordedRequest[] = [];
	let rounds = 0;
	for (const { run, requests: own } of recordings) {
		const places = placesOf(run.providers, known);
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
	const providers = known.map(({ provider }) => provider);
	return {
		ok: true,
		recordings,
		endpoints: known.map(({ endpoints }) => endpoints),
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

function objectionTo(recordings: readonly Recording[], stallChosen: boolean): string | null {
	const ids = recordings.map(({ run }) => run.id);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) return `the run ${twice} is given twice: its requests would count twice`;
	const deadlines = new Set(recordings.map(({ run }) => JSON.stringify([run.deadlines.firstNs, run.deadlines.eachNs])));
	if (deadlines.size > 1) return 'the runs were made under different deadlines: they cannot have one verdict';
	const [first] = recordings;
	const isOther = ({ run }: Recording): boolean => changedChoices(run.definition, first?.run.definition).length > 0;
	if (recordings.some(isOther)) return 'the runs were made under different definitions: they cannot have one verdict';
	const stalls = new Set(recordings.map(({ run }) => nsToMs(run.deadlines.stallNs)));
	if (stalls.size === 1 || stallChosen) return null;
	const lengths = [...stalls].sort((one, other) => one - other).join(' and ');
	return `the runs call a wait a stall from ${lengths} ms on: choose one length for all, as with --stall ${Math.max(...stalls)}ms`;
}

/** A provider of the runs so far, and where it was asked. */
interface Known {
	readonly provider: Provider;
	readonly endpoints: readonly string[];
}

/**
 * Where the providers of a run are among those so far; new ones are added. No two of them share a place. Those at an
 * address that is known are placed first, so that another one's port does not take it from them.
 */
function placesOf(providers: readonly Provider[], known: Known[]): number[] {
	const places = new Map<Provider, number>();
	const place = (provider: Provider, isSame: (other: Known) => boolean): void => {
		if (places.has(provider)) return;
		const taken = new Set(places.values());
		const index = known.findIndex((other, at) => !taken.has(at) && isSame(other));
		const found = known[index];
		if (found === undefined) return;
		known[index] = joined(found, provider);
		places.set(provider, index);
	};
	for (const provider of providers) {
		place(provider, (other) => isAlike(other, provider) && other.endpoints.includes(provider.endpoint));
	}
	const stable = (endpoints: readonly string[]): string[] => endpoints.map(stableEndpoint);
	for (const provider of providers) {
		place(provider, (other) => {
			return isAlike(other, provider) && stable(other.endpoints).includes(stableEndpoint(provider.endpoint));
		});
	}
	return providers.map((provider) => {
		return places.get(provider) ?? known.push({ provider, endpoints: [provider.endpoint] }) - 1;
	});
}

function isAlike({ provider }: Known, { name, model }: Provider): boolean {
	return provider.name === name && provider.model === model;
}

function joined({ provider, endpoints }: Known, other: Provider): Known {
	const samePrice = JSON.stringify(provider.price) === JSON.stringify(other.price);
	return {
		provider: samePrice ? provider : { ...provider, price: null },
		endpoints: [...new Set([...endpoints, other.endpoint])],
	};
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
