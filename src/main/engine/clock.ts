import { type Clock, ns } from '../../core/time.ts';

/** The monotonic clock, counted from `epoch` (a reading of `process.hrtime.bigint()`, the same in every thread). */
export function createClock(epoch: bigint): Clock {
	return { now: () => ns(Number(process.hrtime.bigint() - epoch)) };
}
