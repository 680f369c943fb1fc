import { DEFAULT_DEFINITION, type Definition } from './definition.ts';
import { DEFAULT_FLUID_RATE, type FluidRateQuestion } from './fluidity/token-rates.ts';
import type { Deadlines, RunRecord } from './recording.ts';

const CHOICES = ['count', 'accounting', 'unit', 'reasoning', 'firstToken', 'ttftDeadline'] as const;

/** The choices of a definition that are not those of another, which is the usual one unless it is given. */
export function changedChoices(definition: Definition, from: Definition = DEFAULT_DEFINITION): (keyof Definition)[] {
	return CHOICES.filter((choice) => !isSame(definition[choice], from[choice]));
}

function isSame(one: Definition[keyof Definition], other: Definition[keyof Definition]): boolean {
	if (typeof one === 'string' || typeof other === 'string') return one === other;
	return one.a === other.a && one.b === other.b && one.c === other.c;
}

/** What a run is declared with before it starts: a verdict goes by nothing else. */
export type Declared = Pick<RunRecord, 'deadlines' | 'definition'>;

/**
 * Whether scores under these deadlines and this definition were looked for after the run, which was declared with others:
 * then they name no winner. What a stall is called changes no score, so it makes nothing exploratory.
 */
export function isExploratory(declared: Declared, { firstNs, eachNs }: Deadlines, definition: Definition): boolean {
	const own = declared.deadlines;
	return firstNs !== own.firstNs || eachNs !== own.eachNs || changedChoices(definition, declared.definition).length > 0;
}

/** Whether a fluid rate is asked of other requests than usual. It moves no other number, and so no verdict. */
export function isExploratoryTarget({ share, targetMissRate }: FluidRateQuestion): boolean {
	return share !== DEFAULT_FLUID_RATE.share || targetMissRate !== DEFAULT_FLUID_RATE.targetMissRate;
}
