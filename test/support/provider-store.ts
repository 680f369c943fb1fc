import type { ProviderStore } from '../../src/main/providers.ts';
import type { StoredProvider } from '../../src/main/settings/settings-file.ts';

/** Providers as settings keep them, in memory alone. */
export function createProviderStore(earlier: readonly StoredProvider[] = []): ProviderStore {
	let stored = earlier;
	return {
		read: () => stored,
		write(next) {
			stored = next;
		},
	};
}
