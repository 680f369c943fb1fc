import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Preferences, type Problem, preferencesSchema } from '../../core/api.ts';

const storedProviderSchema = z.strictObject({
	id: z.string(),
	name: z.string(),
	baseUrl: z.string(),
	model: z.string(),
	/** The value is null where it is a secret, which no file of ours holds. */
	headers: z.array(z.strictObject({ name: z.string(), value: z.string().nullable() })),
	price: z.strictObject({ inputPerMillion: z.number(), outputPerMillion: z.number() }).nullable(),
	keyVariable: z.string().nullable(),
});
/** A provider as it is kept between sessions, without any secret. */
export type StoredProvider = z.infer<typeof storedProviderSchema>;

const settingsSchema = z.strictObject({
	version: z.literal(1),
	providers: z.array(storedProviderSchema),
	preferences: preferencesSchema,
});
export type Settings = z.infer<typeof settingsSchema>;

/** The app's settings, kept in one JSON file. */
export interface SettingsFile {
	readonly settings: Settings;
	/** What was wrong with the file when it was opened. */
	readonly problem: Problem | null;
	/** Replaces the file as a whole, so that it is never half-written. Null, or why it could not be written. */
	save(settings: Settings): Problem | null;
}

const DEFAULT_PREFERENCES: Preferences = {
	theme: 'system',
	language: 'system',
	race: {
		providerIds: ['sim:steady', 'sim:bursty', 'sim:stalling'],
		prompt: 'Explain why averages hide stalls, in about 200 words.',
		maxTokens: 256,
		rounds: 1,
		firstMs: 400,
		eachMs: 50,
		stallMs: 200,
	},
};

/** What the app begins with: the embedded providers alone. */
export const DEFAULT_SETTINGS: Settings = { version: 1, providers: [], preferences: DEFAULT_PREFERENCES };

/**
 * Reads the settings. A missing file means the defaults; a damaged one is moved aside under a new name, never deleted,
 * and reported.
 */
export function openSettingsFile(path: string, now: Date): SettingsFile {
	let settings = DEFAULT_SETTINGS;
	let problem: Problem | null = null;
	let text: string | null = null;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
			problem = { code: 'settings-unreadable', message: `The settings in ${path} could not be read: ${String(error)}` };
		}
	}
	if (text !== null) {
		const read = parseSettings(text);
		if (read.ok) settings = read.value;
		else problem = setAside(path, read.problem.message, now);
	}
	return {
		settings,
		problem,
		save(next) {
			try {
				writeWhole(path, `${JSON.stringify(settingsSchema.parse(next), null, 2)}\n`);
				return null;
			} catch (error) {
				if (error instanceof z.ZodError) throw error;
				return {
					code: 'settings-not-saved',
					message: `The settings could not be written to ${path}: ${String(error)}`,
				};
			}
		},
	};
}

function parseSettings(text: string): { ok: true; value: Settings } | { ok: false; problem: { message: string } } {
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch (error) {
		return { ok: false, problem: { message: String(error) } };
	}
	const parsed = settingsSchema.safeParse(data);
	if (parsed.success) return { ok: true, value: parsed.data };
	const [issue] = parsed.error.issues;
	return {
		ok: false,
		problem: { message: `${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'not valid'}` },
	};
}

function setAside(path: string, reason: string, now: Date): Problem {
	const aside = `${path}.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
	try {
		renameSync(path, aside);
	} catch (error) {
		return {
			code: 'settings-damaged',
			message: `The settings in ${path} are damaged (${reason}) and could not be moved aside: ${String(error)}`,
		};
	}
	return {
		code: 'settings-damaged',
		message: `The settings were damaged (${reason}) and were set aside as ${aside}. The app started with its defaults.`,
	};
}

function writeWhole(path: string, text: string): void {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const next = `${path}.next`;
	const descriptor = openSync(next, 'w', 0o600);
	try {
		writeSync(descriptor, text);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(next, path);
}
