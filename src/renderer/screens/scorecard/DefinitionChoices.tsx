import type { Definition } from '../../../core/definition.ts';
import { changedChoices } from '../../../core/exploratory.ts';
import { type PrefillCurve, prefillTime } from '../../../core/fluidity/prefill.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { useSpeech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import type { CountedRun } from './counting.ts';
import { RailNumber } from './RailNumber.tsx';
import { CURVE_FIELDS } from './settings.ts';

export interface DefinitionChoicesProps {
	readonly settings: RescoreSettings;
	/** What the run was declared with. */
	readonly own: Definition;
	readonly counted: CountedRun;
	readonly change: (changed: Partial<RescoreSettings>) => void;
}

/** Every choice behind a fluidity-index. */
export function DefinitionChoices({ settings, own, counted, change }: DefinitionChoicesProps) {
	const { t } = useSpeech();
	const { definition, firstMs } = settings;
	const choose = (changed: Partial<Definition>): void => change({ definition: { ...definition, ...changed } });
	const { ttftDeadline } = definition;
	const moved = changedChoices(definition, own);
	return (
		<fieldset className="score-choices">
			<legend>{t('scorecard.definition')}</legend>
			<Choice choice="count" values={['deadlines', 'tokens']} {...{ definition, moved, choose }} />
			<Choice choice="accounting" values={['common', 'native']} {...{ definition, moved, choose }} />
			<Choice choice="unit" values={['token', 'chunk']} {...{ definition, moved, choose }} />
			<Choice choice="reasoning" values={['out', 'in']} {...{ definition, moved, choose }} />
			<Choice choice="firstToken" values={['in', 'out']} {...{ definition, moved, choose }} />
			<label data-changed={moved.includes('ttftDeadline')}>
				<span>{t('choice.ttftDeadline')}</span>
				<select
					value={ttftDeadline === 'fixed' ? 'fixed' : 'grown'}
					// Begins as the fixed one, so that nothing moves before a number does.
					onChange={({ target }) =>
						choose({ ttftDeadline: target.value === 'fixed' ? 'fixed' : { a: firstMs * 1e6, b: 0, c: 0 } })
					}
				>
					<option value="fixed">{t('choice.ttftDeadline.fixed')}</option>
					<option value="grown">{t('choice.ttftDeadline.grown')}</option>
				</select>
			</label>
			{ttftDeadline !== 'fixed' && (
				<Curve curve={ttftDeadline} counted={counted} onChange={(curve) => choose({ ttftDeadline: curve })} />
			)}
		</fieldset>
	);
}

interface CurveProps {
	readonly curve: PrefillCurve;
	readonly counted: CountedRun;
	readonly onChange: (curve: PrefillCurve) => void;
}

function Curve({ curve, counted, onChange }: CurveProps) {
	const { t, formats } = useSpeech();
	const lengths = counted.rows.flatMap(({ promptTokens }) => promptTokens ?? []);
	const due = (tokens: number): string =>
		t('choice.curveAt', { due: formats.wait(prefillTime(curve, tokens)), tokens: formats.count(tokens) });
	const [shortest, longest] = [lengths.reduce(least, lengths[0] ?? 0), lengths.reduce(most, 0)];
	const untold = counted.rows.length - lengths.length;
	return (
		<div className="score-curve">
			<p className="hint">{t('choice.curveSays')}</p>
			{(['a', 'b', 'c'] as const).map((name) => (
				<RailNumber
					key={name}
					label={name}
					value={curve[name]}
					field={CURVE_FIELDS[name]}
					slider={null}
					unit={t(`choice.curveUnit.${name}`)}
					note={t(`choice.curveNote.${name}`)}
					onChange={(value) => onChange({ ...curve, [name]: value })}
				/>
			))}
			{lengths.length > 0 && (
				<p className="hint">{shortest === longest ? due(longest) : `${due(shortest)} ${due(longest)}`}</p>
			)}
			{untold > 0 && <p className="hint">{t('choice.curveUntold', { count: untold })}</p>}
		</div>
	);
}

function least(one: number, other: number): number {
	return Math.min(one, other);
}

function most(one: number, other: number): number {
	return Math.max(one, other);
}

type ChoiceName = Exclude<keyof Definition, 'ttftDeadline'>;

interface ChoiceProps<Name extends ChoiceName> {
	readonly choice: Name;
	readonly values: readonly Definition[Name][];
	readonly definition: Definition;
	readonly moved: readonly (keyof Definition)[];
	readonly choose: (changed: Partial<Definition>) => void;
}

function Choice<Name extends ChoiceName>({ choice, values, definition, moved, choose }: ChoiceProps<Name>) {
	const { t } = useSpeech();
	return (
		<label data-changed={moved.includes(choice)}>
			<span>{t(`choice.${choice}`)}</span>
			<select
				value={definition[choice]}
				onChange={({ target }) => {
					const value = values.find((each) => each === target.value);
					if (value !== undefined) choose({ [choice]: value });
				}}
			>
				{values.map((value) => (
					<option key={value} value={value}>
						{t(`choice.${choice}.${value}` as WordKey)}
					</option>
				))}
			</select>
		</label>
	);
}
