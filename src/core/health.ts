import { z } from 'zod';
import { byCount } from './by-count.ts';
import { type Ns, nsToMs } from './time.ts';

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();

/** What was measured of the measuring itself during one run. */
export const measuredHealthSchema = z.strictObject({
	/** Delay of the engine's event loop, p99 less the histogram's resolution. Null where the run was too short to tell. */
	loopDelayP99Ms: milliseconds.nullable(),
	/** How long after its release a request's first byte was written, p99, connections opened late left out. */
	scheduleLagP99Ms: milliseconds.nullable(),
	/** Largest spread, within one round, between the first and the last request sent. */
	skewMs: milliseconds.nullable(),
	reads: count,
	/** Reads that carried more than one frame: a burst from the server, a buffering proxy, or our own lag. */
	multiFrameReads: count,
	coldConnections: count,
	/** Content encodings other than identity that servers used all the same. */
	contentEncodings: z.array(z.string()),
	/** Something in between named itself in an answer; what says nothing cannot be seen. */
	proxied: z.boolean(),
	httpVersions: z.array(z.string()),
	cachedPromptTokens: count,
	/** Batches that never arrived. */
	sequenceGaps: count,
});
export type MeasuredHealth = z.infer<typeof measuredHealthSchema>;

/** The measurement's health with the limits it is held to and every reason for distrust. */
export interface Health extends MeasuredHealth {
	readonly healthy: boolean;
	readonly loopDelayLimitMs: number;
	readonly scheduleLagLimitMs: number;
	/** Sentences: what is wrong and what would help. */
	readonly reasons: readonly string[];
}

/** A release has no planned gap to the next one, so only the absolute limit on lag applies. */
const SCHEDULE_LAG_LIMIT_MS = 10;

/** One reason for distrust: in milliseconds, or in batches where the limit is 0. */
export interface HealthTrouble {
	readonly code: 'loop-delay' | 'schedule-lag' | 'lost-batches';
	readonly value: number;
	readonly limit: number;
}

/** Every reason for distrust, for those who put them into words of their own. */
export function healthTroubles(
	health: Pick<
		Health,
		'loopDelayP99Ms' | 'loopDelayLimitMs' | 'scheduleLagP99Ms' | 'scheduleLagLimitMs' | 'sequenceGaps'
	>,
): HealthTrouble[] {
	const { loopDelayP99Ms, loopDelayLimitMs, scheduleLagP99Ms, scheduleLagLimitMs, sequenceGaps } = health;
	const measured: readonly HealthTrouble[] = [
		{ code: 'loop-delay', value: loopDelayP99Ms ?? 0, limit: loopDelayLimitMs },
		{ code: 'schedule-lag', value: scheduleLagP99Ms ?? 0, limit: scheduleLagLimitMs },
		{ code: 'lost-batches', value: sequenceGaps, limit: 0 },
	];
	return measured.filter(({ value, limit }) => value > limit);
}

/**
 * Judges a run's measurement by docs/measuring.md: loop delay against max(1 ms, a tenth of the interval),
 * schedule lag against 10 ms, and any lost batch.
 */
export function judgeHealth(measured: MeasuredHealth, eachNs: Ns): Health {
	const limits = {
		loopDelayLimitMs: Math.max(1, nsToMs(eachNs) / 10),
		scheduleLagLimitMs: SCHEDULE_LAG_LIMIT_MS,
	};
	const reasons = healthTroubles({ ...measured, ...limits }).map(sentence);
	return { ...measured, healthy: reasons.length === 0, ...limits, reasons };
}

const RELIEF = 'close other programs, or race fewer providers at once.';

function sentence({ code, value, limit }: HealthTrouble): string {
	switch (code) {
		case 'loop-delay':
			return `The measuring thread was late by ${value.toFixed(1)} ms at p99 (limit ${limit} ms): ${RELIEF}`;
		case 'schedule-lag':
			return `Requests left ${value.toFixed(1)} ms after their release at p99 (limit ${limit} ms): ${RELIEF}`;
		case 'lost-batches':
			return `${value} ${byCount(value, 'batch of arrivals was', 'batches of arrivals were')} lost on the way: this is a bug, please report it.`;
	}
}
