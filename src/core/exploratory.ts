import { DEFAULT_DEFINITION, type Definition } from './definition.ts';
import { DEFAULT_FLUID_RATE, type FluidRateQuestion } from './fluidity/token-rates.ts';
import type { Deadlines } from './recording.ts';

const CHOICES = ['count', 'accounting', 'unit', 'reasoning', 'firstToken', 'ttftDeadline'] as const;

/** The choices of a definition that are not the usual ones. */
export function changedChoices(definition: Definition): (keyof Definition)[] {
	return CHOICES.filter((choice) => definition[choice] !== DEFAULT_DEFINITION[choice]);
}

/**
 * Whether scores under these deadlines and this definition were looked for after the run, which was made with `own`: then
 * they name no winner. What a stall is called changes no score, so it makes nothing exploratory.
 */
export function isExploratory(own: Deadlines, { firstNs, eachNs }: Deadlines, definition: Definition): boolean {
	return firstNs !== own.firstNs || eachNs !== own.eachNs || changedChoices(definition).length > 0;
}

/** Whether a fluid rate is asked of other requests than usual. It moves no other number, and so no verdict. */
export function isExploratoryTarget({ share, targetMissRate }: FluidRateQuestion): boolean {
	return share !== DEFAULT_FLUID_RATE.share || targetMissRate !== DEFAULT_FLUID_RATE.targetMissRate;
}
