import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Mark } from '../../core/events.ts';
import type { MeasuredHealth } from '../../core/health.ts';
import { quantile } from '../../core/stats/quantile.ts';
import { type Clock, type Ns, ns, nsToMs } from '../../core/time.ts';
import { dialectOf } from './dialects/registry.ts';
import type { Outbox, Timers } from './outbox.ts';
import { type EnginePlan, type PlannedRequest, secretsOf } from './plan.ts';
import { createRedactor } from './redact.ts';
import { type Session, startSession } from './session.ts';
import type { Transport } from './transport.ts';

/** A run under way. */
export interface EngineRun {
	/** Resolves when every request has ended and every socket is closed. */
	readonly done: Promise<MeasuredHealth>;
	/** Ends every request as cancelled and sends no more. */
	cancel(): void;
}

/**
 * The pause between two rounds: long enough to hear of a connection that its server closes after an answer, so that the
 * next one is opened beforehand and no request is written to a socket that is already gone.
 */
const BETWEEN_ROUNDS_MS = 20;
const LOOP_DELAY_RESOLUTION_MS = 2;
/** Fewer samples of the loop's delay cannot bound its p99. */
const FEWEST_LOOP_SAMPLES = 100;

/**
 * Sends the plan's requests round by round: connections are opened beforehand and take their requests, which are then
 * released together, in an order that rotates from round to round; the next round begins when all of them have ended.
 */
export function startRun(
	plan: EnginePlan,
	transport: Transport,
	clock: Clock,
	timers: Timers,
	outbox: Outbox,
): EngineRun {
	const redactor = createRedactor(plan.providers.flatMap(secretsOf));
	const lanes = plan.providers.map(({ baseUrl }) => transport.openLane(new URL(baseUrl).origin, plan.limits.connectMs));
	const watch = watchHealth();
	const running = new Set<Session>();
	let cancelled = false;
	let wakeCancelled = (): void => {};
	const cancellation = new Promise<void>((resolve) => {
		wakeCancelled = resolve;
	});

	function mark(fact: Mark): void {
		watch.mark(fact);
		outbox.mark(fact);
	}

	async function runRound(requests: readonly PlannedRequest[], round: number): Promise<void> {
		const used = [...new Set(requests.map(({ provider }) => provider))];
		// A connection that cannot be had now fails its own request with the reason, so this only waits for the outcome.
		const prepared = Promise.allSettled(
			used.map((provider) => lanes[provider]?.prepare(requests.filter((r) => r.provider === provider).length)),
		);
		await Promise.race([prepared, cancellation]);
		if (cancelled) return;
		const first = round % requests.length;
		const ready = [...requests.slice(first), ...requests.slice(0, first)].map(makeReady);
		// By the next turn every request waits in its connection, written but for the last step.
		await new Promise(setImmediate);
		if (cancelled) return;
		const releasedNs = clock.now();
		await Promise.all(ready.map((release) => new Promise<void>((resolve) => release(releasedNs, resolve))));
	}

	/** Ends early when the run is cancelled. */
	async function pause(durationMs: number): Promise<void> {
		let stop = (): void => {};
		const over = new Promise<void>((resolve) => {
			stop = timers.after(durationMs, resolve);
		});
		await Promise.race([over, cancellation]);
		stop();
	}

	/** Everything that can be done before the release. */
	function makeReady(request: PlannedRequest): (releasedNs: Ns, resolve: () => void) => void {
		const provider = plan.providers[request.provider];
		const lane = lanes[request.provider];
		if (!provider || !lane) throw new Error(`request ${request.stream} is for provider ${request.provider} of none`);
		const dialect = dialectOf(provider.dialect);
		const { url, headers, body } = dialect.request({
			baseUrl: provider.baseUrl,
			model: provider.model,
			prompt: request.prompt,
			maxTokens: plan.maxTokens,
			key: provider.key,
		});
		const target = new URL(url);
		const sessionRequest = {
			stream: request.stream,
			host: target.host,
			ready: lane.ready(target, { ...provider.headers, ...headers }, body),
		};
		return (releasedNs, resolve) => {
			const session = startSession(sessionRequest, releasedNs, {
				dialect,
				clock,
				timers,
				limits: plan.limits,
				redactor,
				arrival: (arrival) => outbox.arrival(arrival),
				mark,
				ended() {
					running.delete(session);
					resolve();
				},
			});
			running.add(session);
		};
	}

	async function runAll(): Promise<MeasuredHealth> {
		const rounds = [...new Set(plan.requests.map(({ round }) => round))].sort((a, b) => a - b);
		for (const [index, round] of rounds.entries()) {
			if (index > 0) await pause(BETWEEN_ROUNDS_MS);
			if (cancelled) break;
			await runRound(
				plan.requests.filter((request) => request.round === round),
				round,
			);
		}
		const measured = watch.result();
		await Promise.all(lanes.map((lane) => lane.close()));
		return measured;
	}

	return {
		done: runAll(),
		cancel() {
			cancelled = true;
			wakeCancelled();
			for (const session of [...running]) session.cancel();
		},
	};
}

/** Gathers what docs/measuring.md calls the health of the measurement. */
function watchHealth(): { mark(fact: Mark): void; result(): MeasuredHealth } {
	const loop = monitorEventLoopDelay({ resolution: LOOP_DELAY_RESOLUTION_MS });
	loop.enable();
	const releasedNs = new Map<number, number>();
	const lagsMs: number[] = [];
	/** By release: the earliest and latest request sent. */
	const sent = new Map<number, { first: number; last: number }>();
	const contentEncodings = new Set<string>();
	const httpVersions = new Set<string>();
	let reads = 0;
	let multiFrameReads = 0;
	let coldConnections = 0;
	let cachedPromptTokens = 0;

	return {
		mark(fact) {
			if (fact.type === 'released') releasedNs.set(fact.stream, fact.atNs);
			if (fact.type === 'sent') {
				httpVersions.add(fact.connection.protocol);
				if (fact.connection.cold) {
					coldConnections += 1;
					return;
				}
				const release = releasedNs.get(fact.stream) ?? fact.atNs;
				lagsMs.push(nsToMs(ns(fact.atNs - release)));
				const round = sent.get(release) ?? { first: fact.atNs, last: fact.atNs };
				sent.set(release, { first: Math.min(round.first, fact.atNs), last: Math.max(round.last, fact.atNs) });
			}
			if (fact.type === 'responded') {
				const encoding = fact.headers['content-encoding'];
				if (encoding && encoding !== 'identity') contentEncodings.add(encoding);
			}
			if (fact.type === 'ended') {
				reads += fact.counts.reads;
				multiFrameReads += fact.counts.multiFrameReads;
				cachedPromptTokens += fact.usage?.cachedTokens ?? 0;
			}
		},
		result() {
			loop.disable();
			const p99Ms = loop.percentile(99) / 1e6 - LOOP_DELAY_RESOLUTION_MS;
			const skewsMs = [...sent.values()].map(({ first, last }) => nsToMs(ns(last - first)));
			return {
				loopDelayP99Ms: loop.count < FEWEST_LOOP_SAMPLES ? null : Math.max(0, p99Ms),
				scheduleLagP99Ms: quantile(
					[...lagsMs].sort((a, b) => a - b),
					0.99,
				),
				skewMs: skewsMs.length === 0 ? null : Math.max(...skewsMs),
				reads,
				multiFrameReads,
				coldConnections,
				contentEncodings: [...contentEncodings],
				proxied: false,
				httpVersions: [...httpVersions],
				cachedPromptTokens,
				sequenceGaps: 0,
			};
		},
	};
}
