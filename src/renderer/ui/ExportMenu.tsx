import { FileOutput, LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { REPORT_FORMATS } from '../../core/report-formats.ts';
import { type ReportChoices, useController } from '../controller.ts';
import { useAppStore } from '../store/app-store.ts';
import { useSpeech } from './language.ts';

export interface ExportMenuProps {
	/** What reports differ in from the run's own deadlines and the usual choices. */
	readonly choices: ReportChoices;
	/** What the person should know of these choices; null where there is nothing to say. */
	readonly hint: 'export.exploratory' | 'export.fluidRate' | null;
	/** A sign without its word. */
	readonly small?: boolean;
}

const MENU_ID = 'export-menu';

/** Everything that a run which has ended can be handed on as. A screen has one at the most. */
export function ExportMenu({ choices, hint, small = false }: ExportMenuProps) {
	const { t } = useSpeech();
	const { exportReport, save } = useController();
	const open = useAppStore((facts) => facts.exportOpen);
	const making = useAppStore((facts) => facts.making !== null);
	const ended = useAppStore(({ run }) => run?.phase === 'ended');
	const menu = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (menu.current === null || menu.current.matches(':popover-open') === open) return;
		menu.current.togglePopover(open);
	}, [open]);
	useEffect(() => () => useAppStore.setState({ exportOpen: false }), []);

	const choose = (chosen: Promise<void>): void => {
		menu.current?.hidePopover();
		void chosen;
	};
	const Sign = making ? LoaderCircle : FileOutput;
	const label = t(making ? 'export.making' : 'export.label');
	return (
		<>
			<button
				type="button"
				className={small ? 'secondary icon-button export-button' : 'primary export-button'}
				popoverTarget={MENU_ID}
				aria-busy={making}
				aria-keyshortcuts="E"
				aria-label={small ? label : undefined}
				title={small ? label : undefined}
				disabled={!ended}
			>
				<Sign size={16} aria-hidden="true" />
				{!small && (
					<>
						{label} {!making && <kbd>E</kbd>}
					</>
				)}
			</button>
			<span className="visually-hidden" role="status">
				{making ? label : ''}
			</span>
			<div
				ref={menu}
				id={MENU_ID}
				className="popover picker export-menu"
				popover="auto"
				onToggle={({ newState }) => {
					useAppStore.setState({ exportOpen: newState === 'open' });
					if (newState === 'open') menu.current?.querySelector('button')?.focus();
				}}
			>
				<h2>{t('export.title')}</h2>
				{hint !== null && <p className="hint">{t(hint)}</p>}
				<ul className="picker-list">
					{REPORT_FORMATS.map((format) => (
						<li key={format}>
							<button
								type="button"
								className="picker-add"
								data-format={format}
								disabled={making}
								onClick={() => choose(exportReport(format, choices))}
							>
								<Choice name={t(`export.${format}`)} says={t(`export.${format}Says`)} />
							</button>
						</li>
					))}
					<li>
						<button type="button" className="picker-add" data-format="recording" onClick={() => choose(save())}>
							<Choice name={t('export.recording')} says={t('export.recordingSays')} />
						</button>
					</li>
				</ul>
			</div>
		</>
	);
}

function Choice({ name, says }: { readonly name: string; readonly says: string }) {
	return (
		<span className="who">
			<b>{name}</b>
			<span className="hint">{says}</span>
		</span>
	);
}
