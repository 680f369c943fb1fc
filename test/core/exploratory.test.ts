import { expect, test } from 'vitest';
import { DEFAULT_DEFINITION, type Definition } from '../../src/core/definition.ts';
import { changedChoices, isExploratory, isExploratoryTarget } from '../../src/core/exploratory.ts';
import { DEFAULT_FLUID_RATE } from '../../src/core/fluidity/token-rates.ts';
import { ns } from '../../src/core/time.ts';
import { deadlines } from '../support/scored-runs.ts';

// Would catch a winner named by deadlines that were looked for until somebody won.
const run = { deadlines, definition: DEFAULT_DEFINITION };

test('other deadlines than the run’s are exploratory, and so is every choice of a definition', () => {
	expect(isExploratory(run, deadlines, DEFAULT_DEFINITION)).toBe(false);
	for (const moved of [{ firstNs: ns(deadlines.firstNs + 1) }, { eachNs: ns(deadlines.eachNs - 1) }]) {
		expect([moved, isExploratory(run, { ...deadlines, ...moved }, DEFAULT_DEFINITION)]).toEqual([moved, true]);
	}
	const choices: Partial<Definition>[] = [
		...([{ count: 'tokens' }, { accounting: 'native' }, { unit: 'chunk' }, { reasoning: 'in' }] as const),
		...[{ firstToken: 'out' as const }, { ttftDeadline: { a: 1, b: 0, c: 0 } }],
	];
	for (const choice of choices) {
		const definition = { ...DEFAULT_DEFINITION, ...choice };
		expect([choice, isExploratory(run, deadlines, definition)]).toEqual([choice, true]);
		expect(changedChoices(definition)).toEqual(Object.keys(choice));
		// What a run was declared with is no choice of afterwards; the usual one then is.
		const declared = { deadlines, definition: structuredClone(definition) };
		expect([choice, isExploratory(declared, deadlines, definition)]).toEqual([choice, false]);
		expect([choice, isExploratory(declared, deadlines, DEFAULT_DEFINITION)]).toEqual([choice, true]);
	}
});

// Would catch two rules: one for the reports, and another for the screen.
test('what a stall is called is not: it changes no score', () => {
	expect(isExploratory(run, { ...deadlines, stallNs: ns(1) }, DEFAULT_DEFINITION)).toBe(false);
});

test('a fluid rate asked of another share or fluidity-index is exploratory', () => {
	expect(isExploratoryTarget(DEFAULT_FLUID_RATE)).toBe(false);
	for (const moved of [{ share: 0.98 }, { targetMissRate: 0.2 }]) {
		expect([moved, isExploratoryTarget({ ...DEFAULT_FLUID_RATE, ...moved })]).toEqual([moved, true]);
	}
});
