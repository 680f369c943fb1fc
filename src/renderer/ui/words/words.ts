import type { en } from './en.ts';

type Keys = keyof typeof en;

/** A word's key, without the ending that its count chooses. */
export type WordKey = Keys extends infer Key
	? Key extends `${infer Stem}_one` | `${infer Stem}_other`
		? Stem
		: Key
	: never;

/** A language without a singular of its own: every other word of the English page. A missing one is a type error. */
export type Words = { readonly [Key in Keys as Key extends `${string}_one` ? never : Key]: string };

/** Values that a word names in double braces; `count` also chooses its form. */
export type WordValues = Readonly<Record<string, string | number>>;

/** Says a word in the language that holds. */
export type Translate = (key: WordKey, values?: WordValues) => string;
