import type { Problem } from '../../core/api.ts';
import { createKeychainStore, type KeychainStore } from './keychain-store.ts';
import { type LaunchKeychain, launchKeychain } from './launch-keychain.ts';
import { createMemoryStore } from './memory-store.ts';
import type { SecretKind, SecretOwner, SecretStore } from './secret-store.ts';

/** A store to use, and what a person should know of it. */
export interface OpenedSecretStore {
	readonly store: SecretStore;
	/** `keys-in-memory`, `keys-locked`, or `keychain-timeout`. Null where all is well. */
	readonly notice: Problem | null;
}

export interface SecretStoreOptions {
	/** Starts the keychain's process; a shell without a plain Node to run it brings its own. */
	readonly launch?: LaunchKeychain;
	/** How long a person has to unlock the keychain; 20 s unless told. */
	readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const LOOK_TIMEOUT_MS = 10_000;

const LOCKED: Problem = {
	code: 'keys-locked',
	message:
		"The system's keychain is locked, so the keys in it are not shown. You are asked for its password when one is needed.",
};

/**
 * The system's keychain where there is one, else this process's memory with a notice. Never fails, and takes 10 s at
 * the most. gnome-keyring asks nobody for a password before a secret is set or used.
 */
export async function openSecretStore({
	launch = launchKeychain,
	timeoutMs = TIMEOUT_MS,
}: SecretStoreOptions = {}): Promise<OpenedSecretStore> {
	const { platform } = process;
	const keychain = createKeychainStore({ launch, timeoutMs, lookTimeoutMs: LOOK_TIMEOUT_MS, platform });
	const problem = await keychain.look();
	if (problem === null) return { store: withMemory(keychain), notice: null };
	switch (problem.code) {
		case 'keychain-locked':
			return { store: withMemory(keychain), notice: LOCKED };
		case 'keychain-timeout':
			// macOS may have asked for permission: there will be more time when a key is needed.
			return { store: withMemory(keychain), notice: problem };
		default:
			return { store: memoryInstead(), notice: inMemory(problem) };
	}
}

/** The keychain, and memory for what it will not take, so that a key can be used today even so. */
function withMemory(keychain: KeychainStore): SecretStore {
	const memory = createMemoryStore();
	/** What is in memory was set last. */
	function holderOf(owner: SecretOwner, kind: SecretKind): Pick<SecretStore, 'view' | 'use'> {
		return memory.view(owner, kind).type === 'none' ? keychain : memory;
	}
	return {
		view: (owner, kind) => holderOf(owner, kind).view(owner, kind),
		async set(owner, kind, value) {
			const problem = await keychain.set(owner, kind, value);
			if (problem) return { ...(await memory.set(owner, kind, value)), notice: inMemory(problem) };
			await memory.delete(owner.id, kind);
			return { place: 'keychain', notice: null };
		},
		use: (owner, kind) => holderOf(owner, kind).use(owner, kind),
		async delete(ownerId, kind) {
			const deleted = await keychain.delete(ownerId, kind);
			if (!deleted.ok) return deleted;
			const forgotten = await memory.delete(ownerId, kind);
			return forgotten.ok && forgotten.value === 'deleted' ? forgotten : deleted;
		},
	};
}

/** Memory, where the keychain cannot be asked what it may hold besides. */
function memoryInstead(): SecretStore {
	const memory = createMemoryStore();
	return {
		...memory,
		async delete(ownerId, kind) {
			const deleted = await memory.delete(ownerId, kind);
			return deleted.ok && deleted.value === 'none' ? { ok: true, value: 'unknown' } : deleted;
		},
	};
}

function inMemory(cause: Problem): Problem {
	return {
		code: 'keys-in-memory',
		message: `${cause.message} Keys entered now are kept in memory only and are gone when the app ends.`,
		cause,
	};
}
