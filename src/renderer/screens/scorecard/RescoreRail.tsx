import { useId, useState } from 'react';
import { DEFAULT_DEFINITION, type Definition } from '../../../core/definition.ts';
import type { RunRecord } from '../../../core/recording.ts';
import { useScorecardStore } from '../../store/scorecard-store.ts';
import { useSpeech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import {
	fieldRange,
	numberOnRail,
	PRESETS,
	type RescoreSettings,
	SLIDER_STEPS,
	SLIDERS,
	type SliderName,
	sliderPosition,
	sliderValue,
} from './settings.ts';

export interface RescoreRailProps {
	readonly settings: RescoreSettings;
	readonly exploratory: boolean;
	readonly run: RunRecord;
}

const NUMBERS: readonly { readonly name: SliderName; readonly label: WordKey }[] = [
	{ name: 'firstMs', label: 'scorecard.first' },
	{ name: 'eachMs', label: 'scorecard.each' },
	{ name: 'stallMs', label: 'scorecard.stall' },
	{ name: 'share', label: 'scorecard.share' },
];

/** Scores the recording that the page holds under other deadlines and definitions. Nothing is sent anywhere. */
export function RescoreRail({ settings, exploratory, run }: RescoreRailProps) {
	const { t, formats } = useSpeech();
	const change = (changed: Partial<RescoreSettings>): void =>
		useScorecardStore.setState({ moved: { runId: run.id, settings: { ...settings, ...changed } } });
	const preset = PRESETS.find(({ eachMs }) => eachMs === settings.eachMs);
	return (
		<section className="card score-rail" aria-labelledby="rescore-title">
			<h2 id="rescore-title">
				{t('scorecard.rescore')} <span className="hint">{t('scorecard.rescoreSub')}</span>
				{exploratory && <span className="chip score-exploratory">{t('scorecard.exploratoryShort')}</span>}
			</h2>
			{NUMBERS.map(({ name, label }) => (
				<NumberOnRail
					key={name}
					name={name}
					label={t(label)}
					value={settings[name]}
					note={name === 'eachMs' ? t('scorecard.perSecond', { rate: formats.rate(1_000 / settings.eachMs) }) : ''}
					onChange={(value) => change({ [name]: value })}
				/>
			))}
			<fieldset className="score-presets">
				<legend>{t('scorecard.preset')}</legend>
				{PRESETS.map(({ id, eachMs }) => (
					<button
						key={id}
						type="button"
						className="chip"
						aria-pressed={preset?.id === id}
						title={t(`scorecard.presetSays.${id}`)}
						onClick={() => change({ eachMs })}
					>
						{t(`scorecard.preset.${id}`)}
					</button>
				))}
				<p className="hint">{t(preset === undefined ? 'scorecard.presetNone' : `scorecard.presetSays.${preset.id}`)}</p>
			</fieldset>
			<fieldset className="score-choices">
				<legend>{t('scorecard.definition')}</legend>
				<Choice choice="count" values={['deadlines', 'tokens']} {...{ settings, change }} />
				<Choice choice="accounting" values={['common', 'native']} {...{ settings, change }} />
				<Choice choice="unit" values={['token', 'chunk']} {...{ settings, change }} />
				<Choice choice="reasoning" values={['out', 'in']} {...{ settings, change }} />
				<Choice choice="firstToken" values={['in', 'out']} {...{ settings, change }} />
			</fieldset>
			<p className="hint">{t('choice.says')}</p>
		</section>
	);
}

interface NumberOnRailProps {
	readonly name: SliderName;
	readonly label: string;
	readonly value: number;
	/** Said beside it. */
	readonly note: string;
	readonly onChange: (value: number) => void;
}

function NumberOnRail({ name, label, value, note, onChange }: NumberOnRailProps) {
	const { t, formats } = useSpeech();
	const id = useId();
	const range = SLIDERS[name];
	const { least, most } = fieldRange(name);
	const factor = name === 'share' ? 100 : 1;
	const shown = Number((value * factor).toFixed(3));
	const unit = name === 'share' ? t('scorecard.percent') : t('draft.ms');
	const [typing, setTyping] = useState<{ readonly over: number; readonly text: string } | null>(null);
	/** What is typed and not taken yet. Null: nothing was typed since the value came. */
	const draft = typing?.over === value ? typing.text : null;
	const typed = draft === null ? value : numberOnRail(name, draft);
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
						least: formats.figure(least * factor),
						most: formats.figure(most * factor),
						unit,
					})}
				</p>
			)}
			<input
				type="range"
				min={0}
				max={SLIDER_STEPS}
				value={sliderPosition(value, range)}
				aria-label={t('scorecard.sliderOf', { name: label })}
				aria-valuetext={`${shown} ${unit}`}
				onChange={({ target }) => {
					setTyping(null);
					onChange(sliderValue(Number(target.value), range));
				}}
			/>
		</div>
	);
}

type ChoiceName = Exclude<keyof Definition, 'ttftDeadline'>;

interface ChoiceProps<Name extends ChoiceName> {
	readonly choice: Name;
	readonly values: readonly Definition[Name][];
	readonly settings: RescoreSettings;
	readonly change: (changed: Partial<RescoreSettings>) => void;
}

function Choice<Name extends ChoiceName>({ choice, values, settings, change }: ChoiceProps<Name>) {
	const { t } = useSpeech();
	const word = (value: Definition[Name]): string => t(`choice.${choice}.${value}` as WordKey);
	const { definition } = settings;
	return (
		<label data-changed={definition[choice] !== DEFAULT_DEFINITION[choice]}>
			<span>{t(`choice.${choice}`)}</span>
			<select
				value={definition[choice]}
				onChange={({ target }) => {
					const value = values.find((each) => each === target.value);
					if (value !== undefined) change({ definition: { ...definition, [choice]: value } });
				}}
			>
				{values.map((value) => (
					<option key={value} value={value}>
						{word(value)}
					</option>
				))}
			</select>
		</label>
	);
}
