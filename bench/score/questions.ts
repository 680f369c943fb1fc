import { TARGETS_NS } from '../../src/core/fluidity/acceptance-curve.ts';

// What is computed, and of how much. In nanoseconds.

export const DEADLINES = { first: 400e6, each: 25e6 };
/** Nearly every token is late: the slowest there is, for each late token is divided. */
export const HARD_DEADLINES = { first: 400e6, each: 10e6 };
export const TOKENS_PER_REQUEST = 1000;
/** Requests whose fluid rate is sought. */
export const PACED_REQUESTS = 1000;

export const CURVE = {
	requests: 1000,
	tokensPerRequest: 256,
	targets: TARGETS_NS,
	quantile: 0.99,
	/** The value that stands for the curve's result: that of 20 ms. */
	read: 19,
};
