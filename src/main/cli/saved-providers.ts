import { join } from 'node:path';
import { appDataFolder } from '../app-data.ts';
import type { KnownSecrets } from '../app-known-secrets.ts';
import { secretsOf } from '../engine/plan.ts';
import { providerForRace } from '../providers-for-race.ts';
import type { RaceProvider } from '../race.ts';
import { createLazyStore } from '../secrets/lazy-store.ts';
import { openSecretStore } from '../secrets/open-secret-store.ts';
import { openSettingsFile, type StoredProvider } from '../settings/settings-file.ts';
import { UsageError } from './exit.ts';

/** The providers that are saved in the app's settings, for the command line. */
export interface SavedProviders {
	/**
	 * The one of exactly that name or id.
	 *
	 * @throws {UsageError} where there is none, or several have the name: it lists what there is
	 */
	find(text: string): StoredProvider;
	/**
	 * Ready to race, with the key that the app keeps for it. May have the system ask for the keychain's password.
	 *
	 * @throws {UsageError} where its key or headers cannot be had
	 */
	forRace(provider: StoredProvider): Promise<RaceProvider>;
}

/**
 * Reads the settings when a provider is first asked for by name, and opens the keychain when a key is first needed.
 *
 * @param say told in one line what is wrong with either
 */
export function createSavedProviders(
	environment: NodeJS.ProcessEnv,
	{ learn }: Pick<KnownSecrets, 'learn'>,
	say: (line: string) => void,
): SavedProviders {
	let read: readonly StoredProvider[] | null = null;
	const secrets = createLazyStore(openSecretStore, (notice) => {
		if (notice) say(notice.message);
	});

	function saved(): readonly StoredProvider[] {
		if (read) return read;
		const path = join(appDataFolder(environment, process.platform), 'settings.json');
		const { settings, problem } = openSettingsFile(path, new Date());
		if (problem) say(problem.message);
		read = settings.providers;
		return read;
	}

	return {
		find(text) {
			const named = saved().filter(({ name, id }) => name === text || id === text);
			const [provider] = named;
			if (provider && named.length === 1) return provider;
			if (provider) {
				const ids = named.map(({ id }) => id).join(' or ');
				throw new UsageError(`--provider: "${text}" is the name of several saved providers. Write ${ids}.`);
			}
			const names = saved().map(({ name }) => name);
			throw new UsageError(
				`--provider: "${text}" is neither sim:PERSONA, nor NAME=BASE_URL such as Local=http://127.0.0.1:8000/v1, nor saved in the app${names.length > 0 ? `, which has ${names.join(', ')}` : ''}.`,
			);
		},
		async forRace(provider) {
			const racing = await providerForRace(provider, { secrets, environment });
			if (!racing.ok) throw new UsageError(`--provider ${racing.problem.message}`);
			learn(secretsOf(racing.value));
			return racing.value;
		},
	};
}
