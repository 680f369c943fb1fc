import { changedChoices, type Declared, isExploratoryTarget } from '../../../core/exploratory.ts';
import type { PrefillCurve } from '../../../core/fluidity/prefill.ts';
import { DEFAULT_FLUID_RATE, targetMissRateOf } from '../../../core/fluidity/token-rates.ts';
import type { Deadlines } from '../../../core/recording.ts';
import { msToNs } from '../../../core/time.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';

/** Numbers of the rail that have a slider. */
export type SliderName = 'firstMs' | 'eachMs' | 'stallMs' | 'share' | 'index';

/** Between what a slider goes; `log`: equal steps of the slider are equal factors. */
export interface SliderRange {
	readonly least: number;
	readonly most: number;
	readonly log: boolean;
	/** Of the number. */
	readonly step: number;
}

export const SLIDERS: Readonly<Record<SliderName, SliderRange>> = {
	firstMs: { least: 10, most: 10_000, log: true, step: 1 },
	eachMs: { least: 1, most: 1_000, log: true, step: 0.1 },
	stallMs: { least: 10, most: 10_000, log: true, step: 1 },
	share: { least: 0.5, most: 1, log: false, step: 0.01 },
	index: { least: 0.5, most: 1, log: false, step: 0.01 },
};

/** Positions of a slider, from 0. */
export const SLIDER_STEPS = 1_000;

/** What a run was declared with: the rail as nobody has moved it. */
export function settingsOfRun({ deadlines, definition }: Declared): RescoreSettings {
	return {
		firstMs: deadlines.firstNs / 1e6,
		eachMs: deadlines.eachNs / 1e6,
		stallMs: deadlines.stallNs / 1e6,
		share: DEFAULT_FLUID_RATE.share,
		// Its own inverse.
		index: targetMissRateOf(DEFAULT_FLUID_RATE.targetMissRate),
		definition,
	};
}

/** The deadlines that the rail is set to. */
export function deadlinesOf({
	firstMs,
	eachMs,
	stallMs,
}: Pick<RescoreSettings, 'firstMs' | 'eachMs' | 'stallMs'>): Deadlines {
	return { firstNs: msToNs(firstMs), eachNs: msToNs(eachMs), stallNs: msToNs(stallMs) };
}

/** Whether anything on the rail stands elsewhere than the run was declared with. */
export function isMoved(settings: RescoreSettings, run: Declared): boolean {
	const set = settingsOfRun(run);
	const moved = (['firstMs', 'eachMs', 'stallMs', 'share', 'index'] as const).some(
		(name) => settings[name] !== set[name],
	);
	return moved || changedChoices(settings.definition, run.definition).length > 0;
}

/** Whether the rail asks the fluid rate of other requests than a run is reported with. */
export function isTargetMoved({ share, index }: Pick<RescoreSettings, 'share' | 'index'>): boolean {
	return isExploratoryTarget({ share, targetMissRate: targetMissRateOf(index) });
}

/** Between what a number may be typed. */
export interface FieldRange {
	readonly least: number;
	readonly most: number;
	/** What is typed by what it means: a share is typed as percent. */
	readonly factor: number;
}

/** More than a slider reaches. */
export function fieldRange(name: SliderName): FieldRange {
	const { least, most } = SLIDERS[name];
	if (name === 'share') return { least, most, factor: 100 };
	if (name === 'index') return { least, most, factor: 1 };
	return { least: name === 'firstMs' ? 0 : least, most: most * 60, factor: 1 };
}

/** The coefficients of a first deadline that grows with the prompt. They mean nanoseconds; typed are ms, µs and ns. */
export const CURVE_FIELDS: Readonly<Record<keyof PrefillCurve, FieldRange>> = {
	a: { least: 0, most: 600e9, factor: 1e-6 },
	b: { least: 0, most: 1e9, factor: 1e-3 },
	c: { least: 0, most: 1e6, factor: 1 },
};

/** The number that was typed into a field; null where it is none, or out of its range. */
export function typedNumber(text: string, { least, most, factor }: FieldRange): number | null {
	if (text.trim() === '') return null;
	const value = Number(text) / factor;
	return value >= least && value <= most ? value : null;
}

/** Where a slider stands for a number, 0 to {@link SLIDER_STEPS}; a number beyond its ends stands at them. */
export function sliderPosition(value: number, { least, most, log }: SliderRange): number {
	const within = Math.min(most, Math.max(least, value));
	const share = log ? Math.log(within / least) / Math.log(most / least) : (within - least) / (most - least);
	return Math.round(share * SLIDER_STEPS);
}

/** The number that a slider stands for: one that reads well, to three digits at most. */
export function sliderValue(position: number, { least, most, log, step }: SliderRange): number {
	const share = position / SLIDER_STEPS;
	const value = log ? least * (most / least) ** share : least + share * (most - least);
	const digits = log ? Number(value.toPrecision(value < 100 ? 2 : 3)) : value;
	return Number((Math.round(digits / step) * step).toFixed(3));
}

/** Who reads: a pace, with where it comes from. The first deadline is left as it is, for no source sets it. */
export const PRESETS = [
	{ id: 'chat', eachMs: 25 },
	{ id: 'voice', eachMs: 300 },
	{ id: 'translation', eachMs: 180 },
	{ id: 'code', eachMs: 50 },
] as const;
