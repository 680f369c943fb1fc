import { z } from 'zod';
import { PERSONA_IDS } from './personas.ts';
import { PLANNED_KINDS } from './schedule.ts';

/** Everything that a stream may write: what was planned, and what closes it. */
const EMITTED_KINDS = [...PLANNED_KINDS, 'finish', 'usage', 'done', 'error'] as const;
export type EmittedKind = (typeof EMITTED_KINDS)[number];

const absoluteNs = z.string().regex(/^\d+$/);

/**
 * What was truly sent for one request, and when. Moments are readings of `process.hrtime.bigint()` as decimal digits:
 * one clock for all processes of a machine, so they compare with a client's readings.
 */
export const emissionSchema = z.object({
	persona: z.enum(PERSONA_IDS),
	/** Counts the persona's valid requests from 0. */
	request: z.int().nonnegative(),
	/** The last user message as it came. */
	prompt: z.string(),
	/** When the request's head had been read: the schedule counts from here. */
	openedNs: absoluteNs,
	frames: z.array(
		z.object({
			/** Just before the write. */
			atNs: absoluteNs,
			tokens: z.int().nonnegative(),
			kind: z.enum(EMITTED_KINDS),
		}),
	),
	/** Null while the request is open. */
	ended: z.enum(['completed', 'error', 'cut', 'refused', 'disconnected']).nullable(),
});
export type Emission = z.infer<typeof emissionSchema>;

/** About 20 MB: some 600 answers of 300 tokens. */
const ENTRIES_KEPT = 200_000;
/** A stretch of prompt that weighs about as much as one frame. */
const PROMPT_CHARACTERS_PER_ENTRY = 100;

/** The log of what was sent, in the order of the requests. Bounded: the oldest requests go first. */
export function createEmissionLog(entriesKept: number = ENTRIES_KEPT) {
	let emissions: Emission[] = [];

	function trim(): void {
		let entries = 0;
		const oldest = emissions.findLastIndex((emission) => {
			entries += 1 + emission.frames.length + emission.prompt.length / PROMPT_CHARACTERS_PER_ENTRY;
			return entries > entriesKept;
		});
		if (oldest >= 0) emissions = emissions.slice(oldest + 1);
	}

	return {
		/** Opens a request's entry; its frames and end are filled in as they happen. */
		open(emission: Omit<Emission, 'frames' | 'ended'>): Emission {
			// Before the new one is added, so that it stays whatever its size.
			trim();
			const opened: Emission = { ...emission, frames: [], ended: null };
			emissions.push(opened);
			return opened;
		},
		all(): readonly Emission[] {
			return emissions;
		},
	};
}
