import type { Problem } from '../../core/api.ts';
import type { KeychainAnswer } from './keychain-messages.ts';

/** Why the keychain did not do what it was asked for. */
export type KeychainFailure =
	| Extract<KeychainAnswer, { type: 'unavailable' | 'failed' }>
	| { readonly type: 'timeout'; readonly afterMs: number };

/**
 * A failure in words, with what would help. Codes: `keychain-no-service` on Linux and `keychain-unavailable` elsewhere,
 * `keychain-timeout`, `keychain-locked`, `keychain-no-collection`, `keychain-entry-damaged`, `keychain-failed`.
 */
export function keychainProblem(failure: KeychainFailure, platform: NodeJS.Platform): Problem {
	if (failure.type === 'timeout') {
		const seconds = failure.afterMs / 1_000;
		return {
			code: 'keychain-timeout',
			message: `The system's keychain did not answer within ${seconds} s. It may be waiting for its password: unlock it and try again.`,
		};
	}
	if (failure.type === 'unavailable') {
		const [code, help] =
			platform === 'linux'
				? [
						'keychain-no-service',
						'Start a keyring that offers the Secret Service, such as gnome-keyring, KWallet or KeePassXC, in this desktop session',
					]
				: ['keychain-unavailable', 'Look whether it works for other programs'];
		return {
			code,
			message: `The system's keychain cannot be used (${failure.reason}). ${help}, or take keys from environment variables.`,
			quote: failure.reason,
		};
	}
	switch (failure.failure) {
		case 'locked':
			return {
				code: 'keychain-locked',
				message: "The system's keychain is locked and was not unlocked. Unlock it and try again.",
			};
		case 'no-collection':
			return {
				code: 'keychain-no-collection',
				message:
					"The system's keychain has no default keyring to put keys into. Create one, for example with Passwords and Keys (seahorse).",
			};
		case 'damaged':
			return {
				code: 'keychain-entry-damaged',
				message: "The entry in the system's keychain cannot be read. Enter the secret again.",
			};
		case 'other':
			return {
				code: 'keychain-failed',
				message: "The system's keychain refused, without a reason that is known here.",
			};
	}
}
