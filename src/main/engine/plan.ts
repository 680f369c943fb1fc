import { isOpenHeader } from '../../core/api.ts';
import type { Batch } from '../../core/batch.ts';
import type { MeasuredHealth } from '../../core/health.ts';
import type { DialectName } from './dialects/registry.ts';
import type { SessionLimits } from './session.ts';

/** A provider as the engine needs it. The key is here for this run only. */
export interface PlannedProvider {
	readonly baseUrl: string;
	readonly model: string;
	readonly dialect: DialectName;
	readonly key: string | null;
	/** Sent besides the dialect's own, names in lower case. Their values are secrets unless the name is in OPEN_HEADERS. */
	readonly headers: Readonly<Record<string, string>>;
}

/** Everything of a provider that must not leave the engine. */
export function secretsOf({ key, headers }: Pick<PlannedProvider, 'key' | 'headers'>): string[] {
	const values = Object.entries(headers).flatMap(([name, value]) => (isOpenHeader(name) ? [] : [value]));
	return key === null ? values : [key, ...values];
}

export interface PlannedRequest {
	/** Names the request in every batch. */
	readonly stream: number;
	/** Index into the plan's providers. */
	readonly provider: number;
	/** Requests of one round are released together. */
	readonly round: number;
	/** As it goes out, nonce in front. */
	readonly prompt: string;
}

/** All that the engine is told about a run. */
export interface EnginePlan {
	/** The run's epoch: a reading of `process.hrtime.bigint()`. */
	readonly epoch: bigint;
	readonly providers: readonly PlannedProvider[];
	readonly requests: readonly PlannedRequest[];
	readonly maxTokens: number;
	readonly limits: SessionLimits;
}

/** What the host says to the engine's worker. */
export type ToEngine =
	| { readonly type: 'run'; readonly plan: EnginePlan }
	| { readonly type: 'cancel' }
	| { readonly type: 'acknowledge'; readonly sequence: number };

/** What the engine's worker says to its host. `finished` follows the last batch. */
export type FromEngine =
	| { readonly type: 'batch'; readonly batch: Batch }
	| { readonly type: 'finished'; readonly measured: MeasuredHealth };
