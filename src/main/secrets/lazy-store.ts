import type { OpenedSecretStore } from './open-secret-store.ts';
import type { SecretStore } from './secret-store.ts';

/**
 * A store that is opened by the first look at a secret, so that nobody waits for a keychain, or is asked for one's
 * password, who has no secrets. Views are 'opening' until it is open; everything else waits for it.
 *
 * @param opened told once, when views have become what they are
 */
export function createLazyStore(
	open: () => Promise<OpenedSecretStore>,
	opened: (notice: OpenedSecretStore['notice']) => void,
): SecretStore {
	let opening: Promise<SecretStore> | null = null;
	let store: SecretStore | null = null;

	function ready(): Promise<SecretStore> {
		opening ??= openNow();
		return opening;
	}

	async function openNow(): Promise<SecretStore> {
		const found = await open();
		store = found.store;
		opened(found.notice);
		return found.store;
	}

	return {
		view(owner, kind) {
			if (store) return store.view(owner, kind);
			void ready();
			return { type: 'opening' };
		},
		set: async (owner, kind, value) => (await ready()).set(owner, kind, value),
		use: async (owner, kind) => (await ready()).use(owner, kind),
		delete: async (ownerId, kind) => (await ready()).delete(ownerId, kind),
	};
}
