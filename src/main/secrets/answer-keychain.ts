import { z } from 'zod';
import { assertNever } from '../../core/events.ts';
import { type KeychainAnswer, type KeychainEntry, type KeychainRequest, SERVICE } from './keychain-messages.ts';
import { lastFourOf } from './secret-store.ts';

/** The part of @napi-rs/keyring that is used. */
export interface Keyring {
	/** @throws where the system's keychain cannot be reached */
	readonly AsyncEntry: new (
		service: string,
		account: string,
		options: { readonly linux: { readonly store: 'secret-service' } },
	) => KeyringEntry;
	findCredentialsAsync(service: string): Promise<{ readonly account: string; readonly password: string }[]>;
}

/** One entry of the keychain; each method rejects where the keychain refuses. */
export interface KeyringEntry {
	getPassword(): Promise<string | null>;
	setPassword(text: string): Promise<void>;
	deleteCredential(): Promise<boolean>;
}

/** What an entry holds: the secret and the only origin it is for. */
const contentSchema = z.strictObject({ origin: z.string(), secret: z.string() });
type Content = z.infer<typeof contentSchema>;

/** Without this, a Linux without Secret Service would get kernel keyutils, which forget everything at the next start. */
const OPTIONS = { linux: { store: 'secret-service' } } as const;

/**
 * Carries one request out. Never rejects, and never repeats the keychain's own words about an entry: they could hold
 * what is in it.
 *
 * @param load loads the native package, which may not exist for this platform
 */
export async function answerKeychain(request: KeychainRequest, load: () => Promise<Keyring>): Promise<KeychainAnswer> {
	let keyring: Keyring;
	let entry: KeyringEntry;
	try {
		keyring = await load();
		entry = new keyring.AsyncEntry(SERVICE, request.type === 'list' ? 'any' : request.account, OPTIONS);
	} catch (error) {
		return { type: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
	}
	try {
		return await carryOut(request, entry, keyring);
	} catch (error) {
		return { type: 'failed', failure: failureOf(error) };
	}
}

async function carryOut(request: KeychainRequest, entry: KeyringEntry, keyring: Keyring): Promise<KeychainAnswer> {
	switch (request.type) {
		case 'list': {
			const found = await keyring.findCredentialsAsync(SERVICE);
			return { type: 'listed', entries: found.flatMap(listedEntry) };
		}
		case 'get': {
			const text = await entry.getPassword();
			if (text === null) return { type: 'none' };
			const content = parseContent(text);
			if (!content) return { type: 'failed', failure: 'damaged' };
			const { origin, secret } = content;
			return origin === request.origin ? { type: 'secret', secret } : { type: 'other-origin', origin };
		}
		case 'set': {
			const content: Content = { origin: request.origin, secret: request.secret };
			await entry.setPassword(JSON.stringify(content));
			return { type: 'done' };
		}
		case 'delete':
			return { type: 'deleted', existed: await entry.deleteCredential() };
		default:
			return assertNever(request);
	}
}

/** A damaged entry is reported by `get`: a list has nothing to say of it. */
function listedEntry({ account, password }: { account: string; password: string }): KeychainEntry[] {
	const content = parseContent(password);
	return content ? [{ account, origin: content.origin, lastFour: lastFourOf(content.secret) }] : [];
}

function parseContent(text: string): Content | null {
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch {
		return null;
	}
	return contentSchema.safeParse(data).data ?? null;
}

/**
 * The package gives every error the code GenericFailure, so its words are all there is to tell them apart: those of
 * gnome-keyring through the two Secret Service clients that 2.1.2 is built with. What is not recognised is 'other'.
 */
function failureOf(error: unknown): 'locked' | 'no-collection' | 'other' {
	const words = error instanceof Error ? error.message : '';
	if (/prompt was dismissed|Secret\.Error\.IsLocked/.test(words)) return 'locked';
	return /Secret Service: no result found/.test(words) ? 'no-collection' : 'other';
}
