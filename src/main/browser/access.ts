import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may use the app: a page that brings a token, and from then on whoever knows the secret it was given. */
export interface Access {
	/** The token that opens the page next time: 256 random bits, good for one use. */
	token(): string;
	/** The session's secret for the current token, which is replaced at once; null for anything else. */
	trade(token: string): string | null;
	/** Whether this is the session's secret. It holds as long as the process. */
	admits(secret: string): boolean;
}

/** Compares in constant time, so that no answer's delay tells how much of a guess was right. */
export function createAccess(): Access {
	const secret = randomText();
	let token = randomText();
	return {
		token: () => token,
		trade(given) {
			if (!sameText(given, token)) return null;
			token = randomText();
			return secret;
		},
		admits: (given) => sameText(given, secret),
	};
}

function randomText(): string {
	return randomBytes(32).toString('base64url');
}

/** By digest: the comparison needs equal lengths. */
function sameText(one: string, other: string): boolean {
	return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
