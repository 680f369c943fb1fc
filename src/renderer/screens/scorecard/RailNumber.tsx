import { useId, useState } from 'react';
import { useSpeech } from '../../ui/language.ts';
import {
	type FieldRange,
	SLIDER_STEPS,
	type SliderRange,
	sliderPosition,
	sliderValue,
	typedNumber,
} from './settings.ts';

export interface RailNumberProps {
	readonly label: string;
	readonly value: number;
	/** Between what it may be typed. */
	readonly field: FieldRange;
	/** Null: it is only typed. */
	readonly slider: SliderRange | null;
	readonly unit: string;
	/** Said beside it. */
	readonly note: string;
	readonly onChange: (value: number) => void;
}

/** A number that is typed, and set by a slider. */
export function RailNumber({ label, value, field, slider, unit, note, onChange }: RailNumberProps) {
	const { t, formats } = useSpeech();
	const id = useId();
	const shown = Number((value * field.factor).toFixed(3));
	const [typing, setTyping] = useState<{ readonly over: number; readonly text: string } | null>(null);
	/** What is typed and not taken yet. Null: nothing was typed since the value came. */
	const draft = typing?.over === value ? typing.text : null;
	const typed = draft === null ? value : typedNumber(draft, field);
	const hint = useId();
	/** Only what was typed is taken: to pass through a field changes nothing. */
	const take = (): void => {
		if (draft === null || typed === null) return;
		setTyping(null);
		if (draft !== String(shown)) onChange(typed);
	};
	return (
		<div className="score-number">
			<label htmlFor={id}>
				{label} <span className="hint">{note}</span>
			</label>
			<span className="score-field">
				<input
					id={id}
					type="number"
					step="any"
					value={draft ?? shown}
					aria-invalid={typed === null}
					aria-describedby={typed === null ? hint : undefined}
					onChange={({ target }) => setTyping({ over: value, text: target.value })}
					onBlur={take}
					onKeyDown={({ key }) => {
						if (key === 'Enter') take();
					}}
				/>
				{unit}
			</span>
			{typed === null && (
				<p id={hint} className="hint score-refused">
					{t('scorecard.outOfRange', {
						least: formats.figure(field.least * field.factor),
						most: formats.figure(field.most * field.factor),
						unit,
					})}
				</p>
			)}
			{slider !== null && (
				<input
					type="range"
					min={0}
					max={SLIDER_STEPS}
					value={sliderPosition(value, slider)}
					aria-label={t('scorecard.sliderOf', { name: label })}
					aria-valuetext={`${shown} ${unit}`.trim()}
					onChange={({ target }) => {
						setTyping(null);
						onChange(sliderValue(Number(target.value), slider));
					}}
				/>
			)}
		</div>
	);
}
