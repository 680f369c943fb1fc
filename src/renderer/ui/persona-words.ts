import { enPersonas } from './words/en-personas.ts';
import type { WordKey } from './words/words.ts';

/** The sentence on an embedded provider; null where it is not known here, or the provider is no embedded one. */
export function personaWords(persona: string | null): WordKey | null {
	const key = `persona.${persona}`;
	return isKnown(key) ? key : null;
}

function isKnown(key: string): key is keyof typeof enPersonas {
	return Object.hasOwn(enPersonas, key);
}
