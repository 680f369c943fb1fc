/** Characters that are written from right to left, or that turn the text around them. */
const TURNS =
	/[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]|[\ud802-\ud803\ud83a-\ud83b]/;

/** A name that somebody else chose, for use within a sentence: where it could turn what follows, it is set apart (FSI … PDI). */
export function isolatedName(name: string): string {
	return TURNS.test(name) ? `\u2068${name}\u2069` : name;
}
