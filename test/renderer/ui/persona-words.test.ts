import { expect, test } from 'vitest';
import { PERSONA_IDS } from '../../../src/main/simulator/personas.ts';
import { personaWords } from '../../../src/renderer/ui/persona-words.ts';

test('every embedded provider has its sentence, and nobody else', () => {
	for (const persona of PERSONA_IDS) expect(personaWords(persona)).toBe(`persona.${persona}`);
	for (const other of [null, 'nobody', 'toString']) expect(personaWords(other)).toBeNull();
});
