import type { RunRecord } from '../../../core/recording.ts';
import { type RescoreSettings, useScorecardStore } from '../../store/scorecard-store.ts';
import { useSpeech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import type { CountedRun } from './counting.ts';
import { DefinitionChoices } from './DefinitionChoices.tsx';
import { RailNumber } from './RailNumber.tsx';
import { fieldRange, isTargetMoved, PRESETS, SLIDERS, type SliderName } from './settings.ts';

export interface RescoreRailProps {
	readonly settings: RescoreSettings;
	readonly exploratory: boolean;
	readonly run: RunRecord;
	readonly counted: CountedRun;
}

const NUMBERS: readonly { readonly name: SliderName; readonly label: WordKey; readonly unit: WordKey | null }[] = [
	{ name: 'firstMs', label: 'scorecard.first', unit: 'draft.ms' },
	{ name: 'eachMs', label: 'scorecard.each', unit: 'draft.ms' },
	{ name: 'stallMs', label: 'scorecard.stall', unit: 'draft.ms' },
	{ name: 'share', label: 'scorecard.share', unit: 'scorecard.percent' },
	{ name: 'index', label: 'scorecard.index', unit: null },
];

/** Scores the recording that the page holds under other deadlines and definitions. Nothing is sent anywhere. */
export function RescoreRail({ settings, exploratory, run, counted }: RescoreRailProps) {
	const { t, formats } = useSpeech();
	const change = (changed: Partial<RescoreSettings>): void =>
		useScorecardStore.setState({ moved: { runId: run.id, settings: { ...settings, ...changed } } });
	const preset = PRESETS.find(({ eachMs }) => eachMs === settings.eachMs);
	const { firstToken, ttftDeadline } = settings.definition;
	const targetMoved = isTargetMoved(settings);
	const ofTarget = (note: WordKey): string =>
		targetMoved ? `${t(note)} · ${t('scorecard.exploratoryShort')}` : t(note);
	const notes: Partial<Record<SliderName, string>> = {
		eachMs: t('scorecard.perSecond', { rate: formats.rate(1_000 / settings.eachMs) }),
		share: ofTarget('scorecard.ofFluidRate'),
		index: ofTarget('scorecard.atLeastNote'),
		...(firstToken === 'out' || ttftDeadline !== 'fixed' ? { firstMs: t('scorecard.goodputOnly') } : {}),
	};
	return (
		<section className="card score-rail" aria-labelledby="rescore-title">
			<h2 id="rescore-title">
				{t('scorecard.rescore')} <span className="hint">{t('scorecard.rescoreSub')}</span>
				{(exploratory || targetMoved) && (
					<span className="chip score-exploratory">{t('scorecard.exploratoryShort')}</span>
				)}
			</h2>
			{NUMBERS.map(({ name, label, unit }) => (
				<RailNumber
					key={name}
					label={t(label)}
					value={settings[name]}
					field={fieldRange(name)}
					slider={SLIDERS[name]}
					unit={unit === null ? '' : t(unit)}
					note={notes[name] ?? ''}
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
			<DefinitionChoices settings={settings} own={run.definition} counted={counted} change={change} />
			<p className="hint">{t('choice.says')}</p>
		</section>
	);
}
