/** What a field must hold: more than spaces, which the app would take for nothing. */
export const SOMETHING = '.*\\S.*';

/** The same of a secret of so many characters at most: what is too long is refused, and its end not cut off unseen. */
export function secretPattern(most: number): string {
	return `(?=${SOMETHING}).{1,${most}}`;
}
