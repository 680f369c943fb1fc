import { answerKeychain, type Keyring } from '../../src/main/secrets/answer-keychain.ts';
import type { KeychainRequest } from '../../src/main/secrets/keychain-messages.ts';
import type { LaunchKeychain } from '../../src/main/secrets/launch-keychain.ts';

export type KeychainState = 'open' | 'locked' | 'silent' | 'absent' | 'no-collection';

/** The native package's own words, as seen with gnome-keyring 42 and @napi-rs/keyring 2.1.2. */
export const NATIVE_WORDS = {
	dismissed: "Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
	locked: 'zbus error: org.freedesktop.Secret.Error.IsLocked: Cannot get secret of a locked object',
	noCollection: "Couldn't access platform storage: Secret Service: no result found",
	absent: 'Platform failure: DBus error: The name org.freedesktop.secrets was not provided by any .service files',
} as const;

/** A keyring in memory, in place of the native package, that answers in this process what its own would answer. */
export function createFakeKeychain(state: KeychainState = 'open') {
	const entries = new Map<string, string>();
	const stores: string[] = [];
	const requests: KeychainRequest[] = [];
	let launched = 0;
	let running = 0;
	let asking = 0;
	let mostAsking = 0;
	const fake = { state };

	async function opened(): Promise<void> {
		if (fake.state === 'silent') await new Promise(() => {});
		if (fake.state === 'locked') throw new Error(NATIVE_WORDS.dismissed);
	}

	const keyring: Keyring = {
		AsyncEntry: class {
			readonly #account: string;
			constructor(_service: string, account: string, options: { readonly linux: { readonly store: string } }) {
				if (fake.state === 'absent') throw new Error(NATIVE_WORDS.absent);
				stores.push(options.linux.store);
				this.#account = account;
			}
			async getPassword() {
				if (entries.has(this.#account)) await opened();
				return entries.get(this.#account) ?? null;
			}
			async setPassword(text: string) {
				if (fake.state === 'no-collection') throw new Error(NATIVE_WORDS.noCollection);
				await opened();
				entries.set(this.#account, text);
			}
			async deleteCredential() {
				if (entries.has(this.#account)) await opened();
				return entries.delete(this.#account);
			}
		},
		async findCredentialsAsync() {
			if (fake.state === 'locked' && entries.size > 0) throw new Error(NATIVE_WORDS.locked);
			await opened();
			return [...entries].map(([account, password]) => ({ account, password }));
		},
	};

	let die = (): void => {};
	const launch: LaunchKeychain = () => {
		launched += 1;
		running += 1;
		const gone = new Promise<void>((resolve) => {
			die = () => {
				running -= 1;
				resolve();
			};
		});
		return {
			gone,
			async ask(request) {
				requests.push(request);
				asking += 1;
				mostAsking = Math.max(mostAsking, asking);
				const answer = await answerKeychain(request, async () => keyring);
				asking -= 1;
				return answer;
			},
			kill() {
				die();
				// Nobody waits for what it was asked any more.
				asking = 0;
			},
		};
	};

	return Object.assign(fake, {
		keyring,
		launch,
		/** What is kept, by account. */
		entries,
		/** The Linux store that each entry was opened in. */
		stores,
		requests,
		/** The latest process ends by itself. */
		die: () => die(),
		/** Processes that have not been ended. */
		running: () => running,
		launched: () => launched,
		/** The most that were asked at the same time. */
		mostAsking: () => mostAsking,
	});
}
