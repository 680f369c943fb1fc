import { Download, FolderOpen } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import type { RaceSetup } from '../../../core/api.ts';
import { useController } from '../../controller.ts';
import { draftProblem, useAppStore } from '../../store/app-store.ts';
import { explain } from '../../ui/Explained.tsx';
import { ExportMenu } from '../../ui/ExportMenu.tsx';
import { useSpeech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import { ProviderPicker } from './ProviderPicker.tsx';

function change(changed: Partial<RaceSetup>): void {
	useAppStore.setState(({ draft }) => (draft === null ? {} : { draft: { ...draft, ...changed } }));
}

/** What to race, and the button that starts and stops it. */
export function ControlBar() {
	const { t, formats } = useSpeech();
	const draft = useAppStore((facts) => facts.draft);
	const running = useAppStore(({ run }) => run !== null && run.phase !== 'ended');
	const prompt = useRef<HTMLTextAreaElement>(null);
	const form = useRef<HTMLFormElement>(null);
	// A field cannot be changed in a race, and would lose the focus to nothing.
	useLayoutEffect(() => {
		if (running && form.current?.querySelector(':focus:disabled')) {
			form.current.querySelector<HTMLElement>('.stop')?.focus();
		}
	}, [running]);
	if (draft === null) return null;
	return (
		<form
			ref={form}
			className="controls"
			aria-label={t('draft.label')}
			onSubmit={(event) => event.preventDefault()}
			autoComplete="off"
		>
			<label className="field field-prompt">
				<span>{t('draft.prompt')}</span>
				<textarea
					ref={prompt}
					rows={1}
					value={draft.prompt}
					readOnly={running}
					spellCheck={false}
					onChange={({ target }) => change({ prompt: target.value })}
				/>
			</label>
			<NumberField
				label="draft.first"
				explains="explain.draftFirst"
				unit={t('draft.ms')}
				value={draft.firstMs}
				set={(firstMs) => change({ firstMs })}
				disabled={running}
				min={0}
				max={600_000}
				step={50}
			/>
			<NumberField
				label="draft.each"
				explains="explain.draftEach"
				unit={t('draft.ms')}
				hint={draft.eachMs > 0 ? t('draft.perSecond', { rate: formats.rate(1_000 / draft.eachMs) }) : ''}
				value={draft.eachMs}
				set={(eachMs) => change({ eachMs })}
				disabled={running}
				min={0.001}
				max={60_000}
				step="any"
			/>
			<ProviderPicker draft={draft} change={change} disabled={running} />
			<MoreFields draft={draft} disabled={running} />
			<RunFiles />
			<RaceButton draft={draft} running={running} />
		</form>
	);
}

interface NumberFieldProps {
	readonly label: WordKey;
	readonly explains: WordKey;
	readonly unit?: string;
	readonly hint?: string;
	readonly value: number;
	readonly set: (value: number) => void;
	readonly disabled: boolean;
	readonly min: number;
	readonly max: number;
	readonly step: number | 'any';
}

function NumberField({ label, explains, unit, hint, value, set, disabled, min, max, step }: NumberFieldProps) {
	const { t } = useSpeech();
	return (
		<label
			className="field"
			data-explain=""
			ref={(element) => explain(element, () => [t(explains), hint === undefined ? null : t('explain.perSecond')])}
		>
			<span>{t(label)}</span>
			<input
				type="number"
				className="number"
				value={Number.isNaN(value) ? '' : value}
				required
				disabled={disabled}
				min={min}
				max={max}
				step={step}
				onChange={({ target }) => set(target.valueAsNumber)}
			/>
			{unit !== undefined && <span className="field-unit">{unit}</span>}
			{hint !== undefined && <span className="field-hint number">{hint}</span>}
		</label>
	);
}

function MoreFields({ draft, disabled }: { readonly draft: RaceSetup; readonly disabled: boolean }) {
	const { t, formats } = useSpeech();
	return (
		<>
			<button
				type="button"
				className="field field-button"
				popoverTarget="more-fields"
				disabled={disabled}
				data-explain=""
				ref={(element) => explain(element, () => [t('explain.draftRounds'), t('explain.draftMaxTokens')])}
			>
				<span>{t('draft.rounds')}</span>
				<b className="number">{formats.count(draft.rounds)}</b>
				<span>{t('draft.maxTokens')}</span>
				<b className="number">{formats.count(draft.maxTokens)}</b>
			</button>
			<div id="more-fields" className="popover" popover="auto">
				<NumberField
					label="draft.rounds"
					explains="explain.draftRounds"
					value={draft.rounds}
					set={(rounds) => change({ rounds })}
					disabled={disabled}
					min={1}
					max={1_000}
					step={1}
				/>
				<NumberField
					label="draft.maxTokens"
					explains="explain.draftMaxTokens"
					value={draft.maxTokens}
					set={(maxTokens) => change({ maxTokens })}
					disabled={disabled}
					min={1}
					max={1_000_000}
					step={1}
				/>
				<NumberField
					label="draft.stall"
					explains="explain.draftStall"
					unit={t('draft.ms')}
					value={draft.stallMs}
					set={(stallMs) => change({ stallMs })}
					disabled={disabled}
					min={1}
					max={60_000}
					step="any"
				/>
			</div>
		</>
	);
}

/** This screen shows the run's own scores, whatever the scorecard's rail is set to. */
const OWN_CHOICES = {};

function RunFiles() {
	const { t } = useSpeech();
	const { open, save } = useController();
	const input = useRef<HTMLInputElement>(null);
	const phase = useAppStore(({ run }) => run?.phase ?? 'none');
	const running = phase === 'running' || phase === 'counting';
	return (
		<span className="files">
			<button
				type="button"
				className="secondary icon-button"
				title={t('draft.open')}
				aria-label={t('draft.open')}
				disabled={running}
				onClick={() => input.current?.click()}
			>
				<FolderOpen size={16} aria-hidden="true" />
			</button>
			<input
				ref={input}
				type="file"
				className="visually-hidden"
				accept=".fluidity"
				tabIndex={-1}
				aria-label={t('draft.open')}
				onChange={({ target }) => {
					const [file] = target.files ?? [];
					if (file) void open(file);
					target.value = '';
				}}
			/>
			<button
				type="button"
				className="secondary icon-button"
				title={t('draft.save')}
				aria-label={t('draft.save')}
				disabled={phase !== 'ended'}
				onClick={() => void save()}
			>
				<Download size={16} aria-hidden="true" />
			</button>
			<ExportMenu choices={OWN_CHOICES} hint={null} small />
		</span>
	);
}

function RaceButton({ draft, running }: { readonly draft: RaceSetup; readonly running: boolean }) {
	const { t } = useSpeech();
	const { race, stop } = useController();
	const raced = useAppStore(({ run }) => run !== null);
	const busy = useAppStore(({ pending, connection }) => pending > 0 || connection !== 'open');
	const problem = draftProblem(draft);
	if (running) {
		return (
			<button type="button" className="primary stop" onClick={() => void stop()}>
				{t('draft.stop')} <kbd>Esc</kbd>
			</button>
		);
	}
	return (
		<button
			type="button"
			className="primary"
			aria-keyshortcuts="Control+Enter Meta+Enter"
			disabled={problem !== null || busy}
			title={problem === null ? undefined : t(problem)}
			onClick={() => void race()}
		>
			{t(raced ? 'draft.again' : 'draft.race')} <kbd>Ctrl ↵</kbd>
		</button>
	);
}
