import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import {
	isOpenHeader,
	type Preferences,
	type Problem,
	preferencesSchema,
	providerInputSchema,
	type Result,
} from '../../core/api.ts';
import { addressProblem } from './provider-address.ts';

const { name, baseUrl, model, headers, price } = providerInputSchema.shape;

/** As strict as what a person may enter, so that nothing in a file can break what reads it. */
const storedProviderSchema = z.strictObject({
	id: z.string().regex(/^own-[a-z0-9]{1,60}$/),
	name,
	baseUrl: baseUrl.refine((address) => addressProblem(address) === null, 'not the address of a provider'),
	model,
	/** The value is null where it is a secret, which no file of ours holds. */
	headers: z
		.array(
			headers.element.refine(
				(header) => isOpenHeader(header.name) === (header.value !== null),
				'a value belongs to the headers that are no secrets, and to no others',
			),
		)
		.max(20),
	price,
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
	/**
	 * Replaces the file as a whole, so that it is never half-written. Null, or why it was not written: a file that could
	 * be neither read nor moved aside is never replaced.
	 */
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
	const { settings, problem, mayReplace } = readSettings(path, now);
	return {
		settings,
		problem,
		save(next) {
			if (!mayReplace) {
				return {
					code: 'settings-not-replaced',
					message: `The settings are not saved, because ${path} holds some that could not be read or moved aside. Move it away and start again.`,
					names: { path },
				};
			}
			const text = `${JSON.stringify(settingsSchema.parse(next), null, 2)}\n`;
			try {
				writeWhole(path, text);
				return null;
			} catch (error) {
				return {
					code: 'settings-not-saved',
					message: `The settings could not be written to ${path}: ${String(error)}`,
					names: { path },
					quote: String(error),
				};
			}
		},
	};
}

interface SettingsReading {
	readonly settings: Settings;
	readonly problem: Problem | null;
	/** False while the file may hold something that exists nowhere else. */
	readonly mayReplace: boolean;
}

function readSettings(path: string, now: Date): SettingsReading {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		if (missing) return { settings: DEFAULT_SETTINGS, problem: null, mayReplace: true };
		const message = `The settings in ${path} could not be read: ${String(error)}`;
		const problem: Problem = { code: 'settings-unreadable', message, names: { path }, quote: String(error) };
		return { settings: DEFAULT_SETTINGS, problem, mayReplace: false };
	}
	const parsed = parseSettings(text);
	if (parsed.ok) return { settings: parsed.value, problem: null, mayReplace: true };
	return { settings: DEFAULT_SETTINGS, ...setAside(path, parsed.problem, now) };
}

function parseSettings(text: string): Result<Settings> {
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch {
		// The parser's own words would quote the file.
		return { ok: false, problem: { code: 'settings-not-json', message: 'not JSON' } };
	}
	const parsed = settingsSchema.safeParse(data);
	if (parsed.success) return { ok: true, value: parsed.data };
	const [issue] = parsed.error.issues;
	const place = issue?.path.join('.') || 'settings';
	const message = `${place}: ${issue?.message ?? 'not valid'}`;
	return { ok: false, problem: { code: 'settings-wrong-at', message, names: { place } } };
}

function setAside(path: string, cause: Problem, now: Date): Pick<SettingsReading, 'problem' | 'mayReplace'> {
	const aside = `${path}.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
	try {
		renameSync(path, aside);
	} catch (error) {
		const code = 'settings-stuck';
		const message = `The settings in ${path} are damaged (${cause.message}) and could not be moved aside: ${String(error)}`;
		return { problem: { code, message, names: { path }, quote: String(error), cause }, mayReplace: false };
	}
	const code = 'settings-damaged';
	const message = `The settings were damaged (${cause.message}) and were set aside as ${aside}. The app started with its defaults.`;
	return { problem: { code, message, names: { aside }, cause }, mayReplace: true };
}

function writeWhole(path: string, text: string): void {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	// Of this process alone: two that write at once must not mix their halves.
	const next = `${path}.${process.pid}.next`;
	try {
		const descriptor = openSync(next, 'w', 0o600);
		try {
			writeFileSync(descriptor, text);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		renameSync(next, path);
	} catch (error) {
		rmSync(next, { force: true });
		throw error;
	}
}
