import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Mark } from '../../core/events.ts';
import type { MeasuredHealth } from '../../core/health.ts';
import { quantile } from '../../core/stats/quantile.ts';
import { type Clock, ns, nsToMs } from '../../core/time.ts';
import { dialectOf } from './dialects/registry.ts';
import { namesProxy } from './headers.ts';
import { createHolds, heldMark } from './holds.ts';
import type { Outbox, Timers } from './outbox.ts';
import { type EnginePlan, type PlannedRequest, secretsOf } from './plan.ts';
import { createRedactor } from './redact.ts';
import { createSession, type Session } from './session.ts';
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
/** As long as a round waits for connections before it is released without those that are still to come. */
const MOST_PREPARING_MS = 2_000;
const LOOP_DELAY_RESOLUTION_MS = 2;
/** Fewer samples of the loop's delay cannot bound its p99. */
const FEWEST_LOOP_SAMPLES = 100;

/**
 * Sends the plan's requests round by round: connections are opened beforehand and take their requests, which are then
 * released together, in an order that rotates from round to round; the next round begins when all of them have ended.
 * A request that is due while its provider's retry-after still runs is held: it is not sent, and has ended.
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
	const holds = createHolds();
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
		// A connection that cannot be had in time, or at all, is its own request's affair: nobody waits for it any longer.
		const prepared = Promise.allSettled(
			used.map((provider) => lanes[provider]?.prepare(requests.filter((r) => r.provider === provider).length)),
		);
		await waitAtMost(MOST_PREPARING_MS, prepared);
		if (cancelled) return;
		const first = round % requests.length;
		const ended: Promise<void>[] = [];
		const dueNs = clock.now();
		const held: Mark[] = [];
		const free = [...requests.slice(first), ...requests.slice(0, first)].filter((request) => {
			const why = holds.hold(request.provider, dueNs, redactor.redact(hostOf(request)));
			if (why !== null) held.push(heldMark(request.stream, dueNs, why));
			return why === null;
		});
		const ready = free.map((request) => {
			let resolve = (): void => {};
			ended.push(
				new Promise((settled) => {
					resolve = settled;
				}),
			);
			return makeReady(request, resolve);
		});
		// By the next turn every request waits in its connection, written but for the last step.
		await new Promise(setImmediate);
		const releasedNs = clock.now();
		if (!cancelled) for (const session of ready) session.release(releasedNs);
		for (const fact of held) mark(fact);
		await Promise.all(ended);
	}

	/** Waits for `what`, for `mostMs` at most, and no longer once the run is cancelled. */
	async function waitAtMost(mostMs: number, what: Promise<unknown> = new Promise(() => {})): Promise<void> {
		let stop = (): void => {};
		const over = new Promise<void>((resolve) => {
			stop = timers.after(mostMs, resolve);
		});
		await Promise.race([what, over, cancellation]);
		stop();
	}

	function hostOf({ provider }: PlannedRequest): string {
		return new URL(plan.providers[provider]?.baseUrl ?? '').host;
	}

	/** Everything that can be done before the release. */
	function makeReady(request: PlannedRequest, resolve: () => void): Session {
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
		const ready = lane.ready(target, { ...provider.headers, ...headers }, body);
		const session = createSession(
			{ stream: request.stream, host: target.host, ready },
			{
				dialect,
				clock,
				timers,
				limits: plan.limits,
				redactor,
				arrival: (arrival) => outbox.arrival(arrival),
				mark(fact) {
					if (fact.type === 'ended') holds.ended(request.provider, fact);
					mark(fact);
				},
				ended() {
					running.delete(session);
					resolve();
				},
			},
		);
		running.add(session);
		return session;
	}

	async function runAll(): Promise<MeasuredHealth> {
		const rounds = [...new Set(plan.requests.map(({ round }) => round))].sort((a, b) => a - b);
		for (const [index, round] of rounds.entries()) {
			if (index > 0) await waitAtMost(BETWEEN_ROUNDS_MS);
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
	let proxied = false;

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
				proxied ||= namesProxy(fact.headers);
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
				proxied,
				httpVersions: [...httpVersions],
				cachedPromptTokens,
				sequenceGaps: 0,
			};
		},
	};
}
