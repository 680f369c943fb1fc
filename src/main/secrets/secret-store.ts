import type { Problem, Result } from '../../core/api.ts';

/** The provider that a secret is for. Of its base URL only the origin counts: scheme, host and port. */
export interface SecretOwner {
	readonly id: string;
	readonly baseUrl: string;
}

/** Which of a provider's secrets: its key, or the value of one of its headers, by name in lower case. */
export type SecretKind = 'key' | `header/${string}`;

/** What may be known of a secret without its value. */
export type SecretView =
	| { readonly type: 'none' }
	/** The last four characters, of secrets of 16 or more. */
	| { readonly type: 'held'; readonly place: SecretPlace; readonly lastFour: string | null }
	/** There is one, but for another origin: it is never given out for this one. */
	| { readonly type: 'other-origin'; readonly origin: string }
	/** The keychain is locked, and finding out would ask for its password. */
	| { readonly type: 'locked' }
	/** The keychain has been asked what it holds, and has not answered yet. */
	| { readonly type: 'opening' };

/** Where a secret is: in the system's keychain, or in this process until it ends. */
export type SecretPlace = 'keychain' | 'memory';

/** A secret's value. A function holds it, so that no log, JSON or inspection of an object shows it. */
export interface Secret {
	reveal(): string;
}

/**
 * Keeps secrets, each bound to a provider and an origin. For the main process only: nothing of it but views may go to a
 * page. It logs nothing, and no problem it reports holds a secret.
 */
export interface SecretStore {
	/** Asks nobody, and never for a password. */
	view(owner: SecretOwner, kind: SecretKind): SecretView;
	/** Replaces what was held, for whatever origin. Never refused: what the keychain does not take is kept in memory. */
	set(owner: SecretOwner, kind: SecretKind, value: string): Promise<Kept>;
	/**
	 * Null where there is none; the problem `secret-for-other-origin` where there is one for another origin. May have the
	 * system ask for the keychain's password.
	 */
	use(owner: SecretOwner, kind: SecretKind): Promise<Result<Secret | null>>;
	/** Forgets it, whatever its origin; with a problem it is kept. Deleting what is not there is no problem. */
	delete(ownerId: string, kind: SecretKind): Promise<Result<Deletion>>;
}

/** What became of a secret that was to go. */
export type Deletion =
	| 'deleted'
	/** There was none. */
	| 'none'
	/** There is no keychain to ask: one that was kept earlier is still there, for its own origin. */
	| 'unknown';

/** Where a secret was put. */
export interface Kept {
	readonly place: SecretPlace;
	/** Why it is in memory although there is a keychain, and what would help. */
	readonly notice: Problem | null;
}

/** Shorter secrets would be told by their last four characters. */
const SHORTEST_SHOWN = 16;

/** The kind of a header's value. */
export function headerSecret(name: string): SecretKind {
	return `header/${name.toLowerCase()}`;
}

/** The last four characters, null of secrets of fewer than 16. */
export function lastFourOf(value: string): string | null {
	return value.length >= SHORTEST_SHOWN ? value.slice(-4) : null;
}

/**
 * @returns scheme, host and port of an owner's base URL
 * @throws {TypeError} where that is no URL with an origin
 */
export function originOf({ baseUrl }: SecretOwner): string {
	const { origin } = new URL(baseUrl);
	if (origin === 'null') throw new TypeError('a secret can only be bound to an address with a host');
	return origin;
}

/** The name that a secret goes by, such as `own-1a2b3c/key` or `own-1a2b3c/header/x-api-key`. */
export function accountOf(ownerId: string, kind: SecretKind): string {
	return `${ownerId}/${kind}`;
}

/** Wraps a value so that only `reveal` shows it. */
export function holdSecret(value: string): Secret {
	return { reveal: () => value };
}

/** Why a secret is not given out. */
export function forOtherOrigin(kind: SecretKind, heldFor: string, asked: string): Problem {
	const what = kind === 'key' ? 'The key' : `The value of the header ${kind.slice('header/'.length)}`;
	return {
		code: 'secret-for-other-origin',
		message: `${what} was entered for ${heldFor}, so it is not sent to ${asked}. Enter it again for the new address.`,
	};
}
