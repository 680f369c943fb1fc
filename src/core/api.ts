import { z } from 'zod';
import type { Batch } from './batch.ts';
import { definitionSchema } from './definition.ts';
import { fluidRateQuestionSchema } from './fluidity/token-rates.ts';
import type { CountsRecord, RequestRecord, RunRecord } from './recording.ts';
import { REPORT_FORMATS } from './report-formats.ts';
import type { Scorecard } from './scorecard.ts';
import type { Verdict } from './verdict.ts';

/*
 * The contract between the host (main process or browser shell) and the renderer, which knows nothing else of it.
 * Inputs are validated by these schemas at the boundary; what comes back is a Result. Everything is plain data and
 * typed arrays.
 */

/** Trouble that a person can do something about. Match on the code; a page says it in its own language. */
export interface Problem {
	readonly code: string;
	/** All of it in English sentences, for whoever has no words for the code. */
	readonly message: string;
	/** What the words for the code name and no language has, such as a path. */
	readonly names?: Readonly<Record<string, string>>;
	/** What the operating system said of it, as it said it. */
	readonly quote?: string;
	/** Why, where that is a problem of its own. */
	readonly cause?: Problem;
}

export type Result<Value> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly problem: Problem };

const line = (most: number) => z.string().trim().min(1).max(most);
const id = z.string().regex(/^[a-z0-9:-]{1,64}$/);

/** Header names whose values are no secrets: they are kept in the settings file and shown. */
export const OPEN_HEADERS = ['http-referer', 'x-title', 'user-agent', 'openai-organization', 'openai-project'] as const;

/** Whether the values of a header may be shown and kept. */
export function isOpenHeader(name: string): boolean {
	return OPEN_HEADERS.some((open) => open === name.toLowerCase());
}

/** The name of a header: RFC 9110, section 5.1. */
export const HEADER_NAME = /^(?:[\w!#$%&'*+.^`~]|-|\|)+$/;

/** The most that a provider may have: characters of its parts, headers, and US dollars for a million tokens. */
export const PROVIDER_LIMITS = {
	name: 80,
	baseUrl: 2_000,
	model: 200,
	headers: 20,
	headerName: 100,
	headerValue: 4_000,
	price: 1_000_000,
	key: 4_000,
} as const;

const price = z.number().nonnegative().max(PROVIDER_LIMITS.price);

/** A provider as a person enters it. The key is never part of it. */
export const providerInputSchema = z.strictObject({
	/** Null for a new one. */
	id: id.nullable(),
	name: line(PROVIDER_LIMITS.name),
	baseUrl: line(PROVIDER_LIMITS.baseUrl),
	model: line(PROVIDER_LIMITS.model),
	/** A null value keeps the one that is there. */
	headers: z
		.array(
			z.strictObject({
				name: line(PROVIDER_LIMITS.headerName).regex(HEADER_NAME),
				value: line(PROVIDER_LIMITS.headerValue).nullable(),
			}),
		)
		.max(PROVIDER_LIMITS.headers),
	/** US dollars for a million tokens. */
	price: z.strictObject({ inputPerMillion: price, outputPerMillion: price }).nullable(),
});
export type ProviderInput = z.infer<typeof providerInputSchema>;

/** What the renderer may know of a key. */
export type KeyView =
	| { readonly type: 'none' }
	/** In the system's keychain. The last four characters, of keys of 16 or more. */
	| { readonly type: 'keychain'; readonly lastFour: string | null }
	/** Held until the app ends: a notice says why it is not in the keychain. */
	| { readonly type: 'memory'; readonly lastFour: string | null }
	/** The keychain is locked: it asks for its password when the key is needed. Whether there is one is not known. */
	| { readonly type: 'locked' }
	/** The keychain has not answered yet; what it says comes as another state. */
	| { readonly type: 'opening' }
	| { readonly type: 'variable'; readonly name: string; readonly set: boolean };

/** A provider as the renderer sees it: everything but secrets. */
export interface ProviderView {
	readonly id: string;
	readonly name: string;
	readonly baseUrl: string;
	readonly model: string;
	/** The value is null where it is a secret. */
	readonly headers: readonly { readonly name: string; readonly value: string | null }[];
	readonly price: { readonly inputPerMillion: number; readonly outputPerMillion: number } | null;
	readonly key: KeyView;
	/** The persona behind an embedded provider, which can be neither edited nor removed. */
	readonly persona: string | null;
}

/** What to race. */
const raceSetupSchema = z.strictObject({
	providerIds: z.array(id).min(1).max(16),
	prompt: line(100_000),
	maxTokens: z.int().min(1).max(1_000_000),
	rounds: z.int().min(1).max(1_000),
	firstMs: z.number().nonnegative().max(600_000),
	eachMs: z.number().min(0.001).max(60_000),
	stallMs: z.number().min(1).max(60_000),
});
export type RaceSetup = z.infer<typeof raceSetupSchema>;

export const preferencesSchema = z.strictObject({
	theme: z.enum(['system', 'dark', 'light']),
	language: z.enum(['system', 'en', 'zh-CN']),
	race: raceSetupSchema,
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** Everything that changes slowly. */
export interface AppState {
	readonly appVersion: string;
	readonly shell: 'electron' | 'browser';
	readonly providers: readonly ProviderView[];
	readonly preferences: Preferences;
	/** What the person should know, such as settings that were set aside as damaged. */
	readonly notices: readonly Problem[];
}

/** A run as the renderer is told of it: complete up to now, so that a page that just opened misses nothing. */
export interface RunSnapshot {
	readonly run: RunRecord;
	/** By stream number. */
	readonly requests: readonly Pick<RequestRecord, 'stream' | 'provider' | 'round'>[];
	/**
	 * Everything that arrived, as one batch, stream by stream. Its sequence is that of the last batch in it, −1 before
	 * the first: the next one follows without gap or overlap.
	 */
	readonly batch: Batch;
	/** Where it came from: a race of this app, or a file. */
	readonly source: 'race' | 'file';
	/** Null while it runs. */
	readonly result: RunResult | null;
}

/** What is known when a run has ended. */
export interface RunResult {
	readonly scorecard: Scorecard;
	readonly verdict: Verdict;
	/** The common accounting, by stream; none of a run that was cut before it was counted. */
	readonly counts: readonly Pick<CountsRecord, 'stream' | 'tokens'>[];
}

/**
 * What the host tells the renderer, in order. A new subscriber gets the `run`, if there is one, and then the `state`:
 * who has a state has everything.
 */
export type HostEvent =
	| { readonly type: 'state'; readonly state: AppState }
	| { readonly type: 'run'; readonly snapshot: RunSnapshot }
	| { readonly type: 'batch'; readonly runId: string; readonly batch: Batch }
	| { readonly type: 'ended'; readonly runId: string; readonly result: RunResult };

/** A larger recording is not opened: a page that knows it can say so before it sends one. */
export const MOST_RECORDING_BYTES = 128 * 1024 * 1024;

/** A day: whatever a recording may have been made with, no reader waits longer. */
const MOST_DEADLINE_MS = 86_400_000;

const runId = z.string().max(100);

/** A report of a run that has ended: by its own deadlines and the usual choices, but for those that are given. */
const exportReportSchema = z.strictObject({
	runId,
	format: z.enum(REPORT_FORMATS),
	deadlines: z
		.strictObject({
			firstMs: z.number().nonnegative().max(MOST_DEADLINE_MS),
			/** A nanosecond at least. */
			eachMs: z.number().min(1e-6).max(MOST_DEADLINE_MS),
			stallMs: z.number().nonnegative().max(MOST_DEADLINE_MS),
		})
		.exactOptional(),
	definition: definitionSchema.exactOptional(),
	fluidRate: fluidRateQuestionSchema.exactOptional(),
});

/** A key as it is set: it goes to the host once and is never sent back. */
const setKeySchema = z.strictObject({ providerId: id, key: line(PROVIDER_LIMITS.key) });

/** The inputs of {@link Api}, by method. */
export const apiInputs = {
	startRace: raceSetupSchema,
	stopRace: z.strictObject({}),
	/** Runs stay until the next one begins. */
	exportRun: z.strictObject({ runId }),
	exportReport: exportReportSchema,
	openRun: z.strictObject({
		name: z.string().max(1_000),
		bytes: z
			.instanceof(Uint8Array)
			.refine((bytes) => bytes.length <= MOST_RECORDING_BYTES, 'a recording of more than 128 MiB is not opened'),
	}),
	saveProvider: providerInputSchema,
	removeProvider: z.strictObject({ id }),
	setKey: setKeySchema,
	useKeyVariable: z.strictObject({ providerId: id, variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,200}$/) }),
	forgetKey: z.strictObject({ providerId: id }),
	savePreferences: preferencesSchema,
	dismissNotice: z.strictObject({ code: z.string().max(100) }),
} as const;

export type ApiMethod = keyof typeof apiInputs;
export type ApiInput<Method extends ApiMethod> = z.infer<(typeof apiInputs)[Method]>;

/** What each method gives back. Changes to the state and to runs come as events besides. */
export interface ApiOutputs {
	startRace: { readonly runId: string };
	stopRace: null;
	/** A recording's file. */
	exportRun: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
	/** One file: a `.zip` where the format has several. */
	exportReport: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
	openRun: { readonly runId: string };
	saveProvider: { readonly id: string };
	removeProvider: null;
	setKey: null;
	useKeyVariable: null;
	forgetKey: null;
	savePreferences: null;
	dismissNotice: null;
}

/** The host, as the renderer sees it and as each shell serves it. */
export interface Api {
	call<Method extends ApiMethod>(method: Method, input: ApiInput<Method>): Promise<Result<ApiOutputs[Method]>>;
	/** Events come until the returned function is called. */
	subscribe(listener: (event: HostEvent) => void): () => void;
}
